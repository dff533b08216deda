import { expect, type Page, test } from '@playwright/test';
import { accessible, clean, signIn, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

let server: Omnifila;
let seen: Watch;
let first: number;

test.beforeAll(async () => {
  server = await startOmnifila();
  first = (await server.enqueue(server.waiting, ['3001', '3002']))[0] ?? 0;
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

test('a wrong password says neither which field nor more', async ({ page }) => {
  await page.goto(server.base);
  await page.getByLabel('E-mail').fill('ana@provedor.example');
  await page.getByLabel('Senha').fill('não é esta');
  await page.getByRole('button', { name: 'Entrar' }).click();
  await expect(page.getByText('E-mail ou senha não conferem.')).toBeVisible();
  await accessible(page);
});

test('pausing everything asks why, shows on every page, and is lifted', async ({ page }) => {
  await signIn(page, server.base);
  await page.getByRole('button', { name: 'Pausar tudo' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Motivo (vai para a auditoria)').fill('gateway fora do ar');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Pausar tudo' }).click();
  const strip = page.getByText(/Envios pausados desde .*: gateway fora do ar\./);
  await expect(strip).toBeVisible();
  await page.getByRole('link', { name: 'Auditoria' }).click();
  await expect(strip).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Retomar' }).click();
  await expect(strip).toBeHidden();
});

test('the palette opens a message by its number, and the keys are listed', async ({ page }) => {
  await signIn(page, server.base);
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('Control+k');
  const input = page.getByRole('dialog').getByRole('combobox');
  await expect(input).toBeFocused();
  await input.fill(String(first));
  await expect(page.getByRole('option', { name: `Abrir a mensagem ${first}` })).toBeVisible();
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: `Mensagem ${first}` })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Atalhos do teclado' })).toBeVisible();
  await accessible(page);
});

test('who may only look finds nothing to act with, after choosing a password of their own', async ({ page }) => {
  const made = await server.api<{ password: string }>('POST', '/users', {
    name: 'Bia Exemplo',
    email: 'bia@provedor.example',
    role: 'viewer',
  });
  await page.goto(`${server.base}/fila`);
  await page.getByLabel('E-mail').fill('bia@provedor.example');
  await page.getByLabel('Senha').fill(made.password);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await expect(page.getByRole('heading', { name: 'Escolha a sua senha' })).toBeVisible();
  await accessible(page);
  await page.getByLabel('Senha atual').fill(made.password);
  await page.getByLabel('Nova senha', { exact: true }).fill('outra senha comprida');
  await page.getByLabel('Nova senha outra vez').fill('outra senha comprida');
  await page.getByRole('button', { name: 'Salvar e continuar' }).click();
  await expect(page.getByRole('grid')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancelar pendentes' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Pausar tudo' })).toHaveCount(0);
  await expect(page.getByRole('grid').getByRole('checkbox')).toHaveCount(0);
  await page.goto(`${server.base}/fila?m=${first}`);
  await expect(page.getByRole('complementary').getByText('Linha do tempo')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Passar para a frente' })).toHaveCount(0);
});

/** What no reader may see: the name of a text instead of the text. */
const RAW_KEY = /\b(access|audit|check|code|message|problem|queue|shell|signin|status|ui|word):[a-z_]+/;

async function speak(page: Page, account: RegExp, language: string): Promise<void> {
  await page.getByRole('button', { name: account }).click();
  await page.getByRole('menuitemradio', { name: language }).click();
}

test('speaks three languages, and nothing is cut in the menu', async ({ page }) => {
  await signIn(page, server.base, `/fila?m=${first}`);
  const heading = page.getByRole('heading', { level: 1 });
  const languages = [
    ['English', 'Message queue', 'en'],
    ['Español', 'Cola de mensajes', 'es'],
    ['Português', 'Fila de mensagens', 'pt-BR'],
  ] as const;
  for (const [language, title, code] of languages) {
    await speak(page, /^Ana Exemplo:/, language);
    await expect(heading).toHaveText(title);
    await expect(page.locator('html')).toHaveAttribute('lang', code);
    expect(await page.locator('body').innerText()).not.toMatch(RAW_KEY);
    const cut = await page
      .getByRole('navigation')
      .locator('a span')
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent));
    expect(cut).toEqual([]);
  }
});
