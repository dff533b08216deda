// The grid over a million messages, and a hundred thousand of them cancelled, stopped and brought back, by mouse and by
// keyboard alone. `make test` does the same with fewer.

import { expect, type Page, test } from '@playwright/test';
import { counted } from './database';
import { figure, judged, median, OF, size, WHOLE, written } from './measure';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, PERSON, startOmnifila } from './server';

const ROWS = size(50_000, 1_000_000);
/** Those that are cancelled. */
const BULK = size(20_000, 100_000);
const BATCH = 'lote-grande';
const FIRST_ROWS_MS = 1000;
const FILTER_MS = 500;
const STEPS = 50;

let server: Omnifila;
let seen: Watch;
let other: number;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(WHOLE ? 600_000 : 180_000);
  server = await startOmnifila();
  other = (
    await server.api<{ id: number }>('POST', '/templates', {
      key: 'segunda-via',
      name: 'Segunda via',
      purpose: 'service',
      body: '{{ customer.name }}, segue a segunda via de {{ data.valor }}.',
      bindings: [{ gateway_id: server.waiting, language: 'pt_BR', parameters: [] }],
    })
  ).id;
  const began = Date.now();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  await server.seed(server.waiting, 0, ROWS - BULK, (at) => ({
    batch_ref: `lote-${at % 7}`,
    ...(at % 11 === 0 ? { due_at: tomorrow } : {}),
    ...(at % 1000 === 0 ? { template_id: other } : {}),
  }));
  await server.seed(server.waiting, ROWS - BULK, BULK, () => ({ batch_ref: BATCH }));
  figure(`put in through POST /messages/batch: ${ROWS.toLocaleString('en')}`, (Date.now() - began) / 1000, 's');
  await server.enqueue(server.sending, ['1001', '1002', '9001', '9002', '9003']);
  await server.settled('sent', 2);
  await server.settled('failed', 3);
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  test.setTimeout(WHOLE ? 300_000 : 120_000);
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

const rowsOf = (page: Page) => page.getByRole('grid').locator('tr[data-id]');

/** Milliseconds from the start of loading the page to its first row, as the page itself sees it. */
async function firstRows(page: Page, path: string): Promise<number> {
  await page.goto(server.base + path);
  await expect(rowsOf(page).first()).toBeVisible();
  return page.evaluate(() => (window as unknown as { firstRowAt: number }).firstRowAt);
}

/** A grid whose rows all have a word, or a panel that has left one message for another row's. */
type Awaited = { rows: string } | { after: string };

/**
 * Milliseconds from the key that `act` presses last to the first frame with what is awaited. The page itself measures, so
 * that what the test costs is not counted.
 */
