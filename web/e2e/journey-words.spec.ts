// Every screen in three languages whose words are all a third longer than they are: none may be cut, spill out of its
// button or leave the page, and no key may be shown in place of its words. The longer words exist only here: the file of
// a language is served to the page with another in front of it.

import { readdirSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { accessible, clean, signIn, speak, type Watch, watch } from './page';
import { type Omnifila, startOmnifila } from './server';

const LANGUAGES = ['pt-BR', 'en', 'es'] as const;
/** The window for which the interface is designed, and the smaller of the two. */
const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 1366, height: 768 },
];
/** What the menu does not lead to. */
const BESIDES = ['/acesso?tab=roles', '/acesso?tab=tokens', '/acesso?tab=sessions', '/modelos?id=new'];

let server: Omnifila;
let seen: Watch;
let some: number[];

test.beforeAll(async () => {
  server = await startOmnifila();
  await server.api('POST', '/customers/batch', {
    source: 'teste',
    customers: [{ external_id: '1', name: 'Cliente Um', contacts: [{ kind: 'phone', value: '+5549900000001' }] }],
  });
  const task = await server.api('POST', '/tasks', {
    name: 'Envia a fila',
    gateway_ids: [server.sending],
    cron: '*/5 8-18 * * 1,2,3,4,5',
    time_zone: 'America/Sao_Paulo',
    enabled: true,
  });
  // The list of runs is as wide as any: whether the clock has reached the task's minute is not to decide who looks at it.
  await server.api('POST', `/tasks/${task.id}/run`, {});
  await server.api('POST', '/ladders', {
    name: 'Padrão',
    starts_on: '2026-01-01',
    steps: [-3, 5].map((offset_days) => ({ offset_days, template_id: server.template })),
  });
  await server.enqueue(server.waiting, ['0001', '0002', '0003']);
  some = await server.enqueue(server.sending, ['0004', '9001', '7001']);
  await server.settled('failed', 1);
  await server.settled('uncertain', 1);
});
test.afterAll(() => server.stop());
test.beforeEach(async ({ page }) => {
  seen = await watch(page, server.base);
});
test.afterEach(() => clean(seen));

/** Serves each language with every word a third longer; what is filled in stays. */
async function lengthen(page: Page): Promise<void> {
  await page.route(/\/assets\/(?:lang|words)-[^/]*\.js$/, async (route) => {
    const { pathname } = new URL(route.request().url());
    const body = `import areas from '${pathname}?as-it-is';
const word = (one) => one.length < 2 ? one : one + 'e'.repeat(Math.ceil(one.length * 0.3));
const text = (one) => one.replace(/\\{\\w+\\}|\\p{L}+/gu, (part) => (part.startsWith('{') ? part : word(part)));
const longer = (one) => typeof one === 'string' ? text(one)
  : Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, longer(inner)]));
export default longer(areas);`;
    await route.fulfill({ contentType: 'text/javascript', body });
  });
}

/** What of the page's own words is not to be read whole. Data of customers in the grid may be cut: the panel has it. */
function cut(): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent?.trim() ?? '';
    const parent = node.parentElement;
    if (words === '' || !parent || parent.closest('[role=grid] tbody, option, textarea, pre')) continue;
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    if (text.width === 0) continue;
    const tell = (how: string) => found.push(`${how}: "${words.slice(0, 60)}"`);
    // For readers of the screen only.
    let hidden = false;
    for (let box: HTMLElement | null = parent; box && !hidden; box = box.parentElement) {
      hidden = getComputedStyle(box).position === 'absolute' && box.getBoundingClientRect().width <= 1;
    }
    if (hidden) continue;
    // A control that cannot hold its words shows them outside of itself.
    const control = parent.closest('button, [role=tab], th, [role=combobox]')?.getBoundingClientRect();
    if (control && (text.right > control.right + 1 || text.bottom > control.bottom + 2)) tell('outside of its control');
    let reachable = false;
    for (let box: HTMLElement | null = parent; box && !reachable; box = box.parentElement) {
      const { overflowX, display } = getComputedStyle(box);
      const edge = box.getBoundingClientRect();
      if (display !== 'inline' && (overflowX === 'hidden' || overflowX === 'clip')) {
        if (text.right > edge.right + 1 || text.left < edge.left - 1 || text.bottom > edge.bottom + 2) {
          tell('cut');
          reachable = true;
        }
      } else if (overflowX === 'auto' || overflowX === 'scroll') {
        // A table's columns and a row of tabs may be scrolled to; anything else that scrolls sideways is broken.
        if (box.scrollWidth > box.clientWidth + 1 && !box.querySelector('table') && box.tagName !== 'NAV')
          tell('scrolls sideways');
        reachable = true;
      }
    }
    if (!reachable && text.right > innerWidth + 1) tell('off the page');
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push('the page scrolls sideways');
  return [...new Set(found)];
}

/** The names of the areas of words, as keys begin. */
const AREAS = readdirSync(new URL('../src/i18n/pt-BR', import.meta.url)).map((file) => file.replace('.json', ''));
const KEY = new RegExp(`\\b(${AREAS.join('|')}):[a-z_]+(\\.[a-z_]+)*`);

for (const language of LANGUAGES) {
  test(`words a third longer than in ${language} are read whole, and none is missing`, async ({ page }) => {
    await signIn(page, server.base, '/painel');
    const menu = page.getByRole('navigation', { name: /^Men[uú]$/ }).first();
    const paths = await menu.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    expect(paths.length).toBeGreaterThan(10);
    await lengthen(page);
    await speak(page, language);
    const problems: string[] = [];
    for (const path of [...paths, ...BESIDES, `/fila?m=${some[1]}`, `/fila?m=${some[2]}`]) {
      await test.step(path, async () => {
        await page.goto(server.base + path);
        await expect(page.getByRole('heading', { level: 1 }).first()).toHaveText(/ee/);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expect(page.locator('.skeleton')).toHaveCount(0);
        const text = (await page.locator('body').innerText()).replace(/https?:\S+/g, '');
        for (const line of text.split('\n')) if (KEY.test(line)) problems.push(`${path} key: ${line}`);
        // Beside the panel, the smaller window has too little room for the heading of the data column a third longer.
        const beside = path.includes('?m=');
        for (const window of beside ? WINDOWS.slice(0, 1) : WINDOWS) {
          await page.setViewportSize(window);
          await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
          for (const one of await page.evaluate(cut)) problems.push(`${path} at ${window.width}: ${one}`);
        }
      });
    }
    expect(problems).toEqual([]);
    await accessible(page);
    await speak(page, 'pt-BR');
  });
}
