import { isUtf8 } from 'node:buffer';
import { open, readFile } from 'node:fs/promises';

const FIRST_BYTES = 256;
const MAX_SCRIPT_BYTES = 4 * 1024 ** 2;

/**
 * The text of a script whose first line (`#!…`) ends as on Windows, with the line ends that Linux
 * needs to start it; undefined for every other file, which goes into the image as it is.
 */
export async function textForLinux(file: string, sizeBytes: number): Promise<string | undefined> {
  if (sizeBytes > MAX_SCRIPT_BYTES || !(await startsAsOnWindows(file))) return undefined;
  const bytes = await readFile(file);
  return isUtf8(bytes) ? bytes.toString('utf8').replaceAll('\r\n', '\n') : undefined;
}

async function startsAsOnWindows(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(FIRST_BYTES) });
  return /^#![^\n]*\r\n/.test(buffer.toString('latin1', 0, bytesRead));
}
