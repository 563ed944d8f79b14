import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { station as backend, type Station } from './lib/ipc';

/** In a plain browser, while developing, a fake answers; it is no part of a built page. */
async function stationOfThisPage(): Promise<Station> {
  if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) {
    const { stationFromAddress } = await import('./lib/fake-from-address');
    return stationFromAddress(window.location.search);
  }
  return backend;
}

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
const station = await stationOfThisPage();
mount(App, { target, props: { station, now: () => performance.now() } });
