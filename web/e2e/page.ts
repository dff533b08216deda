// What every spec does with a page: sign in, and at the end look for what must never happen.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { PERSON } from './server';

export type Watch = { foreign: string[]; violations: string[]; errors: string[] };

/** Writes down requests to other hosts, violations of the content security policy, and errors of scripts. */
export async function watch(page: Page, base: string): Promise<Watch> {
  const seen: Watch = { foreign: [], violations: [], errors: [] };
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith('data:') && !url.startsWith('blob:')) seen.foreign.push(url);
  });
  page.on('pageerror', (error) => seen.errors.push(`${error.name}: ${error.message}\n${error.stack ?? ''}`));
  await page.exposeFunction('omnifilaViolation', (what: string) => seen.violations.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const told = window as unknown as { omnifilaViolation: (what: string) => void };
      told.omnifilaViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return seen;
}

export async function signIn(page: Page, base: string, path = '/fila'): Promise<void> {
  await page.goto(base + path);
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Senha').fill(PERSON.password);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await expect(page.getByRole('navigation', { name: /^Men[uú]$/ }).first()).toBeVisible();
}

/** Chooses the language in the person's menu, and waits until the server keeps it: for the next test, too. */
export async function speak(page: Page, language: 'pt-BR' | 'en' | 'es'): Promise<void> {
  const name = { 'pt-BR': 'Português', en: 'English', es: 'Español' }[language];
  await page.getByRole('button', { name: new RegExp(`^${PERSON.name}:`) }).click();
  const choice = page.getByRole('menuitemradio', { name });
  if (await choice.isChecked()) {
    await page.keyboard.press('Escape');
    return;
  }
  const kept = page.waitForResponse(
    (response) => response.url().endsWith('/preferences') && response.request().method() === 'PUT',
  );
  await choice.click();
  expect((await kept).ok()).toBe(true);
}

/** axe in both themes, without a reload, so that dialogs stay open. */
export async function accessible(page: Page): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await page.evaluate((name) => {
      document.documentElement.dataset.theme = name;
    }, theme);
    // What is fading in has the contrast of neither. What pulses never ends.
    await page.evaluate(() => {
      const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
      return Promise.all(ending.map((one) => one.finished.catch(() => undefined)));
    });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const told = violations.flatMap((one) =>
      one.nodes.map((node) => `${theme} ${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
    );
    expect(told).toEqual([]);
  }
}

/** Nothing was asked of another host, nothing broke the policy, no script failed. */
export function clean(seen: Watch): void {
  expect(seen).toEqual({ foreign: [], violations: [], errors: [] });
}
