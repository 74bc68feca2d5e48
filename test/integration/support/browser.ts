import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateSync } from 'node:zlib';
import { temporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);
const names = ['chromium-headless-shell', 'chromium', 'google-chrome'];
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'];

/** The page as the browser has it after it was loaded: scripts have run if there were any. */
export async function dumpDom(path: string): Promise<string> {
  return browse([...flags, '--virtual-time-budget=2000', '--dump-dom', `file://${path}`]);
}

/** Colour (`#rrggbb`) of the page's first pixel in one of the schemes, and the picture's path. */
export async function firstPixel(path: string, scheme: 'light' | 'dark'): Promise<string> {
  const picture = join(await temporaryFolder(), `${scheme}.png`);
  const setting = `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`;
  const size = '--window-size=1200,1600';
  await browse([...flags, setting, size, `--screenshot=${picture}`, `file://${path}`]);
  return firstPixelOf(await readFile(picture));
}

async function browse(args: readonly string[]): Promise<string> {
  const missing: string[] = [];
  for (const name of names) {
    try {
      const { stdout } = await run(name, args, { timeout: 60_000, maxBuffer: 64 * 1024 * 1024 });
      return stdout;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      missing.push(name);
    }
  }
  throw new Error(`There is no browser: none of ${missing.join(', ')}. npm test installs one.`);
}

/** Of a PNG with 8 bits a channel: the first pixel of the first row is stored as it is. */
function firstPixelOf(png: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') pieces.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return `#${inflateSync(Buffer.concat(pieces)).subarray(1, 4).toString('hex')}`;
}
