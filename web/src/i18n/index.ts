// Words in three languages. Portuguese is the first; the others are complete (src/i18n/words.test.ts sees to it).

import i18next from 'i18next';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Key } from './areas';

export type { Key } from './areas';

export const LANGUAGES = ['pt-BR', 'en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Names of the languages in themselves. */
export const LANGUAGE_NAMES: Record<Language, string> = { 'pt-BR': 'Português', en: 'English', es: 'Español' };

export type Vars = Record<string, string | number>;

export type Translate = {
  (key: Key, vars?: Vars): string;
  /** For a key made from a code that the server may have invented since: nothing where there are no words. */
  maybe: (key: string, vars?: Vars) => string | undefined;
  language: Language;
};

const LOADERS: Record<Language, () => Promise<{ default: Record<string, Record<string, string>> }>> = {
  'pt-BR': () => import('./lang-pt-BR'),
  en: () => import('./lang-en'),
  es: () => import('./lang-es'),
};

const STORED = 'omnifila.language';

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

/** The language chosen here before, else the browser's if we speak it, else Portuguese. */
export function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  const spoken = navigator.languages.map((tag) => LANGUAGES.find((known) => tag.slice(0, 2) === known.slice(0, 2)));
  return spoken.find(Boolean) ?? 'pt-BR';
}

export async function startLanguage(language: Language): Promise<void> {
  await i18next.init({
    lng: language,
    fallbackLng: false,
    resources: {},
    partialBundledLanguages: true,
    keySeparator: false,
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    returnNull: false,
    showSupportNotice: false,
  } as Parameters<typeof i18next.init>[0]);
  await setLanguage(language);
}

export async function setLanguage(language: Language): Promise<void> {
  const words = (await LOADERS[language]()).default;
  for (const [area, found] of Object.entries(words)) i18next.addResourceBundle(language, area, found, true, true);
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function subscribe(listener: () => void): () => void {
  i18next.on('languageChanged', listener);
  return () => i18next.off('languageChanged', listener);
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'pt-BR';
}

/** A number in words counts by `count`, and is shown as the language writes it. */
function fill(key: string, vars?: Vars): string {
  if (!vars) return String(i18next.t(key as never));
  const numbers = new Intl.NumberFormat(currentLanguage());
  const shown = Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [
      name,
      typeof value === 'number' && name !== 'count' ? numbers.format(value) : value,
    ]),
  );
  if (typeof vars.count === 'number') shown.n = numbers.format(vars.count);
  return String(i18next.t(key as never, shown as never));
}

export function translator(): Translate {
  const translate = (key: Key, vars?: Vars) => fill(key, vars);
  return Object.assign(translate, {
    maybe: (key: string, vars?: Vars) => (i18next.exists(key, vars as never) ? fill(key, vars) : undefined),
    language: currentLanguage(),
  });
}

export function useT(): Translate {
  const language = useSyncExternalStore(subscribe, currentLanguage);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is another translator
  return useMemo(translator, [language]);
}

export function useLanguage(): [Language, (language: Language) => Promise<void>] {
  const language = useSyncExternalStore(subscribe, currentLanguage);
  return [language, useCallback(setLanguage, [])];
}
