import { expect, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

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

test('IXC is given an address, its calls are recorded and seen, then queued', async ({ page }) => {
  const token = 'segredo-inventado';
  // Nobody listens there: what arrives is kept all the same.
  const settings = { url: 'http://127.0.0.1:9', token, channel_id: '64bb00000000000000000002' };
  await server.api('POST', '/gateways', { name: 'Opa! Exemplo', key: 'opa', kind: 'opa_suite', settings });
  const send = () =>
    fetch(`${server.base}/opa/opa/api/v1/template/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        contato: { canalCliente: '+5549900000001', nome: 'Cliente Um' },
        template: { _id: '64aa00000000000000000001', variaveis: ['Cliente Um', '129,90'] },
        canal: settings.channel_id,
      }),
    });
  expect((await send()).status).toBe(404);

  await signIn(page, server.base, '/gateways');
  const card = page
    .getByRole('region', { name: 'Opa! Exemplo' })
    .getByRole('region', { name: 'IXC por este servidor' });
  await expect(card.getByText(`${server.base}/opa/opa/api/v1`)).toBeVisible();
  await expect(card.getByText('Desligado')).toBeVisible();
  const choose = async (mode: RegExp) => {
    await card.getByRole('button', { name: 'Mudar' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: mode }).click();
    await accessible(page);
    await dialog.getByRole('button', { name: 'Salvar' }).click();
    await expect(dialog).toBeHidden();
  };
  await choose(/^Gravar/);
  await expect(card.getByText('Gravar')).toBeVisible();
  expect((await send()).status).toBe(502);
  await card.getByRole('button', { name: 'Chamadas recebidas' }).click();
  const calls = page.getByRole('dialog');
  await calls.getByText('template/send').click();
  await expect(calls.getByText('O endereço recusou a conexão.')).toBeVisible();
  await expect(calls.getByRole('region', { name: 'Pedido' }).getByText('Cliente Um')).toBeVisible();
  await accessible(page);
  await calls.getByRole('button', { name: 'Fechar' }).last().click();

  await choose(/^Enfileirar/);
  expect((await send()).status).toBe(200);
  await page.goto(`${server.base}/fila?origin=opa_compat`);
  await expect(page.getByText('Cliente Um').first()).toBeVisible();
});
