import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun, runCommand } from '../machine/command.ts';

/** Where the packer stands: it is large, so only who packs installs it. */
const FOLDER = 'packages/tooling/tfx';

/**
 * Packs an extension with tfx-cli, which is installed first where it is not there in the locked
 * version; after that no network is needed. Whatever tfx warns of is an error.
 */
export async function packExtension(
  files: { readonly folder: string; readonly output: string },
  root: string,
  signal: AbortSignal,
): Promise<void> {
  const home = join(root, FOLDER);
  await install(home, signal);
  const program = join(home, 'node_modules/tfx-cli/_build/tfx-cli.js');
  const { folder, output } = files;
  const args = ['extension', 'create', '--root', folder, '--output-path', output];
  const options = ['--manifest-globs', 'vss-extension.json', '--no-prompt', '--no-color'];
  const result = await runCommand(process.execPath, [program, ...args, ...options], { signal });
  const said = `${result.stdout}${result.stderr}`.trim();
  if (result.exitCode === 0 && !/warn/i.test(said)) return;
  throw new Error(`tfx is not content with ${folder}:\n${said}`);
}

async function install(home: string, signal: AbortSignal): Promise<void> {
  const wanted = await readFile(join(home, 'package-lock.json'), 'utf8');
  const mark = join(home, 'node_modules/.installed');
  if ((await readFile(mark, 'utf8').catch(() => '')) === wanted) return;
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  await mustRun('npm', args, { signal, cwd: home });
  await copyFile(join(home, 'package-lock.json'), mark);
}
