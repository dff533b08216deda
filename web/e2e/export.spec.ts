// What is taken out of the queue and how one gets to it: a filter as a file, a number that opens the rows it counts, and
// both of them on a phone.

import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

const WAITING = 1200;
let server: Omnifila;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila();
  await server.enqueue(server.sending, ['1001', '1002', '9001']);
  const tails = Array.from({ length: WAITING }, (_, at) => String(2000 + at));
  await server.enqueue(server.waiting, tails, { batch_ref: 'lote-1' });
  await server.api('POST', '/tasks', {
    name: 'Envia a fila',
    gateway_ids: [server.waiting],
    cron: '0 3 1 1 *',
    time_zone: 'America/Sao_Paulo',
    enabled: true,
  });
  await server.settled('sent', 2);
  await server.settled('failed', 1);
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

/** Exports what is shown; the lines of the file. */
async function exported(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Exportar' }).click();
  const dialog = page.getByRole('dialog');
  await accessible(page);
  const coming = page.waitForEvent('download');
  await dialog.getByRole('link', { name: 'Exportar' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^fila-de-mensagens-\d{4}-\d\d-\d\d\.csv$/);
  await expect(dialog).toBeHidden();
  const text = readFileSync(await download.path(), 'utf8');
  expect(text.startsWith('\ufeff')).toBe(true);
  return text.slice(1).trimEnd().split('\r\n');
}

test('a filter is exported whole, in the columns and words of the screen', async ({ page }) => {
  await signIn(page, server.base, '/fila?batch_ref=lote-1');
  await expect(page.getByText('1.200 mensagens')).toBeVisible();
  const lines = await exported(page);
  expect(lines[0]).toBe('ID;Cliente;Dados para envio do template;Status;Data de inclusão;Data de envio');
  expect(lines).toHaveLength(WAITING + 1);
  expect(lines[1]).toMatch(/^\d+;Cliente 3199;R\$ 89,90;Aguardando;\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d;$/);
});

test('the numbers of the first page open the rows that they count', async ({ page }) => {
  await signIn(page, server.base, '/painel');
  const funnel = page.locator('section', { hasText: 'Funil de entrega hoje' });
  const sent = funnel.getByRole('listitem').filter({ hasText: 'Enviadas' }).getByRole('link');
  await expect(sent).toHaveText('2');
  await sent.click();
  await expect(page).toHaveURL(/sent_from=/);
  await expect(page.getByText(/^enviadas a partir de /)).toBeVisible();
  await expect(page.getByRole('grid').locator('tr[data-id]')).toHaveCount(2);
  await page.goBack();
  await funnel.getByRole('link', { name: '1 falhou' }).click();
  await expect(page).toHaveURL(/updated_after=/);
  await expect(page.getByRole('grid').locator('tr[data-id]')).toHaveCount(1);

  // A period of one's own: the day of today, of what left.
  await page.goto(`${server.base}/fila`);
  await page.getByRole('button', { name: 'Período' }).click();
  await page.getByRole('menuitem', { name: 'Outro período' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Data de envio' }).check();
  const today = new Intl.DateTimeFormat('pt-BR', { timeZone: 'America/Sao_Paulo', dateStyle: 'short' });
  const [day, month, year] = today.format(Date.now()).split('/');
  const date = `${day}/${month}/20${year?.slice(-2)}`;
  await dialog.getByLabel('De', { exact: true }).fill(date);
  await dialog.getByLabel('Até', { exact: true }).fill(date);
  await accessible(page);
  await dialog.getByRole('button', { name: 'Filtrar' }).click();
  await expect(page).toHaveURL(/sent_from=.*sent_to=/);
  await expect(page.getByRole('grid').locator('tr[data-id]')).toHaveCount(2);
});

test('on a phone rows are cards that say each column, and the file is made there, too', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, server.base, '/tarefas');
  const row = page.getByRole('row', { name: /Envia a fila/ });
  await expect(row).toBeVisible();
  const box = await row.boundingBox();
  expect(box?.width).toBeLessThanOrEqual(390);
  // Everything that one does with it is in sight, without scrolling sideways.
  for (const button of await row.getByRole('button').all()) {
    const at = await button.boundingBox();
    expect((at?.x ?? 0) + (at?.width ?? 0)).toBeLessThanOrEqual(390);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await accessible(page);
  await page.goto(`${server.base}/fila?status=failed`);
  expect(await exported(page)).toHaveLength(2);
});
