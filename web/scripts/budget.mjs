// Fails when what a browser must load before the first screen, or what a screen adds, is over its budget; or when the
// tree of production packages grows beyond what can be looked through.
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

const KIB = 1024;
const LIMITS = { firstJs: 170 * KIB, firstCss: 12 * KIB, shared: 75 * KIB, route: 60 * KIB, packages: 55 };

const root = new URL('../', import.meta.url);
const read = (name) => readFileSync(new URL(name, root));
const manifest = JSON.parse(read('dist/.vite/manifest.json'));
const gz = (file) => read(`dist/${file}.gz`).length;

/** The chunks that `key` brings with it, itself included, without those it loads later. */
function withImports(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) withImports(next, seen);
  return seen;
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = withImports(entry);
// The first words are loaded before anything is drawn, a screen's with the screen: the longest language counts.
const languages = Object.keys(manifest).filter((key) => /i18n\/lang-/.test(key));
const language = Math.max(0, ...languages.map((key) => gz(manifest[key].file)));
const areas = Object.keys(manifest).filter((key) => /i18n\/.*\.json$/.test(key));
const words = (area) =>
  Math.max(...areas.filter((key) => key.endsWith(`/${area}.json`)).map((key) => gz(manifest[key].file)));

/** Which areas of words come with which chunk, as `withWords` in the sources has it. */
const comes = new Map();
for (const name of readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })) {
  if (!/\.tsx?$/.test(name)) continue;
  const by = name.replaceAll('\\', '/');
  const found = String(read(`src/${by}`)).matchAll(/withWords\(\s*\[([^\]]*)\],\s*\(\) => import\('([^']+)'\)/g);
  for (const [, listed, what] of found) {
    const path = what.startsWith('~/') ? `src/${what.slice(2)}` : posix.join('src', posix.dirname(by), what);
    comes.set(
      path,
      [...listed.matchAll(/'(\w+)'/g)].map(([, area]) => area),
    );
  }
}
const sum = (keys, of) => [...keys].flatMap(of).reduce((total, file) => total + gz(file), 0);
const scripts = (key) => [manifest[key].file];
const sheets = (key) => manifest[key].css ?? [];

const findings = [];
const check = (what, value, limit, unit = KIB) => {
  const shown = unit === 1 ? `${value} of ${limit}` : `${(value / unit).toFixed(1)} of ${limit / unit} KiB gz`;
  console.log(`${value > limit ? 'OVER ' : 'ok   '} ${what}: ${shown}`);
  if (value > limit) findings.push(what);
};

check('first load, scripts', sum(first, scripts) + language, LIMITS.firstJs);
check('first load, styles', sum(first, sheets), LIMITS.firstCss);
// The primitives that screens share are loaded with the first of them and count once.
const shared = new Set(Object.keys(manifest).filter((key) => manifest[key].name === 'ui'));
check('shared primitives', sum(shared, scripts), LIMITS.shared);
for (const key of Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && !/i18n\//.test(key))) {
  const added = [...withImports(key)].filter((chunk) => !first.has(chunk) && !shared.has(chunk));
  const said = (comes.get(key.replace(/\.tsx?$/, '')) ?? []).reduce((total, area) => total + words(area), 0);
  check(`screen ${manifest[key].name}`, sum(added, scripts) + sum(added, sheets) + said, LIMITS.route);
}

const lock = JSON.parse(read('package-lock.json')).packages;
const production = Object.entries(lock).filter(([path, found]) => path !== '' && !found.dev && !found.devOptional);
check('production packages', production.length, LIMITS.packages, 1);
if (findings.length > 0) process.exit(1);
