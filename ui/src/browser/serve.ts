import { build, preview } from 'vite';
import type { TestProject } from 'vitest/node';

const CONFIG = 'vite.browser.config.ts';

/** Builds the page and serves it on a free port, as a browser gets it. */
export async function serve(): Promise<{ address: string; close: () => Promise<void> }> {
  await build({ configFile: CONFIG, logLevel: 'warn' });
  const server = await preview({ configFile: CONFIG, preview: { host: '127.0.0.1', port: 0 } });
  const [local] = server.resolvedUrls?.local ?? [];
  if (local === undefined) throw new Error('the page is served nowhere');
  return { address: `${local}browser.html`, close: () => server.close() };
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the page with the fake station is served. */
    page: string;
  }
}

/** For vitest: serves the page as long as the tests run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { address, close } = await serve();
  project.provide('page', address);
  return close;
}
