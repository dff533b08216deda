import { expect, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila, until } from './server';

let server: Omnifila;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila();
  const { id } = await server.api<{ id: number }>('POST', '/gateways', {
    name: 'SMS de teste',
    kind: 'smpp',
    queue_mode: 'continuous',
    delivery_mode: 'simulate',
    settings: { host: '127.0.0.1', port: 1, system_id: 'a', password: 'b', from: '27000' },
  });
  await server.api('POST', '/templates', {
    name: 'Por todos os canais',
    purpose: 'service',
    body: 'Olá, {{ customer.name }}!',
    bindings: [{ gateway_id: id }, { gateway_id: server.waiting }],
  });
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('a sequence is put together and kept, and a message by it says where it stands', async ({ page }) => {
  await signIn(page, server.base, '/sequencias');
  await page.getByRole('button', { name: 'Nova sequência' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nome').fill('SMS, depois o receptor');
  const choose = async (channel: number, field: 'Gateway' | 'Modelo', option: string) => {
    await dialog
      .getByRole('group', { name: `Canal ${channel}` })
      .getByRole('combobox', { name: field })
      .click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  // The first channel is put in the second place, and moved.
  await choose(2, 'Gateway', 'SMS de teste');
  await choose(2, 'Modelo', 'Por todos os canais');
  await choose(1, 'Gateway', 'Receptor parado');
  await choose(1, 'Modelo', 'Por todos os canais');
  await expect(dialog.getByText('Este gateway não confirma entregas', { exact: false })).toBeVisible();
  await dialog.getByRole('button', { name: 'Tentar o canal 2 antes' }).click();
  await dialog.getByLabel('Minutos à espera da entrega', { exact: false }).fill('90');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Salvar' }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('row', { name: /SMS, depois o receptor/ });
  await expect(row.getByRole('listitem').first()).toHaveText('SMS de teste · Por todos os canais (até 90 min)');
  await expect(row.getByRole('listitem').last()).toHaveText('Receptor parado · Por todos os canais');

  const { items } = await server.api<{ items: { id: number; steps: object[] }[] }>('GET', '/routes');
  expect(items[0]?.steps).toHaveLength(2);
  const { id } = await server.api<{ id: number }>('POST', '/messages', {
    route_id: items[0]?.id,
    customer: { source: 'teste', external_id: '1', name: 'Cliente Um', phone: '+5549900000001' },
  });
  await until('the SMS', async () => {
    const message = await server.api<{ status: string }>('GET', `/messages/${id}`);
    return message.status === 'sent';
  });
  await page.goto(`${server.base}/fila?m=${id}`);
  const panel = page.getByRole('complementary', { name: `Mensagem ${id}` });
  await expect(panel.getByRole('heading', { name: 'Sequência de canais' })).toBeVisible();
  await expect(panel.getByText('Sem entrega até', { exact: false })).toBeVisible();
  await accessible(page);
});
