import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const here = new URL('.', import.meta.url).pathname;
const LANGUAGES = ['pt-BR', 'en', 'es'] as const;
const CATEGORIES: Record<string, string[]> = {
  'pt-BR': ['one', 'many', 'other'],
  en: ['one', 'other'],
  es: ['one', 'many', 'other'],
};
const PLURAL = /_(one|many|other)$/;

const areas = readdirSync(`${here}pt-BR`);
const words = (language: string, area: string): Record<string, string> =>
  JSON.parse(readFileSync(`${here}${language}/${area}`, 'utf8'));
const stems = (found: Record<string, string>) =>
  [...new Set(Object.keys(found).map((key) => key.replace(PLURAL, '')))].sort();
const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]))].sort();

describe('the words of every language', () => {
  it('have the same files', () => {
    for (const language of LANGUAGES) expect(readdirSync(here + language)).toEqual(areas);
  });

  for (const area of areas) {
    const first = words('pt-BR', area);
    for (const language of LANGUAGES) {
      const found = words(language, area);
      it(`${language}/${area} has every key, with words`, () => {
        expect(stems(found)).toEqual(stems(first));
        for (const [key, text] of Object.entries(found)) expect(text.trim(), key).not.toBe('');
      });
      it(`${language}/${area} has every plural of the language`, () => {
        const plural = new Set(
          Object.keys(found)
            .filter((key) => PLURAL.test(key))
            .map((key) => key.replace(PLURAL, '')),
        );
        for (const stem of plural) {
          const have = Object.keys(found).filter((key) => key.replace(PLURAL, '') === stem && PLURAL.test(key));
          expect(have.sort(), stem).toEqual(
            (CATEGORIES[language] ?? []).map((category) => `${stem}_${category}`).sort(),
          );
        }
      });
      it(`${language}/${area} fills in the same things`, () => {
        for (const key of Object.keys(first)) {
          const other = found[key];
          if (other !== undefined && !PLURAL.test(key)) expect(holes(other), key).toEqual(holes(first[key] ?? ''));
        }
      });
    }
  }
});
