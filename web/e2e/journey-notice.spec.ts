// A notice is drawn up for one branch, looked at, confirmed with its number, sent, proven and undone; also on a phone.

import { expect, test } from '@playwright/test';
import { rows } from './database';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

/** Over the number from which a second confirmation is asked. */
const CENTRO = 1100;
const OTHERS = 20;
/** Without a phone or an e-mail. */
const MUTE = 100;

let server: Omnifila;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila();
  await server.api('POST', '/branches', { key: 'centro', name: 'Filial Centro' });
  await server.api('POST', '/customers/batch', {
    source: 'api',
    customers: Array.from({ length: CENTRO + OTHERS }, (_, at) => ({
      external_id: String(at + 1),
      name: `Cliente ${at + 1}`,
      ...(at < CENTRO ? { branch_key: 'centro' } : {}),
      ...(at < MUTE ? {} : { phone: `+55499${String(at).padStart(8, '0')}` }),
    })),
  });
  await server.api('POST', '/templates', {
    key: 'manutencao',
    name: 'Manutenção',
    purpose: 'service',
    body: '{{ customer.name }}, haverá manutenção {{ data.quando }}.',
    bindings: [{ gateway_id: server.waiting, language: 'pt_BR', parameters: [] }],
  });
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('a notice is looked at, confirmed, sent, proven and undone', async ({ page }) => {
  await signIn(page, server.base, '/comunicados');
  await accessible(page);
  await page.getByRole('button', { name: 'Novo comunicado' }).click();
  await page.getByLabel('Nome do comunicado').fill('Manutenção no centro');
  await page.getByRole('checkbox', { name: 'Filial Centro' }).click();
  await page.getByLabel('Modelo de mensagem').click();
  await page.getByRole('option', { name: /Manutenção/ }).click();
  await page.getByLabel('Valor de quando').fill('na sexta');
  await accessible(page);
  await page.getByRole('button', { name: 'Ver quantos, quanto e até quando' }).click();

  const made = CENTRO - MUTE;
  await expect(page.getByText(`${made.toLocaleString('pt-BR')} mensagens`, { exact: true })).toBeVisible();
  await expect(page.getByRole('row', { name: `Sem telefone ou e-mail ${MUTE}` })).toBeVisible();
  await expect(page.getByText(`Cliente ${MUTE + 1}, haverá manutenção na sexta.`)).toBeVisible();
  expect(rows<{ n: number }>(server.database, 'SELECT count(*) AS n FROM state')).toEqual([{ n: 0 }]);
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const send = dialog.getByRole('button', { name: 'Enviar', exact: true });
  await expect(send).toBeDisabled();
  await dialog.getByRole('textbox').fill(String(CENTRO));
  await expect(send).toBeDisabled();
  await dialog.getByRole('textbox').fill(String(made));
  await accessible(page);
  await send.click();

  await expect(page.getByText('Incluído na fila')).toBeVisible();
  expect(rows<{ n: number }>(server.database, 'SELECT count(*) AS n FROM state WHERE status = 0')).toEqual([
    { n: made },
  ]);
  await expect(page.getByText(made.toLocaleString('pt-BR')).first()).toBeVisible();
  await page.getByRole('button', { name: 'Próximos' }).click();
  await expect(page.getByRole('button', { name: 'Anteriores' })).toBeEnabled();
  for (let at = 0; at < 4; at += 1) await page.getByRole('button', { name: 'Próximos' }).click();
  await page
    .getByRole('button', { name: /^Cliente \d+$/ })
    .last()
    .click();
  await expect(page.getByRole('dialog').getByText('haverá manutenção na sexta')).toBeVisible();
  await expect(page.getByRole('dialog').getByText(/^[0-9a-f]{64}$/)).toBeVisible();
  await accessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Fechar' }).last().click();

  await page.getByRole('button', { name: 'Desfazer' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('era outra filial');
  await page.getByRole('dialog').getByRole('button', { name: 'Desfazer' }).click();
  await expect(page.getByText(`${made.toLocaleString('pt-BR')} mensagens canceladas`, { exact: false })).toBeVisible();
  await expect(page.getByText('Desfeito', { exact: true })).toBeVisible();
});

test('a notice can be drawn up on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  await signIn(page, server.base, '/comunicados?id=novo');
  await page.getByLabel('Nome do comunicado').fill('Queda');
  await page.getByRole('radio', { name: /Por uma lista/ }).check();
  await page.getByRole('textbox', { name: 'Códigos dos clientes' }).fill(`${CENTRO + 1}\n${CENTRO + 2}\n99999`);
  await page.getByLabel('Modelo de mensagem').click();
  await page.getByRole('option', { name: /Manutenção/ }).click();
  await page.getByLabel('Valor de quando').fill('agora');
  await page.getByRole('checkbox', { name: /É uma queda/ }).click();
  await page.getByRole('button', { name: 'Ver quantos, quanto e até quando' }).click();
  await expect(page.getByText('2 mensagens', { exact: true })).toBeVisible();
  await expect(page.getByRole('row', { name: 'Código da lista que ninguém tem 1' })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide, 'nothing is wider than the phone').toBe(false);
  await accessible(page);
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Enviar', exact: true }).click();
  await expect(page.getByText('Cobrança em pausa para estes clientes', { exact: false })).toBeVisible();
});
