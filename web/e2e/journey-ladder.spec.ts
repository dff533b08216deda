// A ladder gains a step, is tried dry, published and run: its messages are then in the queue.

import { expect, test } from '@playwright/test';
import { rows } from './database';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

/** Invoices due five days ago, for the step that is added, and others that it leaves alone. */
const LATE = 12;
const PAID = 3;
const FRESH = 5;
const DAYS = 5;

let server: Omnifila;
let seen: Watch;

/** The day so many days from today where the provider is. */
const day = (days: number) =>
  new Intl.DateTimeFormat('sv', { timeZone: 'America/Sao_Paulo' }).format(Date.now() + days * 86_400_000);

test.beforeAll(async () => {
  server = await startOmnifila();
  const n = LATE + PAID + FRESH;
  const numbers = Array.from({ length: n }, (_, at) => String(at + 1));
  await server.api('POST', '/customers/batch', {
    source: 'erp',
    customers: numbers.map((number) => ({
      external_id: number,
      name: `Cliente ${number}`,
      contacts: [{ kind: 'phone', value: `+55499000030${number.padStart(2, '0')}` }],
    })),
  });
  await server.api('POST', '/invoices/batch', {
    source: 'erp',
    invoices: numbers.map((number, at) => ({
      external_id: `f${number}`,
      customer_external_id: number,
      status: at >= LATE && at < LATE + PAID ? 'paid' : 'open',
      due_date: day(at < LATE + PAID ? -DAYS : 20),
      amount_cents: 8990 + at,
    })),
  });
  const template = await server.api<{ id: number }>('POST', '/templates', {
    key: 'vencida',
    name: 'Fatura vencida',
    purpose: 'collection',
    body: '{{ customer.name }}, sua fatura de {{ invoice.amount_cents | reais }} venceu em {{ invoice.due_date | data }}.',
    bindings: [{ gateway_id: server.waiting, language: 'pt_BR', parameters: [] }],
  });
  await server.api('POST', '/ladders', {
    name: 'Cobrança',
    starts_on: '2026-01-01',
    steps: [{ offset_days: -3, template_id: template.id }],
  });
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('a step is added, simulated, published, and its messages appear', async ({ page }) => {
  await signIn(page, server.base, '/regua');
  await page.getByRole('button', { name: 'Adicionar etapa' }).click();
  const inspector = page.getByRole('complementary', { name: 'Etapa' });
  await inspector.getByLabel('Dias em relação ao vencimento').fill(String(DAYS));
  await expect(page.getByText('1 alteração não publicada')).toBeVisible();

  await page.getByRole('button', { name: 'Simular e publicar' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(`${LATE} mensagens seriam criadas hoje`)).toBeVisible();
  await expect(dialog.getByText(`+${LATE} em relação à publicada`, { exact: false })).toBeVisible();
  await expect(dialog.getByText(`D+${DAYS}`, { exact: true })).toBeVisible();
  await accessible(page);
  // A simulation leaves nothing behind.
  expect(rows<{ n: number }>(server.database, 'SELECT count(*) AS n FROM state')).toEqual([{ n: 0 }]);
  const before = await server.api<{ items: unknown[] }>('GET', '/ladders');
  expect(before.items.length).toBe(1);
  // The law wants the provider named; a person says that it is.
  await expect(dialog.getByText(`D+${DAYS}: não traz o CNPJ do provedor (CDC art. 42-A)`)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Publicar', exact: true })).toBeDisabled();
  await dialog.getByRole('checkbox', { name: 'Conferi: publicar assim mesmo' }).click();
  await dialog.getByRole('button', { name: 'Publicar', exact: true }).click();
  await expect(page.getByText('Régua publicada.')).toBeVisible();

  await page.getByRole('button', { name: 'Simular', exact: true }).click();
  await expect(dialog.getByText(`${LATE} mensagens seriam criadas hoje`)).toBeVisible();
  await dialog.getByRole('button', { name: 'Incluir agora na fila' }).click();
  await expect(page.getByText(`${LATE} mensagens incluídas.`)).toBeVisible();

  await page.getByRole('link', { name: 'Fila de mensagens' }).click();
  const grid = page.getByRole('grid');
  await expect(grid.locator('tr[data-id]')).toHaveCount(LATE);
  await expect(grid.getByText('Cliente 1', { exact: true })).toBeVisible();
  await expect(grid.getByText(`Cliente ${LATE + 1}`, { exact: true })).toHaveCount(0);
  await grid.getByText('Cliente 1', { exact: true }).click();
  const panel = page.getByRole('complementary', { name: /Mensagem \d+/ });
  const [year, month, date] = day(-DAYS).split('-');
  await expect(panel.getByRole('figure')).toContainText(`R$ 89,90 venceu em ${date}/${month}/${year}`);
  expect(rows<{ n: number }>(server.database, 'SELECT count(*) AS n FROM state WHERE status = 0')).toEqual([
    { n: LATE },
  ]);

  // Run again, nothing is made twice.
  await page.getByRole('link', { name: 'Régua de cobrança' }).click();
  await page.getByRole('button', { name: 'Simular', exact: true }).click();
  await expect(dialog.getByText('0 mensagens seriam criadas hoje')).toBeVisible();
  await expect(dialog.getByText(`${LATE} já criadas`, { exact: false })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Incluir agora na fila' })).toBeDisabled();
  await accessible(page);
});
