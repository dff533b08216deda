// Lists the licences of what is shipped, and fails on one that is not allowed or not stated.
import { readFileSync } from 'node:fs';

const ALLOWED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'Unlicense', 'OFL-1.1'];
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')).packages;
const shipped = Object.entries(lock).filter(([path, found]) => path !== '' && !found.dev && !found.devOptional);
let refused = 0;
for (const [path, found] of shipped) {
  const good = ALLOWED.includes(found.license);
  refused += good ? 0 : 1;
  const name = path.replace(/^.*node_modules\//, '');
  console.log(`${good ? '     ' : 'NOT  '}${name} ${found.version} ${found.license ?? 'not stated'}`);
}
if (refused > 0) {
  console.error(`${refused} packages have a licence that is not allowed`);
  process.exit(1);
}
