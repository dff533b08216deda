// Writes name.br and name.gz beside every text file of dist, so that the server only has to pick.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const names = readdirSync(dist, { recursive: true, encoding: 'utf8' });
for (const name of names.filter((name) => /\.(html|js|css|svg|json|webmanifest)$/.test(name))) {
  const bytes = readFileSync(join(dist, name));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  writeFileSync(join(dist, `${name}.br`), brotliCompressSync(bytes, quality));
  writeFileSync(join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}
