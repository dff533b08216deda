// A file of fifty thousand rows with some that do not serve: mapped, refused with reasons, counted, and taken back.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { counted, rows } from './database';
import { figure, size, WHOLE, written } from './measure';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

const ROWS = size(2000, 50_000);
/** The last rows repeat the keys of the first. */
const REPEATED = 10;

let server: Omnifila;
let seen: Watch;

test.beforeAll(async () => {
  server = await startOmnifila();
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  test.setTimeout(WHOLE ? 300_000 : 120_000);
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

/** Every fiftieth has a phone that is none (told when it is written), every seventieth no name (told before). */
const badPhone = (at: number) => at % 50 === 7;
const nameless = (at: number) => at % 70 === 11;

function file(): string {
  const lines = Array.from({ length: ROWS }, (_, at) => {
    const number = String(at).padStart(7, '0');
    const key = at >= ROWS - REPEATED ? at - (ROWS - REPEATED) : at;
    const phone = badPhone(at) ? '123' : `+554990${number}`;
    return `${number};${nameless(at) ? '' : `Cliente ${number}`};${phone};R$ 89,90;aviso-${key}`;
  });
  return `Código;Nome;Celular;Valor;Chave\n${lines.join('\n')}\n`;
}

test('a large file is imported, its refused rows come back, and the whole is undone', async ({ page }) => {
  const all = Array.from({ length: ROWS }, (_, at) => at);
  const refusedHere = all.filter(nameless).length;
  const refusedThere = all.filter((at) => !nameless(at) && badPhone(at)).length;
  const serves = (at: number) => !nameless(at) && !badPhone(at);
  // A row is without change if the one with its key was taken.
  const first = ROWS - REPEATED;
  const same = all.filter((at) => at >= first && serves(at) && serves(at - first)).length;
  const added = ROWS - refusedHere - refusedThere - same;

  await signIn(page, server.base, '/importacoes');
  await page.getByRole('radio', { name: /^Mensagens/ }).click();
  await page.getByLabel('Escolher arquivo').setInputFiles({
    name: 'avisos.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(file()),
  });
  await page.getByRole('combobox', { name: 'Gateway' }).click({ timeout: 30_000 });
  await page.getByRole('option', { name: 'Receptor parado' }).click();
  await page.getByRole('combobox', { name: 'Modelo' }).click();
  await page.getByRole('option', { name: 'Aviso de teste' }).click();
  const ready = `${written(ROWS - refusedHere)} linhas prontas, ${written(refusedHere)} com problema`;
  await expect(page.getByText(ready, { exact: false })).toBeVisible({ timeout: 30_000 });
  await accessible(page);

  const began = performance.now();
  await page.getByRole('button', { name: `Incluir ${written(ROWS - refusedHere)} mensagens na fila` }).click();
  await expect(page.getByRole('progressbar', { name: 'Lidas' })).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Gravadas' })).toBeVisible();
  await expect(page.getByText('Concluída')).toBeVisible({ timeout: 240_000 });
  await expect(page.getByText(`${written(ROWS)} de ${written(ROWS)} linhas`)).toHaveCount(2);
  figure(
    `import of ${ROWS.toLocaleString('en')} rows, from the button to the last`,
    (performance.now() - began) / 1000,
    's',
  );
  const refused = refusedHere + refusedThere;
  for (const words of [
    `${written(added)} incluídas`,
    `${written(same)} sem mudança`,
    `${written(refused)} recusadas`,
  ]) {
    await expect(page.getByText(words, { exact: false }).first()).toBeVisible();
  }
  expect(counted(server.database)).toEqual({ waiting: added });
  await accessible(page);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Baixar as recusadas' }).click();
  const lines = readFileSync((await (await download).path()) ?? '', 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines[0]).toBe('\ufefflinha;codigo;onde;esperado;Código;Nome;Celular;Valor;Chave');
  expect(lines.length - 1).toBe(refused);
  expect(lines.filter((line) => /;bad_phone;.*;123;/.test(line)).length).toBe(refusedThere);

  await page.getByRole('button', { name: 'Desfazer importação' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Motivo (vai para a auditoria)').fill('arquivo errado');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Desfazer importação' }).click();
  await expect(page.getByText(`${written(added)} canceladas`, { exact: false })).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => counted(server.database), { timeout: 60_000 }).toEqual({ cancelled: added });

  await page.getByRole('link', { name: 'Ver na fila' }).click();
  await expect(page.getByRole('grid').getByText('Cancelada').first()).toBeVisible();
  const batch = rows<{ n: number }>(server.database, 'SELECT count(DISTINCT batch_ref) AS n FROM message');
  expect(batch).toEqual([{ n: 1 }]);
  await accessible(page);
});
