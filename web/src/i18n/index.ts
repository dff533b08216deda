// Words in three languages. Portuguese is the first; the others are complete (src/i18n/words.test.ts sees to it).

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Areas, Key } from './areas';

export type { Key } from './areas';

export type Area = keyof Areas;

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

type Words = Record<string, string>;

/** The areas that are needed before any screen. */
const FIRST: Record<Language, () => Promise<{ default: Record<string, Words> }>> = {
  'pt-BR': () => import('./lang-pt-BR'),
  en: () => import('./lang-en'),
  es: () => import('./lang-es'),
};

/** The others, one file each; they come with the screens that use them. */
const OTHERS = import.meta.glob<Words>(['./*/*.json', '!./*/{menu,problem,shell,signin,status,ui,word}.json'], {
  import: 'default',
});

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
/** The language chosen last; its words may still be on their way. */
let wanted: Language = language;
let words = new Map<string, string>();
/** Areas beside the first ones that have been asked for, to be had again in another language. */
const asked = new Map<Area, Promise<void>>();
const listeners = new Set<() => void>();

function put(into: Map<string, string>, area: string, found: Words): void {
  for (const [key, text] of Object.entries(found)) into.set(`${area}:${key}`, text);
}

async function fetchArea(of: Language, area: Area, into: Map<string, string>): Promise<void> {
  const load = OTHERS[`./${of}/${area}.json`];
  if (load) put(into, area, await load());
}

/** Speaks another language as soon as all that is shown can be said in it. */
export async function setLanguage(next: Language): Promise<void> {
  wanted = next;
  const spoken = new Map<string, string>();
  const areas = (await FIRST[next]()).default;
  for (const [area, found] of Object.entries(areas)) put(spoken, area, found);
  const have = new Set<Area>();
  // While one area comes, a screen may ask for a further one.
  for (let missing = [...asked.keys()]; missing.length > 0; missing = [...asked.keys()].filter((a) => !have.has(a))) {
    await Promise.all(missing.map((area) => fetchArea(next, area, spoken)));
    for (const area of missing) have.add(area);
  }
  if (wanted !== next) return;
  words = spoken;
  language = next;
  localStorage.setItem(STORED, next);
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

function loadArea(area: Area): Promise<void> {
  const before = asked.get(area);
  if (before) return before;
  const coming = fetchArea(language, area, words).catch((error: unknown) => {
    asked.delete(area);
    throw error;
  });
  asked.set(area, coming);
  return coming;
}

/** A loader that brings the words of these areas along with what it loads; `src/i18n/loaded.test.ts` says which. */
export function withWords<T>(areas: readonly Area[], load: () => Promise<T>): () => Promise<T> {
  return async () => {
    const [loaded] = await Promise.all([load(), ...areas.map(loadArea)]);
    return loaded;
  };
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

/** Fills the values in; a number is shown as the language writes it, and `{n}` is the count so written. */
function fill(text: string, vars?: Vars): string {
  if (!vars) return text;
  const numbers = new Intl.NumberFormat(language);
  const all: Vars = typeof vars.count === 'number' ? { n: vars.count, ...vars } : vars;
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = all[name];
    return typeof value === 'number' ? numbers.format(value) : (value ?? hole);
  });
}

export function translator(): Translate {
  const translate = (key: Key, vars?: Vars) => fill(find(key, vars) ?? key, vars);
  const maybe = (key: string, vars?: Vars) => {
    const text = find(key, vars);
    return text === undefined ? undefined : fill(text, vars);
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
