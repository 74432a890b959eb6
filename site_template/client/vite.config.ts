import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const HEADER = `attlas client. Generated from site_template/client by: npm ci && npm run build. Do not edit.
   Contains parts of Svelte, Copyright (c) Svelte Contributors, MIT License; see NOTICE.`;

/** The oldest browsers that have what the page uses, `String.toWellFormed` being the newest. */
const BROWSERS = ['chrome111', 'firefox119', 'safari16.4'];

export default defineConfig({
  plugins: [svelte(), { name: 'header', generateBundle: { order: 'post', handler: addHeader } }],
  build: {
    outDir: '../static',
    emptyOutDir: true,
    sourcemap: false,
    target: BROWSERS,
    cssTarget: BROWSERS,
    lib: {
      entry: 'src/main.ts',
      formats: ['iife'],
      name: 'attlas',
      fileName: () => 'client.js',
      cssFileName: 'client',
    },
  },
  // A `</script` or `<!--` in the bundle is rewritten by the Python bundler, which also hashes the result.
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});

type Bundle = Record<string, { type: 'chunk'; code: string } | { type: 'asset'; source: string | Uint8Array }>;

/** Say in each file what it is; a banner option would be stripped by the minifier. */
function addHeader(_options: unknown, bundle: Bundle): void {
  for (const file of Object.values(bundle)) {
    if (file.type === 'chunk') file.code = `/* ${HEADER} */\n${file.code}`;
    else file.source = `/* ${HEADER} */\n${String(file.source)}`;
  }
}
