import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** The page of the browser tests, and the tests themselves: no part of the product's bundle. */
export default defineConfig({
  root: 'src/browser',
  plugins: [svelte({ configFile: '../../svelte.config.js' })],
  // What the product's window allows its page (`tauri.conf.json`), so that the tests meet it.
  preview: {
    headers: {
      'Content-Security-Policy': [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    },
  },
  build: {
    target: ['safari16', 'chrome111'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    outDir: '../../../target/ui-browser',
    emptyOutDir: true,
    rolldownOptions: { input: 'src/browser/browser.html' },
  },
  test: {
    environment: 'node',
    include: ['*.test.ts'],
    globalSetup: ['serve.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // A Chromium for each file: the machine of a test has few cores.
    maxWorkers: 2,
  },
});
