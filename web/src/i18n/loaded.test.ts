// What is loaded later must bring the words it says: a key whose area has not come would be shown in place of its words.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = new URL('..', import.meta.url).pathname;
const FIRST = ['menu', 'problem', 'shell', 'signin', 'status', 'ui', 'word'];
const areas = readdirSync(join(src, 'i18n/pt-BR')).map((file) => file.replace('.json', ''));
const KEY = new RegExp(`['"\`](${areas.join('|')}):`, 'g');

function resolve(from: string, name: string): string | undefined {
  if (!/^[~.]/.test(name)) return undefined;
  const path = name.startsWith('~') ? join(src, name.slice(2)) : join(dirname(from), name);
  return ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
    .map((end) => path + end)
    .find((file) => /\.tsx?$/.test(file) && existsSync(file));
}

const read = (file: string) => readFileSync(file, 'utf8');

/** The files that `file` brings with it, itself included, without those that are loaded later. */
function brought(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, type, name] of read(file).matchAll(
    /^(?:import|export)\s(type\s)?(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]/gm,
  )) {
    const next = type ? undefined : resolve(file, name ?? '');
    if (next) brought(next, seen);
  }
  return seen;
}

/** The areas whose words `file` and what it brings say, beside the first ones. */
function said(file: string): string[] {
  const found = [...brought(file)].flatMap((one) => [...read(one).matchAll(KEY)].map(([, area]) => area ?? ''));
  return [...new Set(found)].filter((area) => !FIRST.includes(area)).sort();
}

/** Every `import('…')` outside this folder: where it is, what it loads, the areas that come with it. */
function loads(): { by: string; what: string; file: string; areas: string[] }[] {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts') && !file.startsWith('i18n/'))
    .map((file) => join(src, file));
  return files.flatMap((by) =>
    [...read(by).matchAll(/(?:withWords\(\s*\[([^\]]*)\],\s*)?\(\)\s*=>\s*import\('([^']+)'\)/g)].map(
      ([, words, what]) => ({
        by: relative(src, by),
        what: what ?? '',
        file: resolve(by, what ?? '') ?? '',
        areas: [...(words ?? '').matchAll(/'(\w+)'/g)].map(([, area]) => area ?? '').sort(),
      }),
    ),
  );
}

describe('words come with what says them', () => {
  it('the first load says nothing but the first words', () => {
    expect(said(join(src, 'main.tsx'))).toEqual([]);
  });
  const all = loads();
  it('finds what is loaded later', () => {
    const sites = all.filter(({ by }) => by.endsWith('/screen.ts'));
    expect(sites.length).toBe(readdirSync(join(src, 'screens')).length - 1);
  });
  for (const { by, what, file, areas } of all) {
    it(`${what} of ${by}`, () => expect(areas).toEqual(said(file)));
  }
});
