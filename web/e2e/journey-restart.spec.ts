// The server is killed, and asked to end, while messages leave and somebody looks on: the page says that it has lost the
// server, finds it again by itself, and then shows each message once, as it is in the database.

import { expect, type Page, test } from '@playwright/test';
import { counted, rows } from './database';
import { figure } from './measure';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila, until } from './server';

const FIRST = 90;
const LATER = 7;

let server: Omnifila;
let seen: Watch;

const tails = (from: number, n: number) => Array.from({ length: n }, (_, at) => String(from + at));

test.beforeEach(async ({ page }) => {
  server = await startOmnifila();
  // Slow enough that some are always on their way.
  server.receiver.slow(150);
  await server.api('POST', '/pause', { reason: 'antes de começar' });
  await server.enqueue(server.sending, tails(1000, FIRST));
  seen = await watch(page, server.base);
});
test.afterEach(async () => {
  await server.stop();
  clean(seen);
});

/** The words under which the grid shows each status. */
const SHOWN: Record<number, string> = { 0: 'Aguardando', 1: 'Enviando', 2: 'Enviada', 6: 'A conferir' };

/** Every row of the grid, by id, with the word for its status; the same id twice is a failure. */
async function everyRow(page: Page): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  const grid = page.getByRole('grid');
  let last = -1;
  for (let top = 0; found.size !== last || top < 3; top += 1) {
    last = found.size;
    await grid.evaluate((table, at) => table.parentElement?.scrollTo(0, at * 300), top);
    // Two frames: one to draw what came into sight, one to be sure of it.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const drawn = await grid
      .locator('tr[data-id]')
      .evaluateAll((all) => all.map((row) => [Number(row.getAttribute('data-id')), row.textContent ?? ''] as const));
    expect(new Set(drawn.map(([id]) => id)).size, 'a row is drawn twice').toBe(drawn.length);
    for (const [id, text] of drawn) {
      const word = Object.values(SHOWN).find((one) => text.includes(one));
      found.set(id, word ?? text);
    }
  }
  return found;
}

/** The grid has what the file has: every message, once, in its status. */
async function same(page: Page): Promise<void> {
  const stored = rows<{ id: number; status: number }>(server.database, 'SELECT id, status FROM state ORDER BY id');
  const expected = new Map(stored.map(({ id, status }) => [id, SHOWN[status] ?? `#${status}`]));
  await expect
    .poll(async () => [...(await everyRow(page))].sort(([a], [b]) => a - b), { timeout: 20_000 })
    .toEqual([...expected]);
}

/** Loses the server, says so, and finds it again. */
async function away(page: Page, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const live = page.getByRole('button', { name: 'Ao vivo' });
  await expect(live).toBeVisible();
  await expect(page.getByText(`${FIRST} mensagens`)).toBeVisible();
  await server.api('POST', '/resume', {});
  await until('messages to leave', async () => server.receiver.accepted.size > 20);
  const code = await server.end(signal);
  expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
  await expect(page.getByRole('button', { name: 'Reconectando' })).toBeVisible({ timeout: 5000 });
  await expect(page.getByText('Sem conexão com o servidor há', { exact: false })).toBeVisible({ timeout: 15_000 });
  if (signal === 'SIGKILL') await accessible(page);

  await server.start();
  const started = performance.now();
  await expect(live).toBeVisible({ timeout: 40_000 });
  figure(
    `after ${signal}: from a server that is back to a page that is live`,
    (performance.now() - started) / 1000,
    's',
  );
  await expect(page.getByText('Sem conexão com o servidor há', { exact: false })).toBeHidden();
  await until('the queue to empty', async () => {
    const { waiting = 0, sending = 0 } = counted(server.database);
    return waiting + sending === 0;
  });
}

/** New messages are announced by the connection that was made again, and shown beside the old ones. */
async function goesOn(page: Page): Promise<void> {
  await same(page);
  await page.getByRole('grid').evaluate((table) => table.parentElement?.scrollTo(0, 0));
  await server.enqueue(server.sending, tails(2000, LATER));
  await expect(page.getByRole('button', { name: `${LATER} novas acima` })).toBeVisible();
  await page.keyboard.press('.');
  await expect(page.getByText(`Cliente ${2000 + LATER - 1}`, { exact: true })).toBeVisible();
  await until('the new ones to leave', async () => !counted(server.database).waiting);
  await until('their answers', async () => !counted(server.database).sending);
  await same(page);
  expect(
    [...server.receiver.accepted.values()].every((times) => times === 1),
    'nothing is sent twice',
  ).toBe(true);
  await accessible(page);
}

test('killed: the page comes back, what was on its way is to be checked, nothing twice', async ({ page }) => {
  await signIn(page, server.base);
  await away(page, 'SIGKILL');
  const after = counted(server.database);
  const uncertain = after.uncertain ?? 0;
  expect((after.sent ?? 0) + uncertain).toBe(FIRST);
  // What reached the receiver is sent or to be checked, never waiting again.
  expect(server.receiver.accepted.size).toBeGreaterThanOrEqual(after.sent ?? 0);
  await goesOn(page);
  await expect(page.getByRole('link', { name: new RegExp(`^A conferir ${uncertain || ''}`) }).first()).toBeVisible();
});

test('asked to end: what is on its way is awaited, and the page comes back', async ({ page }) => {
  await signIn(page, server.base);
  await away(page, 'SIGTERM');
  expect(counted(server.database)).toEqual({ sent: FIRST });
  expect(server.receiver.accepted.size).toBe(FIRST);
  await goesOn(page);
});
