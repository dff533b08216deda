import { expect, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

/** Path, and the heading by which the screen is known. */
const SCREENS = [
  ['/painel', 'Painel'],
  ['/gateways', 'Gateways de mensagens'],
  ['/modelos', 'Modelos'],
  ['/regua', 'Régua de cobrança'],
  ['/sequencias', 'Sequências de canais'],
  ['/horarios', 'Horários e feriados'],
  ['/tarefas', 'Tarefas'],
  ['/importacoes', 'Importações'],
  ['/clientes', 'Clientes'],
  ['/diagnostico', 'Diagnóstico do cadastro'],
  ['/nao-enviar', 'Não enviar'],
  ['/filiais', 'Filiais'],
  ['/fontes', 'Fontes de dados'],
  ['/acesso', 'Usuários e acesso'],
  ['/acesso?tab=roles', 'Usuários e acesso'],
  ['/acesso?tab=tokens', 'Usuários e acesso'],
  ['/acesso?tab=sessions', 'Usuários e acesso'],
  ['/webhooks', 'Webhooks'],
  ['/configuracoes', 'Configurações'],
] as const;

let server: Omnifila;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila();
  await server.api('POST', '/customers/batch', {
    source: 'teste',
    customers: [{ external_id: '1', name: 'Cliente Um', contacts: [{ kind: 'phone', value: '+5549900000001' }] }],
  });
  await server.api('POST', '/tasks', {
    name: 'Envia a fila',
    gateway_ids: [server.sending],
    cron: '*/5 8-18 * * 1,2,3,4,5',
    time_zone: 'America/Sao_Paulo',
    enabled: true,
  });
  await server.api('POST', '/ladders', {
    name: 'Padrão',
    starts_on: '2026-01-01',
    steps: [
      { offset_days: -3, template_id: server.template },
      { offset_days: 5, template_id: server.template },
    ],
  });
  await server.enqueue(server.waiting, ['0001', '0002', '0003']);
  await server.enqueue(server.sending, ['0004', '9001']);
  await server.settled('failed', 1);
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('every screen is readable by everybody, in light and dark', async ({ page }) => {
  // Two looks at each of many screens.
  test.setTimeout(300_000);
  await signIn(page, server.base, '/painel');
  for (const [path, heading] of SCREENS) {
    await test.step(path, async () => {
      await page.goto(server.base + path);
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
      await expect(page.getByRole('status', { name: 'Carregando' })).toHaveCount(0);
      await accessible(page);
    });
  }
});

test('the dashboard says what needs somebody, and links to it', async ({ page }) => {
  await signIn(page, server.base, '/painel');
  await expect(page.getByRole('heading', { name: /na fila|esvazia|fica|Fila|Não dá/i }).first()).toBeVisible();
  await page.getByRole('link', { name: 'Criar tarefa' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Próximas cinco vezes')).toBeVisible();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Salvar' }).click();
  await expect(dialog).toBeHidden();
  const tasks = await server.api<{ items: { gateway_ids: number[] }[] }>('GET', '/tasks');
  expect(tasks.items.some((task) => task.gateway_ids.includes(server.waiting))).toBe(true);
});
