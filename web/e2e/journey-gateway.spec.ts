// The receiver of a gateway goes away: the page says so by itself, the queue waits, and everything leaves once it is back.

import { expect, test } from '@playwright/test';
import { counted } from './database';
import { figure, WHOLE } from './measure';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila, until } from './server';

/** From the death of a gateway to a page that says so. */
const TOLD_MS = 5000;
const BEFORE = 8;
const DURING = 30;
/** So many may have been tried in vain: five in a row open the circuit, one more probes it each time. */
const TRIED = 10;

let server: Omnifila;
let seen: Watch;

const tails = (from: number, n: number) => Array.from({ length: n }, (_, at) => String(from + at));

test.beforeAll(async () => {
  server = await startOmnifila();
  await server.enqueue(server.sending, tails(1000, BEFORE));
  await server.settled('sent', BEFORE);
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  if (WHOLE) test.setTimeout(420_000);
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('a gateway dies, the page says so, and says when it is well again', async ({ page, context }) => {
  await signIn(page, server.base, '/painel');
  const health = page.getByRole('table', { name: 'Saúde dos gateways' });
  const gateway = health.getByRole('row', { name: /^Receptor / }).first();
  await expect(gateway.getByText('Operando')).toBeVisible();
  await expect(page.getByText('Receptor está fora do ar')).toHaveCount(0);

  await server.receiver.die();
  const died = performance.now();
  const waiting = await server.enqueue(server.sending, tails(2000, DURING));
  // Nothing is touched: what is on the screen changes by itself.
  await expect(page.getByText('Receptor está fora do ar')).toBeVisible({ timeout: TOLD_MS });
  await expect(gateway.getByText('Fora do ar')).toBeVisible({ timeout: TOLD_MS });
  const told = performance.now() - died;
  figure('from the death of a gateway to "fora do ar" on the dashboard', told, 'ms', TOLD_MS);
  expect(told).toBeLessThan(TOLD_MS);
  await accessible(page);

  // One message of its queue says what it waits for.
  const other = await context.newPage();
  const id = waiting.at(-1);
  await other.goto(`${server.base}/fila?gateway_id=${server.sending}&m=${id}`);
  const panel = other.getByRole('complementary', { name: `Mensagem ${id}` });
  await expect(panel.getByText('O gateway está com falhas seguidas', { exact: false })).toBeVisible({
    timeout: 20_000,
  });
  await other.close();

  await page.getByRole('link', { name: 'Ver gateway' }).first().click();
  const card = page.getByRole('region', { name: 'Receptor', exact: true });
  await expect(card.getByText('Fora do ar')).toBeVisible({ timeout: 20_000 });
  await expect(card.getByText('A fila espera e volta sozinha quando ele responder.', { exact: false })).toBeVisible();
  await accessible(page);

  await server.receiver.revive();
  const revived = performance.now();
  await expect(card.getByText('Fora do ar')).toBeHidden({ timeout: 90_000 });
  const all = BEFORE + DURING;
  // What never failed leaves at once; what did waits for its next try, which is minutes away for what failed twice.
  await until(
    'the queue to leave',
    async () => (counted(server.database).sent ?? 0) >= (WHOLE ? all : all - TRIED),
    300_000,
  );
  figure(
    `from its return to the last of ${DURING} that waited${WHOLE ? '' : ' unharmed'}`,
    (performance.now() - revived) / 1000,
    's',
  );
  await page.getByRole('link', { name: 'Painel' }).first().click();
  await expect(gateway.getByText('Fora do ar')).toHaveCount(0);
  await expect(page.getByText('Receptor está fora do ar')).toHaveCount(0);
  // Nothing was lost, nothing was sent twice.
  const { sent = 0, waiting: later = 0, ...others } = counted(server.database);
  expect(others).toEqual({});
  expect(sent + later).toBe(all);
  expect([...server.receiver.accepted.values()].every((times) => times === 1)).toBe(true);
  expect(server.receiver.accepted.size).toBe(sent);
  await accessible(page);
});
