import { runnerImport } from 'vite';

/** `npm run shots [part of a name] [WIDTHxHEIGHT]` */
const [only = '', size] = process.argv.slice(2);
const [width, height] = size?.split('x').map(Number) ?? [];
const { module } = await runnerImport('./src/browser/shots.ts');
await module.shots(only, size === undefined ? undefined : { width, height });