async function timed(page: Page, awaited: Awaited, act: () => Promise<void>): Promise<number> {
  await page.evaluate((wanted) => {
    let began = 0;
    const press = (event: KeyboardEvent) => {
      began = event.timeStamp;
    };
    addEventListener('keydown', press, { capture: true });
    const rows = () => [...document.querySelectorAll('[role=grid] tr[data-id]')];
    const there = (): boolean => {
      if ('rows' in wanted) return rows().length > 0 && rows().every((row) => row.textContent?.includes(wanted.rows));
      const panel = [...document.querySelectorAll('aside')].find((one) => one.querySelector('figure'));
      const id = panel?.querySelector('h2')?.textContent ?? '';
      const name = document.querySelector(`tr[data-id="${id}"]`)?.textContent?.match(/Cliente \d+/)?.[0];
      return id !== wanted.after && Boolean(name && panel?.querySelector('figure')?.textContent?.includes(name));
    };
    const told = window as unknown as { took: Promise<number> };
    told.took = new Promise((resolve) => {
      const look = () => {
        if (began > 0 && there()) {
          removeEventListener('keydown', press, { capture: true });
          resolve(performance.now() - began);
        } else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }, awaited);
  await act();
  return page.evaluate(() => (window as unknown as { took: Promise<number> }).took);
}

test('a million rows feel like a thousand', async ({ page }) => {
  await page.addInitScript(() => {
    const told = window as unknown as { firstRowAt?: number };
    const look = () => {
      if (document.querySelector('[role=grid] tr[data-id]')) told.firstRowAt = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await signIn(page, server.base);
  await expect(rowsOf(page).first()).toBeVisible();
  const families = page.getByRole('navigation', { name: 'Situações' });
  await expect(families.getByRole('link', { name: `Todas ${written(ROWS + 5)}` })).toBeVisible();

  const loads: number[] = [];
  for (let at = 0; at < 5; at += 1) loads.push(await firstRows(page, '/fila'));
  figure(
    `first rows of ${ROWS.toLocaleString('en')}, page loaded anew, ${OF} of 5`,
    judged(loads),
    'ms',
    FIRST_ROWS_MS,
  );
  expect(judged(loads)).toBeLessThan(FIRST_ROWS_MS);
  // The window of rows: far fewer are drawn than there are.
  expect(await rowsOf(page).count()).toBeLessThan(80);

  const search = page.getByLabel('Buscar na fila');
  const someone = `Cliente ${String(ROWS - BULK - 77).padStart(7, '0')}`;
  const filters: [what: string, typed: string, want: string][] = [
    ['a status with few', 'status:falhou', 'Falhou'],
    ['one name among all', someone, someone],
    ['a template of one in a thousand', 'modelo:segunda-via', 'segunda'],
    ['the largest batch', `lote:${BATCH}`, 'Aguardando'],
  ];
  for (const [what, typed, want] of filters) {
    const times: number[] = [];
    for (let at = 0; at < 3; at += 1) {
      // The newest rows are messages sent, refused and waiting: no filter has them all.
      await page.goto(`${server.base}/fila`);
      await expect(rowsOf(page).nth(20)).toBeVisible();
      await search.fill(typed);
      times.push(await timed(page, { rows: want }, () => search.press('Enter')));
    }
    figure(`filter by ${what}, ${OF} of 3`, judged(times), 'ms', FILTER_MS);
    expect(judged(times), what).toBeLessThan(FILTER_MS);
  }
  await accessible(page);
});

test('fifty steps with the panel open, and never a blank', async ({ page }) => {
  await signIn(page, server.base, '/fila?family=queued');
  await rowsOf(page).nth(5).click();
  const panel = page.getByRole('complementary', { name: /Mensagem \d+/ });
  await expect(panel.getByRole('figure')).toBeVisible();
  // Looks at every frame: a panel without its message, or a grid without rows, is a blank.
  await page.evaluate(() => {
    const told = window as unknown as { blanks: string[]; frames: number };
    told.blanks = [];
    told.frames = 0;
    const look = () => {
      told.frames += 1;
      const beside = [...document.querySelectorAll('aside')].find((one) => one.querySelector('figure'));
      if (!beside) told.blanks.push(`frame ${told.frames}: no message in the panel`);
      const box = document.querySelector('[role=grid]')?.parentElement?.getBoundingClientRect();
      // A row in the middle of what is seen, and the message in it.
      const at = box && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (!at?.closest('tr[data-id]')?.textContent?.includes('Cliente'))
        told.blanks.push(`frame ${told.frames}: no row in sight`);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const steps: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const after = (await panel.getByRole('heading').first().textContent()) ?? '';
    steps.push(await timed(page, { after }, () => page.keyboard.press('j')));
  }
  const { blanks, frames } = await page.evaluate(() => {
    const told = window as unknown as { blanks: string[]; frames: number };
    return { blanks: told.blanks, frames: told.frames };
  });
  expect(frames).toBeGreaterThan(STEPS);
  expect(blanks).toEqual([]);
  figure(`one of ${STEPS} steps with j until its message is shown, median`, median(steps), 'ms');
  figure('frames without a message or a row', blanks.length, `of ${frames}`);
  await accessible(page);
});

/** What the file of the database says of the batch. */
const stored = () => counted(server.database, BATCH);

/** Nothing but waiting and cancelled, so many cancelled; the API says the same. */
async function agree(cancelled: number): Promise<void> {
  const expected = Object.fromEntries(
    [
      ['waiting', BULK - cancelled],
      ['cancelled', cancelled],
    ].filter(([, n]) => n !== 0),
  );
  await expect.poll(stored, { timeout: 60_000 }).toEqual(expected);
  const path = `/messages/counts?exact=true&batch_ref=${BATCH}`;
  const { statuses } = await server.api<{ statuses: Record<string, number> }>('GET', path);
  expect(Object.fromEntries(Object.entries(statuses).filter(([, n]) => n !== 0))).toEqual(expected);
  expect(counted(server.database)).toEqual({
    waiting: ROWS - cancelled,
    ...(cancelled > 0 ? { cancelled } : {}),
    sent: 2,
    failed: 3,
  });
}

const trayOf = (page: Page) => page.getByRole('region', { name: 'Andamento' });
const numberIn = (text: string | null) => Number((text ?? '').replace(/\D/g, ''));

/**
 * Orders the cancel and stops it on its way; how many were cancelled by then. A fast machine may be done before anybody
 * can stop it: then all of it is undone and ordered again.
 */
async function stoppedInTime(
  page: Page,
  order: () => Promise<void>,
  undo: () => Promise<void>,
  stop: () => Promise<void>,
): Promise<number> {
  const tray = trayOf(page);
  const stopped = tray.getByText(/^Parado: [\d.]+ mensage(m|ns) canceladas?$/);
  const done = tray.getByText(`${written(BULK)} mensagens canceladas`, { exact: true });
  for (let time = 0; time < 8; time += 1) {
    await order();
    const progress = tray.getByRole('progressbar', { name: 'Cancelando mensagens' });
    await expect(progress.or(done).first()).toBeVisible({ timeout: 30_000 });
    if (await progress.isVisible()) await stop();
    await expect(stopped.or(done).first()).toBeVisible({ timeout: 120_000 });
    if (await stopped.isVisible()) {
      const cancelled = numberIn(await stopped.textContent());
      expect(cancelled).toBeLessThan(BULK);
      return cancelled;
    }
    await undo();
  }
  throw new Error('the cancel was always done before it could be stopped');
}

test('a bulk cancel shows its progress, is stopped, done, and undone, and the database agrees', async ({ page }) => {
  await signIn(page, server.base, `/fila?batch_ref=${BATCH}`);
  const dialog = page.getByRole('dialog');
  const tray = trayOf(page);
  const confirm = dialog.getByRole('button', { name: `Cancelar ${written(BULK)} mensagens` });
  const ask = async (reason: string) => {
    await page.getByRole('button', { name: 'Cancelar pendentes' }).click();
    await expect(
      dialog.getByRole('heading', { name: `Cancelar ${written(BULK)} mensagens que aguardam envio?` }),
    ).toBeVisible({ timeout: 30_000 });
    await dialog.getByLabel('Motivo (vai para a auditoria)').fill(reason);
    await dialog.getByLabel(`Digite ${BULK} para confirmar`).fill(String(BULK));
  };
  await ask('valor errado no lote');
  await accessible(page);

  const undo = tray.getByRole('button', { name: /^Desfazer/ });
  const back = tray.getByText(/^[\d.]+ mensage(m voltou|ns voltaram) para a fila$/).last();
  const undoAll = async () => {
    await undo.click();
    await expect(back).toBeVisible({ timeout: 120_000 });
    await agree(0);
  };
  let asked = true;
  const order = async () => {
    if (!asked) await ask('valor errado no lote');
    asked = false;
    await confirm.click();
  };
  const cancelled = await stoppedInTime(page, order, undoAll, async () => {
    const click = { timeout: 5_000 };
    await tray
      .getByRole('button', { name: 'Parar' })
      .click(click)
      .catch(() => undefined);
  });
  figure(`cancelled when it was stopped, of ${BULK.toLocaleString('en')}`, cancelled, 'messages');
  await agree(cancelled);
  if (cancelled > 0) {
    await undo.click();
    const number = new RegExp(`^${written(cancelled).replaceAll('.', '\\.')} `);
    await expect(back).toHaveText(number, { timeout: 30_000 });
  }
  await agree(0);

  await ask('valor errado no lote, todas');
  await page.evaluate(() => {
    const told = window as unknown as { progress: Set<string> };
    told.progress = new Set();
    const look = () => {
      for (const one of document.querySelectorAll('progress'))
        told.progress.add(one.closest('li')?.textContent ?? String(one.value));
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const began = performance.now();
  await confirm.click();
  await expect(tray.getByText(`${written(BULK)} mensagens canceladas`)).toBeVisible({ timeout: 120_000 });
  figure(`cancel of ${BULK.toLocaleString('en')}, from the button to "canceladas"`, performance.now() - began, 'ms');
  const shown = await page.evaluate(() => [...(window as unknown as { progress: Set<string> }).progress]);
  expect(shown.length, `progress that was shown: ${shown.join(' | ')}`).toBeGreaterThan(size(0, 3));
  expect(shown.some((one) => one.includes(` de ${written(BULK)}`))).toBe(true);
  await agree(BULK);
  await expect(rowsOf(page).filter({ hasText: 'Cancelada' }).first()).toBeVisible();

  const undone = performance.now();
  await undo.click();
  await expect(tray.getByText(`${written(BULK)} mensagens voltaram para a fila`).last()).toBeVisible({
    timeout: 120_000,
  });
  figure(`undo of ${BULK.toLocaleString('en')}, from the button to "voltaram"`, performance.now() - undone, 'ms');
  await agree(0);
  await accessible(page);
});

/** Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  for (let at = 0; at < 60; at += 1) {
    const called = await page.evaluate(() => {
      const here = document.activeElement as HTMLElement | null;
      const label = here?.id ? document.querySelector(`label[for="${here.id}"]`)?.textContent : null;
      return here?.getAttribute('aria-label') ?? label ?? here?.textContent ?? '';
    });
    if (name.test(called)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab never reaches ${name}`);
}

test('the whole bulk cancel by keyboard only', async ({ page }) => {
  await page.goto(`${server.base}/painel`);
  await expect(page.getByRole('button', { name: 'Entrar' })).toBeVisible();
  await tabTo(page, /^E-mail/);
  await page.keyboard.type(PERSON.email);
  await tabTo(page, /^Senha/);
  await page.keyboard.type(PERSON.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Painel' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await expect(rowsOf(page).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(`lote:${BATCH}`);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`batch_ref=${BATCH}`));
  await page.keyboard.press('Escape');
  await expect(page.getByText('Lote: lote-grande')).toBeVisible();

  const dialog = page.getByRole('dialog');
  const tray = trayOf(page);
  const cancelAll = async () => {
    await page.keyboard.press('Control+Shift+A');
    await expect(page.getByRole('region', { name: 'Seleção' }).getByRole('status')).toContainText('do filtro');
    await page.keyboard.press('Delete');
    await expect(
      dialog.getByRole('heading', { name: `Cancelar ${written(BULK)} mensagens que aguardam envio?` }),
    ).toBeVisible({ timeout: 30_000 });
    await tabTo(page, /^Motivo/);
    await page.keyboard.type('lote repetido');
    await tabTo(page, /^Digite/);
    await page.keyboard.type(String(BULK));
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
  };
  const undo = async () => {
    await tabTo(page, /^Desfazer/);
    await page.keyboard.press('Enter');
    await expect(tray.getByText(/(voltou|voltaram) para a fila$/).last()).toBeVisible({ timeout: 120_000 });
    await agree(0);
  };
  const cancelled = await stoppedInTime(page, cancelAll, undo, async () => {
    // The keys are where the work is shown: the first thing to reach is what stops it.
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Parar')
      await page.keyboard.press('Enter');
  });
  await agree(cancelled);
  if (cancelled > 0) await undo();
  await agree(0);

  await cancelAll();
  await expect(tray.getByText(`${written(BULK)} mensagens canceladas`)).toBeVisible({ timeout: 120_000 });
  await agree(BULK);
  await undo();
  await accessible(page);
});
