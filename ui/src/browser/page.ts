import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import { mount } from 'svelte';
import App from '../App.svelte';
import { stationFromAddress } from '../lib/fake-from-address';
import { putCamera } from './fake-camera';

/** The screens before a fake station, for a real browser; the product's page is `main.ts`. */
const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
putCamera(new URLSearchParams(window.location.search).get('camera'));
const station = stationFromAddress(window.location.search);
mount(App, { target, props: { station, now: () => performance.now() } });
