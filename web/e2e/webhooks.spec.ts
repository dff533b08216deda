// A program that is told of messages: added with a secret that is shown once, tested, followed and told again.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila, until } from './server';

type Told = { type: string; id: string };

let server: Omnifila;
let program: Server;
let told: Told[];
let answers = 200;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila();
  told = [];
  program = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      told.push({ type: JSON.parse(text).type, id: String(request.headers['webhook-id']) });
      response.writeHead(answers).end();
    });
  });
  await new Promise<void>((done) => program.listen(0, '127.0.0.1', done));
});
test.afterAll(async () => {
  await server.stop();
  program.close();
});
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('a program is added, tested, told of what happens, and told again', async ({ page }) => {
  await signIn(page, server.base, '/webhooks');
  await expect(page.getByText('Nenhum programa é avisado ainda.')).toBeVisible();
  await page.getByRole('button', { name: 'Novo webhook' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nome').fill('ERP');
  await dialog
    .getByLabel('Endereço', { exact: true })
    .fill(`http://127.0.0.1:${(program.address() as AddressInfo).port}/`);
  await dialog.getByRole('checkbox', { name: 'O endereço é da rede interna' }).check();
  await dialog.getByRole('checkbox', { name: 'Enviada' }).check();
  await dialog.getByRole('checkbox', { name: 'Falhou' }).check();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Salvar' }).click();
  await expect(dialog.getByRole('heading', { name: 'Segredo do webhook' })).toBeVisible();
  await expect(dialog.getByText(/^whsec_/)).toBeVisible();
  await dialog
    .getByRole('button', { name: /Já guardei|Guardei|Fechar/ })
    .first()
    .click();
  await expect(dialog).toBeHidden();

  await page.getByRole('button', { name: 'Testar' }).click();
  await dialog.getByRole('button', { name: 'Testar' }).click();
  await expect(dialog.getByText('O programa recebeu.')).toBeVisible();
  expect(told.map((one) => one.type)).toEqual(['outbox.test']);
  await dialog.getByRole('button', { name: 'Fechar' }).first().click();

  await server.enqueue(server.sending, ['1001', '9001']);
  const types = () => told.map((one) => one.type).filter((type) => type.startsWith('message.'));
  await until('both to be told', async () => types().length === 2);
  expect(types().sort()).toEqual(['message.failed', 'message.sent']);
  await page.getByRole('button', { name: 'Chamadas' }).click();
  const calls = page.getByRole('table', { name: 'Chamadas' });
  await expect(calls.getByText('Recebido')).toHaveCount(2);
  await accessible(page);

  await page.getByRole('button', { name: 'Reenviar' }).click();
  await dialog.getByRole('radio', { name: 'Desde o começo' }).check();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Reenviar' }).click();
  await expect(dialog).toBeHidden();
  await until('both to be told again', async () => types().length === 4);
  // The receiver knows the repeats by their ids.
  expect(new Set(told.filter((one) => one.type !== 'outbox.test').map((one) => one.id)).size).toBe(2);

  // One that is gone is told nothing more, until somebody turns it on.
  answers = 410;
  await server.enqueue(server.sending, ['1002']);
  await expect(page.getByText('Está desligado: nada é avisado.')).toBeVisible({ timeout: 20_000 });
  await accessible(page);
  answers = 200;
  await page.getByRole('button', { name: 'Ligar' }).click();
  await expect(page.getByText('Em dia')).toBeVisible({ timeout: 20_000 });
  await until('what was missed to be told', async () => types().length >= 6);

  await page.getByRole('button', { name: 'Remover ERP' }).click();
  await dialog.getByLabel('Motivo (vai para a auditoria)').fill('trocou de ERP');
  await dialog.getByRole('button', { name: 'Remover' }).click();
  await expect(page.getByText('Nenhum programa é avisado ainda.')).toBeVisible();
});
