import { expect, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

let server: Omnifila;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila();
  await server.enqueue(server.sending, ['7001', '7002', '7003', '7004']);
  await server.settled('uncertain', 4);
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('doubtful messages are decided one by one and many at once', async ({ page }) => {
  await signIn(page, server.base, '/conferir');
  const list = page.getByRole('list', { name: 'A conferir' });
  await expect(list.getByRole('checkbox')).toHaveCount(4);
  await page
    .getByRole('button', { name: /O que se sabe da mensagem/ })
    .first()
    .click();
  await expect(page.getByText('Tentativa 1 sem resposta', { exact: false })).toBeVisible();
  await expect(page.getByText('Isso não prova que não saiu', { exact: false })).toBeVisible();
  await accessible(page);

  await list.getByRole('button', { name: 'Decidir' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^Saiu/ }).click();
  await dialog.getByLabel('Motivo (vai para a auditoria)').fill('conferido no painel');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Decidir' }).click();
  await expect(page.getByText('1 mensagem marcada como enviada')).toBeVisible();
  await server.settled('uncertain', 3);
  await expect(list.getByRole('checkbox')).toHaveCount(3);

  await page.getByRole('checkbox', { name: 'Selecionar as carregadas' }).click();
  await page.getByRole('button', { name: 'Decidir 3' }).click();
  await dialog.getByRole('radio', { name: /^Não saiu/ }).click();
  await dialog.getByLabel('Motivo (vai para a auditoria)').fill('não estão no painel');
  await dialog.getByRole('button', { name: 'Decidir' }).click();
  await expect(page.getByText('3 mensagens marcadas como não enviadas')).toBeVisible();
  await expect(page.getByText('Nada a conferir.')).toBeVisible();
  await server.settled('failed', 3);
  await accessible(page);
});

test('the audit says who did what, and what became of it', async ({ page }) => {
  await signIn(page, server.base, '/auditoria');
  const table = page.getByRole('table');
  await expect(table.getByText('criou o gateway', { exact: false }).first()).toBeVisible();
  await table
    .getByRole('button', { name: /Detalhes/ })
    .first()
    .click();
  await expect(page.getByText('Como ficou')).toBeVisible();
  await accessible(page);
  await page.getByLabel('Assunto').click();
  await page.getByRole('option', { name: 'modelo', exact: true }).click();
  await expect(page).toHaveURL(/noun=template/);
  await expect(table.getByText('criou o modelo', { exact: false })).toHaveCount(1);
});
