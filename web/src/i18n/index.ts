// Words in three languages. Portuguese is the first; the others are complete (src/i18n/words.test.ts sees to it).

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

let language: Language = 'pt-BR';
let words: ReadonlyMap<string, string> = new Map();
const listeners = new Set<() => void>();

export async function setLanguage(next: Language): Promise<void> {
  const areas = (await LOADERS[next]()).default;
  words = new Map(
    Object.entries(areas).flatMap(([area, found]) =>
      Object.entries(found).map(([key, text]): [string, string] => [`${area}:${key}`, text]),
    ),
  );
  language = next;
  localStorage.setItem(STORED, next);
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function currentLanguage(): Language {
  return language;
}

/** The text of a key, in the plural that its `count` asks for. */
function find(key: string, vars?: Vars): string | undefined {
  if (typeof vars?.count !== 'number') return words.get(key);
  // The rules count nought as one in Portuguese; people here say "0 mensagens".
  const plural = vars.count === 0 ? 'other' : new Intl.PluralRules(language).select(vars.count);
  return words.get(`${key}_${plural}`) ?? words.get(`${key}_other`) ?? words.get(key);
}

/** Puts the values in; a number is shown as the language writes it, and `{n}` is the count so written. */
function put(text: string, vars?: Vars): string {
  if (!vars) return text;
  const numbers = new Intl.NumberFormat(language);
  const all: Vars = typeof vars.count === 'number' ? { n: vars.count, ...vars } : vars;
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = all[name];
    return typeof value === 'number' ? numbers.format(value) : (value ?? hole);
  });
}

export function translator(): Translate {
  const translate = (key: Key, vars?: Vars) => put(find(key, vars) ?? key, vars);
  const maybe = (key: string, vars?: Vars) => {
    const text = find(key, vars);
    return text === undefined ? undefined : put(text, vars);
  };
  return Object.assign(translate, { maybe, language });
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
