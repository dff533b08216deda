import { type ChildProcess, spawn } from 'node:child_process';
import { expect, type Page, test } from '@playwright/test';
import { accessible, clean, type Watch, watch } from './page';
import { startOmnifila } from './server';

type Ready = { http: string; user: string; password: string; token: string };

/** A demo: the only place that has a stand-in beside it. */
function startDemo(): Promise<{ child: ChildProcess; ready: Ready }> {
  const binary = process.env.OMNIFILA_BIN;
  if (!binary) throw new Error('OMNIFILA_BIN names the program that is tested');
  const child = spawn(binary, ['demo', '--listen', '127.0.0.1:0', '--customers', '60'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr?.resume();
  return new Promise((resolve, reject) => {
    let out = '';
    child.on('exit', (code) => reject(new Error(`the demo ended with ${code}`)));
    child.stdout?.on('data', (chunk) => {
      out += chunk;
      const line = out.split('\n').find((one) => one.includes('"ready"'));
      if (line) resolve({ child, ready: JSON.parse(line) });
    });
  });
}

async function enter(page: Page, ready: Ready, path: string): Promise<void> {
  await page.goto(`http://${ready.http}${path}`);
  await page.getByLabel('E-mail').fill(ready.user);
  await page.getByLabel('Senha').fill(ready.password);
  await page.getByRole('button', { name: 'Entrar' }).click();
}

test.describe('in a demo', () => {
  let demo: Awaited<ReturnType<typeof startDemo>>;
  let seen: Watch;

  test.beforeAll(async () => {
    demo = await startDemo();
  });
  test.afterAll(async () => {
    const ended = new Promise((resolve) => demo.child.once('exit', resolve));
    demo.child.kill('SIGTERM');
    await ended;
  });
  test.beforeEach(async ({ page }) => {
    seen = await watch(page, `http://${demo.ready.http}`);
  });
  test.afterEach(() => clean(seen));

  test('the phone shows what arrives, and a fault that is switched on strikes', async ({ page }) => {
    await enter(page, demo.ready, '/simulador');
    const phone = page.getByRole('list', { name: 'Mensagens recebidas' });
    await expect(phone.getByText(/^Olá, /).first()).toBeVisible({ timeout: 30_000 });
    await expect(phone.getByText('+55 49 90000-', { exact: false }).first()).toBeVisible();
    await accessible(page);

    const fault = page.getByRole('switch', { name: 'Conexão cortada depois de aceitar' });
    await fault.click();
    await expect(fault).toBeChecked();
    // New messages come every twenty seconds and leave with the next minute's task; the operator does not wait for it.
    const headers = { authorization: `Bearer ${demo.ready.token}`, 'content-type': 'application/json' };
    await expect(async () => {
      const tasks = await (await fetch(`http://${demo.ready.http}/api/v1/tasks`, { headers })).json();
      const run = `http://${demo.ready.http}/api/v1/tasks/${tasks.items[0].id}/run`;
      await fetch(run, { method: 'POST', headers, body: '{}' });
      await expect(phone.getByText('chegou; conexão cortada').first()).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
    await expect(page.getByText(/aplicada \d+ ve/).first()).toBeVisible();
    await accessible(page);
    await page.getByRole('button', { name: 'Desligar todas' }).click();
    await expect(fault).not.toBeChecked();

    await phone.getByRole('link').last().click();
    await expect(page.getByRole('complementary', { name: /Mensagem \d+/ })).toBeVisible();
    await page.goto(`http://${demo.ready.http}/conferir`);
    await expect(page.getByRole('button', { name: 'Decidir' }).first()).toBeVisible();
  });
});

test('a service without a stand-in has no simulator, and a first run that needs none', async ({ page }) => {
  const server = await startOmnifila({ setUp: false, gateways: false });
  try {
    const seen = await watch(page, server.base);
    await page.goto(server.base);
    await page.getByLabel('Código de instalação').fill(server.code());
    await page.getByLabel('Nome do provedor').fill('Provedor Exemplo');
    await page.getByLabel('Seu nome').fill('Ana Exemplo');
    await page.getByLabel('E-mail').fill('ana@provedor.example');
    await page.getByLabel('Senha').fill('uma senha comprida');
    await page.getByRole('button', { name: 'Continuar' }).click();
    await page.getByRole('button', { name: 'Pular' }).click();
    await page.getByRole('button', { name: 'Usar o simulador' }).click();
    await page.getByLabel('Seu celular').fill('+55 49 90000-0001');
    await page.getByRole('button', { name: 'Enviar teste' }).click();
    await expect(page.getByText('Na fila às', { exact: false })).toBeVisible();
    await server.settled('sent', 1);
    await page.goto(`${server.base}/simulador`);
    await expect(page.getByText('Esta página não existe.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Simulador' })).toHaveCount(0);
    clean(seen);
  } finally {
    await server.stop();
  }
});
