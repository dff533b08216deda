import { expect, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

let server: Omnifila;
let seen: Watch;

const tails = (from: number, n: number) => Array.from({ length: n }, (_, at) => String(from + at).padStart(4, '0'));

test.beforeAll(async () => {
  server = await startOmnifila();
  await server.enqueue(server.sending, ['1001', '1002', '7001', '9001', '9002']);
  await server.enqueue(server.waiting, tails(2000, 1500), { batch_ref: 'lote-1' });
  await server.enqueue(server.waiting, tails(4000, 3), { due_at: new Date(Date.now() + 86_400_000).toISOString() });
  await server.settled('sent', 2);
  await server.settled('failed', 2);
  await server.settled('uncertain', 1);
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('the queue shows what is there, by family, and filters stay in the address', async ({ page }) => {
  await signIn(page, server.base);
  const families = page.getByRole('navigation', { name: 'Situações' });
  await expect(families.getByRole('link', { name: /Todas 1\.508/ })).toBeVisible();
  await expect(families.getByRole('link', { name: /Na fila 1\.503/ })).toBeVisible();
  await families.getByRole('link', { name: /Problemas 3/ }).click();
  await expect(page).toHaveURL(/family=problems/);
  const grid = page.getByRole('grid');
  await expect(grid.getByRole('row')).toHaveCount(4);
  await expect(grid.getByText('A conferir')).toHaveCount(1);
  await expect(grid.getByText('Falhou')).toHaveCount(2);
  for (const column of [
    'ID',
    'Cliente',
    'Dados para envio do template',
    'Status',
    'Data de inclusão',
    'Data de envio',
  ]) {
    await expect(grid.getByRole('columnheader', { name: column, exact: true })).toBeVisible();
  }
  await accessible(page);

  const search = page.getByLabel('Buscar na fila');
  await search.fill('status:falhou gateway:receptor Cliente 9001');
  await search.press('Enter');
  await expect(page).toHaveURL(/status=failed/);
  await expect(page).toHaveURL(/gateway_id=\d/);
  await expect(grid.getByRole('row')).toHaveCount(2);
  await page.goBack();
  await expect(grid.getByRole('row')).toHaveCount(4);
  await search.fill('gateway:nenhum');
  await search.press('Enter');
  await expect(page.getByText('Não entendi gateway:nenhum.')).toBeVisible();
});

test('scheduled messages are told from those whose turn it is', async ({ page }) => {
  await signIn(page, server.base, '/fila?family=queued');
  const grid = page.getByRole('grid');
  await expect(grid.getByText('Agendada')).toHaveCount(3);
  await expect(grid.getByText('Aguardando').first()).toBeVisible();
  // The window of rows: far fewer are drawn than there are.
  expect(await grid.locator('tr[data-id]').count()).toBeLessThan(80);
  // Pages are loaded as they come into sight: the last row is reached by scrolling on.
  await expect(async () => {
    await grid.evaluate((table) => table.parentElement?.scrollTo(0, table.parentElement.scrollHeight));
    await expect(grid.getByText('Cliente 2000', { exact: true })).toBeVisible({ timeout: 300 });
  }).toPass();
});

test('a message tells why it waits, what went wrong, and how the customer sees it', async ({ page }) => {
  await signIn(page, server.base, '/fila?family=problems');
  await page.getByRole('row', { name: /Cliente 9001/ }).click();
  const panel = page.getByRole('complementary', { name: /Mensagem \d+/ });
  await expect(panel.getByText(/refused · o gateway recusou em definitivo/)).toBeVisible();
  await expect(panel.getByText('não entregue')).toBeVisible();
  await expect(panel.locator('figure strong')).toHaveText('Cliente 9001');
  await expect(panel.getByText('Tentativa 1 recusada')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Corrigir e reenviar' })).toBeVisible();
  await accessible(page);
  await page.keyboard.press('j');
  await expect(panel.locator('figure strong')).not.toHaveText('Cliente 9001');
  const scheduled = await server.api<{ items: { id: number }[] }>('GET', '/messages?status=waiting&limit=1');
  await page.goto(`${server.base}/fila?family=queued&m=${scheduled.items[0]?.id}`);
  await expect(panel.getByText('Está agendada para mais tarde.')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Reagendar' })).toBeVisible();
});

test('correcting a failed message makes a new one, tried dry first', async ({ page }) => {
  await signIn(page, server.base, '/fila?status=failed');
  await page.getByRole('row', { name: /Cliente 9002/ }).click();
  await page.getByRole('button', { name: 'Corrigir e reenviar' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Telefone ou e-mail').fill('+55 49 90000 1003');
  await dialog.getByLabel('valor').fill('R$ 70,00');
  await dialog.getByRole('button', { name: 'Ver como fica' }).click();
  await expect(dialog.getByText('O valor é R$ 70,00.')).toBeVisible();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Enviar corrigida' }).click();
  await expect(dialog).toBeHidden();
  await server.settled('sent', 3);
  await expect(page.getByRole('complementary').getByText('Enviada', { exact: true }).first()).toBeVisible();
});

test('cancelling what is pending is counted, confirmed by its number, and undone, by keyboard only', async ({
  page,
}) => {
  await signIn(page, server.base, '/fila?batch_ref=lote-1');
  await expect(page.getByText('1.500 mensagens')).toBeVisible();
  await page.getByRole('button', { name: 'Cancelar pendentes' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { name: 'Cancelar 1.500 mensagens que aguardam envio?' })).toBeVisible();
  await expect(dialog.getByText('Este filtro deixa de fora 3 mensagens que também esperam.')).toBeVisible();
  await expect(dialog.getByText('aviso', { exact: true })).toBeVisible();
  const confirm = dialog.getByRole('button', { name: 'Cancelar 1.500 mensagens' });
  await expect(confirm).toBeDisabled();
  await accessible(page);
  await dialog.getByLabel('Motivo (vai para a auditoria)').focus();
  await page.keyboard.type('valor errado');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1500');
  await expect(confirm).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const tray = page.getByRole('region', { name: 'Andamento' });
  await expect(tray.getByText('1.500 mensagens canceladas')).toBeVisible();
  const counted = await server.api<{ statuses: Record<string, number> }>('GET', '/messages/counts?exact=true');
  expect(counted.statuses).toMatchObject({ cancelled: 1500, waiting: 3 });
  await accessible(page);
  const undo = tray.getByRole('button', { name: /Desfazer/ });
  await undo.focus();
  await page.keyboard.press('Enter');
  await expect(tray.getByText('1.500 mensagens voltaram para a fila')).toBeVisible();
  await server.settled('waiting', 1503);
});

test('keys walk, select, and change many at once', async ({ page }) => {
  await signIn(page, server.base, '/fila?family=queued&order=queue');
  const grid = page.getByRole('grid');
  await expect(grid.locator('tr[data-id]').first()).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(page.getByText('3 mensagens selecionadas')).toBeVisible();
  await expect(grid.locator('tr[aria-selected=true]')).toHaveCount(3);
  await accessible(page);
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').click();
  await page.getByRole('option', { name: 'Urgente' }).click();
  await expect(dialog.getByText('Mudarão de prioridade')).toBeVisible();
  await dialog.getByLabel('Motivo (vai para a auditoria)').fill('cliente ligou');
  await dialog.getByRole('button', { name: 'Mudar 3 mensagens' }).click();
  await expect(page.getByText('3 mensagens com outra prioridade')).toBeVisible();
  const urgent = await server.api<{ statuses: Record<string, number> }>('GET', '/messages/counts?priority=urgent');
  expect(urgent.statuses.waiting).toBe(3);

  // In the order of sending, one place up; the toast says who is passed.
  await page.keyboard.press('r');
  const order = () =>
    grid.locator('tr[data-id]').evaluateAll((rows) => rows.slice(0, 2).map((row) => row.getAttribute('data-id')));
  await expect(grid.locator('tr[data-id]').first()).toBeVisible();
  const before = await order();
  await grid.locator('tr[data-id]').nth(1).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(page.getByText(new RegExp(`Passa na frente de .*\\(${before[0]}\\)`))).toBeVisible();
  await expect.poll(order).toEqual([before[1], before[0]]);
});

test('new messages wait above, and rows stay where they are', async ({ page }) => {
  await signIn(page, server.base, `/fila?gateway_id=${server.sending}`);
  const grid = page.getByRole('grid');
  const first = await grid.locator('tr[data-id]').first().getAttribute('data-id');
  await server.enqueue(server.sending, ['1501', '1502']);
  await expect(page.getByRole('button', { name: '2 novas acima' })).toBeVisible();
  expect(await grid.locator('tr[data-id]').first().getAttribute('data-id')).toBe(first);
  await page.keyboard.press('.');
  await expect(grid.getByText('Cliente 1502')).toBeVisible();
});

test('what was chosen to be shown is there again after signing in elsewhere', async ({ page, browser }) => {
  await signIn(page, server.base);
  await page.getByRole('button', { name: 'Ordem, densidade e colunas' }).click();
  await page.getByRole('menuitem', { name: 'Escolher colunas' }).click();
  const saved = page.waitForResponse(
    (response) => response.url().endsWith('/preferences') && response.request().method() === 'PUT',
  );
  await page.getByRole('checkbox', { name: 'Prioridade' }).click();
  expect((await saved).status()).toBeLessThan(300);
  await accessible(page);
  const other = await (await browser.newContext({ locale: 'pt-BR' })).newPage();
  await signIn(other, server.base);
  await expect(other.getByRole('columnheader', { name: 'Prioridade' })).toBeVisible();
  await other.context().close();
});
