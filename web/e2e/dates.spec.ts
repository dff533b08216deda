import { expect, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

// A browser in English of another zone: dates are written as the company does all the same.
test.use({ locale: 'en-US', timezoneId: 'Asia/Tokyo' });

let server: Omnifila;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila();
  await server.enqueue(server.waiting, ['0001']);
  await server.api('POST', '/customers/batch', {
    source: 'teste',
    customers: [
      { external_id: '7', name: 'João Avelã', document: '111.444.777-35', phone: '49 90000-0007' },
      { external_id: '8', name: 'Joana Exemplo', document: null, phone: '49 90000-0008' },
    ],
  });
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('omnifila.language', 'pt-BR'));
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('a day is typed as dd/mm/aaaa, or picked from a month', async ({ page }) => {
  await signIn(page, server.base, '/clientes');
  await page.getByRole('searchbox', { name: /Número do cadastro/ }).fill('joao av');
  await page.getByRole('button', { name: 'João Avelã' }).click();
  await page.getByRole('button', { name: 'Registrar promessa' }).click();
  const until = page.getByLabel('Promessa até');
  await until.fill('');
  await until.pressSequentially('31122030');
  await expect(until).toHaveValue('31/12/2030');
  await page.getByRole('button', { name: 'Escolher no calendário' }).click();
  await expect(page.getByText('dezembro 2030', { exact: false })).toBeVisible();
  await accessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Registrar promessa' })).toBeVisible();
  await page.getByRole('button', { name: 'Escolher no calendário' }).click();
  await page.getByRole('gridcell', { name: '24' }).getByRole('button').click();
  await expect(until).toHaveValue('24/12/2030');
  await page.getByRole('button', { name: 'Registrar', exact: true }).click();
  await expect(page.getByText('Promessa até 24/12/2030')).toBeVisible();
  const holds = await server.api<{ items: { until: string }[] }>('GET', '/holds');
  expect(holds.items.map((one) => one.until)).toEqual(['2030-12-25T03:00:00.000Z']);
});

test('a document is masked until somebody asks, on record', async ({ page }) => {
  await signIn(page, server.base, '/clientes');
  await page.getByRole('searchbox', { name: /Número do cadastro/ }).fill('11144477735');
  await page.getByRole('button', { name: 'João Avelã' }).click();
  await expect(page.getByText('***.***.***-35')).toBeVisible();
  await page.getByRole('button', { name: 'Mostrar o documento (fica na auditoria)' }).click();
  await expect(page.getByText('111.444.777-35')).toBeVisible();
  await page.goto(`${server.base}/auditoria?noun=customer`);
  await expect(page.getByRole('cell', { name: /^viu o CPF\/CNPJ do cliente/ })).toBeVisible();
  await accessible(page);
});
