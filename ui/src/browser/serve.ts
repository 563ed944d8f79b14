import { build, preview } from 'vite';

const CONFIG = 'vite.browser.config.ts';

/** Builds the page and serves it on a free port, as a browser gets it. */
export async function serve(): Promise<{ address: string; close: () => Promise<void> }> {
  await build({ configFile: CONFIG, logLevel: 'warn' });
  const server = await preview({ configFile: CONFIG, preview: { host: '127.0.0.1', port: 0 } });
  const [local] = server.resolvedUrls?.local ?? [];
  if (local === undefined) throw new Error('the page is served nowhere');
  return { address: `${local}browser.html`, close: () => server.close() };
}

/** For vitest: `CONNECT_UI_PAGE` is where the tests find it. */
export default async function setup(): Promise<() => Promise<void>> {
  const { address, close } = await serve();
  process.env['CONNECT_UI_PAGE'] = address;
  return close;
}
