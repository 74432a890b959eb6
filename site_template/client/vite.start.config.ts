import { defineConfig } from 'vite';

import { BROWSERS, GENERATED, header } from './vite.config';

/** The script that unpacks the client in a page of one file; built after the client, into the same folder. */
export default defineConfig({
  plugins: [header(`attlas. ${GENERATED}`)],
  build: {
    outDir: '../static',
    emptyOutDir: false,
    sourcemap: false,
    target: BROWSERS,
    lib: { entry: 'src/start.ts', formats: ['iife'], name: 'start', fileName: () => 'start.js' },
  },
});
