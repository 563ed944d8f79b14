import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** What tickets are printed with. */
export const OPTIONS: ReaderOptions = {
  formats: ['QRCode', 'DataMatrix', 'Aztec', 'PDF417', 'Code128', 'Code39', 'EAN13', 'ITF'],
  // Whoever holds a ticket there may wear a code, or stand before one.
  maxNumberOfSymbols: 4,
  tryHarder: true,
};

/** Without this the decoder would be asked for from another host, which nothing here may reach. */
export async function prepare(): Promise<void> {
  await prepareZXingModule({
    overrides: {
      locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasm : prefix + path),
    },
    fireImmediately: true,
  });
}

/** The texts of the codes in a picture. */
export async function read(picture: ImageData): Promise<string[]> {
  const found = await readBarcodes(picture, OPTIONS);
  return found.map(({ text }) => text).filter((text) => text !== '');
}
