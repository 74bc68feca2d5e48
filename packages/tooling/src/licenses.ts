import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Name, version and licence text of every package that has a module in a bundle. */
export async function licensesText(modules: ReadonlySet<string>): Promise<string> {
  const folders = new Set([...modules].flatMap((module) => packageFolder(module) ?? []));
  const texts = await Promise.all([...folders].map(describePackage));
  return texts.toSorted().join(`\n${'-'.repeat(80)}\n\n`);
}

function packageFolder(module: string): string | undefined {
  const match = /^(?<folder>.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(
    module.replace(/^\0/, ''),
  );
  return match?.groups?.['folder'];
}

async function describePackage(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).toSorted().find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
  const head = `${field(manifest, 'name')} ${field(manifest, 'version')} (${field(manifest, 'license')})`;
  return `${head}\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;
}

function field(manifest: unknown, name: string): string {
  if (typeof manifest !== 'object' || manifest === null) return '';
  const entry = Object.entries(manifest).find(([key]) => key === name);
  return typeof entry?.[1] === 'string' ? entry[1] : '';
}
