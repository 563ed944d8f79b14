import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

// What is tested is what is shipped: Svelte for developers reads a stack at every change of a
// state, and takes six times as long.
if (process.env['VITEST'] !== undefined) process.env['NODE_ENV'] = 'production';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  build: {
    target: ['safari16', 'chrome111'],
    // The content policy of the window allows no inline script, and no data: fonts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    exclude: ['src/browser/**'],
    setupFiles: ['src/testing/jsdom.ts'],
    restoreMocks: true,
    // A whole walk through the screens takes seconds on a busy machine of two cores.
    testTimeout: 20_000,
    // Nobody works beside a run of all tests; by default a core is left to whoever does.
    maxWorkers: '100%',
  },
});
