import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const THEME = new URL('./src/boot/theme.js', import.meta.url);

/** The theme script must block the first paint, so it is no module; this gives it a name with a hash all the same. */
function bootScript(): Plugin {
  let name = '';
  return {
    name: 'omnifila-boot-script',
    configureServer(server) {
      server.middlewares.use('/theme.js', (_, response) => {
        response.setHeader('content-type', 'text/javascript');
        response.end(readFileSync(THEME));
      });
    },
    generateBundle() {
      const source = readFileSync(THEME, 'utf8')
        .replace(/^\s*\/\/.*$/gm, '')
        .replace(/\n\s*/g, '\n')
        .trim();
      name = `assets/theme-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.js`;
      this.emitFile({ type: 'asset', fileName: name, source });
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html, context) => (context.server ? html : html.replace('/theme.js', `/${name}`)),
    },
  };
}

/** For work on the interface: the address of a running server, and a token if one does not want to sign in. */
const server = process.env.OMNIFILA_SERVER ?? 'http://127.0.0.1:8080';
const token = process.env.OMNIFILA_DEV_TOKEN;

export default defineConfig({
  resolve: { alias: { '~': new URL('./src', import.meta.url).pathname } },
  plugins: [react(), tailwindcss(), bootScript()],
  build: {
    target: 'es2022',
    // Inlined assets would be data: URLs, which the policy refuses for fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      output: {
        // The words of an area are called after their language, for who reads what a page loads.
        chunkFileNames: (chunk) => {
          const area = /i18n[\\/]([\w-]+)[\\/](\w+)\.json$/.exec(chunk.facadeModuleId ?? '');
          return area ? `assets/words-${area[1]}-${area[2]}-[hash].js` : 'assets/[name]-[hash].js';
        },
        codeSplitting: {
          groups: [
            // The primitives that every screen shares; the palette's own stay with it.
            {
              name: 'ui',
              test: /node_modules[\\/](@base-ui[\\/](?!react[\\/](?:combobox|autocomplete))|@floating-ui)/,
              priority: 25,
            },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 30 },
            {
              name: 'data',
              test: /node_modules[\\/](@base-ui[\\/]react[\\/](?:csp-provider|internals[\\/]csp-context)|@tanstack[\\/](react-query|query-core|react-router|router-core|history|react-store|store)|openapi-|cookie-es|seroval|isbot|use-sync-external-store)/,
              priority: 27,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/healthz'].map((path) => [
        path,
        {
          target: server,
          changeOrigin: true,
          headers: { origin: server, ...(token ? { authorization: `Bearer ${token}` } : {}) },
        },
      ]),
    ),
  },
});
