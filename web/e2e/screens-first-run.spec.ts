import { expect, test } from '@playwright/test';
import { accessible, clean, type Watch, watch } from './page';
import { type Omnifila, PERSON, startOmnifila } from './server';

let server: Omnifila;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila({ setUp: false });
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('the first run ends with a message to oneself', async ({ page }) => {
  await page.goto(server.base);
  await page.getByLabel('Código de instalação').fill('ERRADO00');
  await page.getByLabel('Nome do provedor').fill('Provedor Exemplo');
  await page.getByLabel('Seu nome').fill(PERSON.name);
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Senha').fill(PERSON.password);
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByText('O código de instalação não confere.')).toBeVisible();
  await accessible(page);
  await page.getByLabel('Código de instalação').fill(server.code());
  await page.getByRole('button', { name: 'Continuar' }).click();

  await expect(page.getByText('Quando cobranças e lembretes podem sair', { exact: false })).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Usar este horário' }).click();
  await page.getByRole('button', { name: 'Continuar' }).click();
  await page.getByLabel('Seu celular').fill('+55 49 90000-0001');
  await page.getByRole('button', { name: 'Enviar teste' }).click();
  await expect(page.getByText('Na fila às', { exact: false })).toBeVisible();
  await server.settled('sent', 1);
  await accessible(page);
  await page.getByRole('button', { name: 'Concluir' }).click();
  await expect(page.getByRole('heading', { name: 'Para a primeira mensagem sair' })).toBeVisible();

  const windows = await server.api<{ items: { purposes: string[] }[] }>('GET', '/windows');
  expect(windows.items.map((one) => one.purposes)).toEqual([['collection', 'reminder']]);
});
