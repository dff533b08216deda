// Writes src/api/schema.d.ts from the OpenAPI document that the server's code generates. With --check it only says
// whether the file is as it should be.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../docs/reference/openapi.json', import.meta.url);
const target = new URL('../src/api/schema.d.ts', import.meta.url);
const head = '// Generated from docs/reference/openapi.json by `npm run api`. Do not edit.\n\n';
const text = head + astToString(await openapiTS(document, { alphabetize: true }));

if (process.argv.includes('--check')) {
  const before = readFileSync(target, 'utf8');
  if (before !== text) {
    console.error('src/api/schema.d.ts differs from docs/reference/openapi.json: run `npm run api` and commit it');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
