import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export const GENERATED = 'Generated from site_template/client by: npm ci && npm run build. Do not edit.';

const CLIENT = `attlas client. ${GENERATED}
   Contains parts of Svelte, Copyright (c) Svelte Contributors, MIT License, of d3-cloud, Copyright (c) 2013 Jason
   Davies, and of d3-dispatch, Copyright 2010-2016 Mike Bostock, both BSD 3-Clause License; see NOTICE.`;

/** The oldest browsers that have what the page uses, `String.toWellFormed` being the newest. */
export const BROWSERS = ['chrome111', 'firefox119', 'safari16.4'];

export default defineConfig({
  plugins: [svelte(), header(CLIENT)],
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
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});

type Bundle = Record<string, { type: 'chunk'; code: string } | { type: 'asset'; source: string | Uint8Array }>;

/** Say in each file what it is; a banner option would be stripped by the minifier. */
export function header(text: string) {
  const generateBundle = (_options: unknown, bundle: Bundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = `/* ${text} */\n${file.code}`;
      else file.source = `/* ${text} */\n${String(file.source)}`;
    }
  };
  return { name: 'header', generateBundle: { order: 'post' as const, handler: generateBundle } };
}
