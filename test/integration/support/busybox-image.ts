import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRun } from '@package-model/core/process/spawn';
import { testDocker } from './engine.ts';

/** The smallest image that has a shell; made from the machine's own static busybox. */
export const busyboxImage = 'package-model-test/busybox:1';

const applets = ['cat', 'echo', 'httpd', 'id', 'ls', 'mkdir', 'nc', 'sh', 'sleep', 'tail', 'touch'];
const run = createRun(process.env);
const signal = new AbortController().signal;

/** Sees that the engine has the image; needs Debian's package busybox-static, or apt to get it. */
export async function importBusyboxImage(): Promise<void> {
  const found = await run.run(testDocker(), ['image', 'inspect', busyboxImage], { signal });
  if (found.exitCode === 0) return;
  const folder = await mkdtemp(join(tmpdir(), 'package-model-busybox-'));
  try {
    const root = join(folder, 'root');
    await mkdir(join(root, 'bin'), { recursive: true });
    await mkdir(join(root, 'tmp'), { mode: 0o1777 });
    await copyFile(await findBusybox(folder), join(root, 'bin/busybox'));
    for (const applet of applets) await symlink('busybox', join(root, 'bin', applet));
    const tar = join(folder, 'root.tar');
    await must('tar', [
      '--sort=name',
      '--mtime=@0',
      '--owner=0',
      '--group=0',
      '-C',
      root,
      '-cf',
      tar,
      '.',
    ]);
    await must(testDocker(), [
      'import',
      '--change=ENV PATH=/bin',
      '--change=CMD ["sh"]',
      tar,
      busyboxImage,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findBusybox(folder: string): Promise<string> {
  const installed = '/bin/busybox';
  if (existsSync(installed) && !(await readFile(installed)).includes('/ld-linux')) return installed;
  await must('apt-get', ['download', 'busybox-static'], folder);
  const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  await must('dpkg', ['-x', join(folder, file), join(folder, 'package')]);
  return join(folder, 'package/bin/busybox');
}

async function must(program: string, args: readonly string[], cwd?: string): Promise<string> {
  const result = await run.run(program, args, { signal, ...(cwd === undefined ? {} : { cwd }) });
  if (result.exitCode === 0) return result.stdout;
  throw new Error(`${program} ${args.join(' ')}: ${result.stderr}`);
}
