import { expect, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila, until } from './server';

let server: Omnifila;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila();
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('a template is written with Portuguese names and kept with the stored ones', async ({ page }) => {
  await signIn(page, server.base, '/modelos?id=new');
  await page.getByLabel('Nome').fill('Lembrete novo');
  await page.getByRole('button', { name: 'cliente.primeiro_nome' }).click();
  await expect(page.getByRole('complementary', { name: 'Prévia' }).getByText('Maria')).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Salvar versão' }).click();
  await expect(page.getByText('Criado.')).toBeVisible();
  const templates = await server.api<{ items: { name: string; body: string }[] }>('GET', '/templates');
  expect(templates.items.find((one) => one.name === 'Lembrete novo')?.body).toBe('{{ customer.name | primeiro_nome }}');
});

test('hours are proposed, painted and kept', async ({ page }) => {
  await signIn(page, server.base, '/horarios');
  await page.getByRole('button', { name: 'Novo horário' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Adicionar horas' }).click();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Remover estas horas' }).last().click();
  await dialog.getByRole('button', { name: 'Salvar' }).click();
  await expect(page.getByText('seg a sex 08:00–20:00; sáb 08:00–14:00')).toBeVisible();
});

test('a file of customers is mapped, refused rows come back, and a promise holds one', async ({ page }) => {
  await signIn(page, server.base, '/importacoes');
  await page.getByLabel('Escolher arquivo').setInputFiles({
    name: 'clientes.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Código;Nome;Celular\n1;Cliente Um;+5549900000001\n;Sem número;+5549900000002\n'),
  });
  await expect(page.getByText('1 linhas prontas, 1 com problema', { exact: false })).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Importar 1 cliente' }).click();
  await expect(page.getByText('1 incluída', { exact: false })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Baixar as recusadas' }).click();
  expect((await download).suggestedFilename()).toBe('recusadas-1.csv');

  await page.goto(`${server.base}/clientes`);
  await page.getByRole('button', { name: 'Cliente Um' }).click();
  await page.getByRole('button', { name: 'Registrar promessa' }).click();
  await accessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Registrar' }).click();
  await expect(page.getByText('Promessa até', { exact: false })).toBeVisible();
  await until('the hold', async () => {
    const { items } = await server.api<{ items: { scope: string }[] }>('GET', '/holds');
    return items.some((hold) => hold.scope === 'customer');
  });
});

test('a person gets a password that is shown once', async ({ page }) => {
  await signIn(page, server.base, '/acesso');
  await page.getByRole('button', { name: 'Novo usuário' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nome').fill('Beto Exemplo');
  await dialog.getByLabel('E-mail').fill('beto@provedor.example');
  await dialog.getByRole('radio', { name: /^Cobrança/ }).click();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Salvar' }).click();
  await expect(page.getByRole('heading', { name: 'Senha de Beto Exemplo' })).toBeVisible();
  await page.getByRole('button', { name: 'Já copiei' }).click();
  await expect(page.getByRole('cell', { name: 'beto@provedor.example' })).toBeVisible();
});

test('a gateway is paused with a reason, and resumed', async ({ page }) => {
  await signIn(page, server.base, '/gateways');
  const card = page.getByRole('region', { name: 'Receptor parado' });
  await card.getByRole('button', { name: 'Pausar' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Motivo (vai para a auditoria)').fill('manutenção do provedor');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Pausar' }).click();
  await expect(card.getByText('manutenção do provedor', { exact: false })).toBeVisible();
  await card.getByRole('button', { name: 'Retomar' }).click();
  await expect(card.getByRole('button', { name: 'Pausar' })).toBeVisible();
});
