import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filesBelow } from './compare-files.ts';
import { settleZip } from './extension/settle-zip.ts';
import { stageExtension } from './extension/stage.ts';
import { packExtension } from './extension/tfx.ts';
import { runMain } from './machine/main.ts';
import { surfaces } from './surfaces.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

await runMain(async ({ words }, signal) => {
  const { values } = parseArgs({
    args: [...words],
    options: {
      /** The publisher in the Marketplace; one of your own to share it inside of an organisation. */
      publisher: { type: 'string' },
      output: { type: 'string', default: join(root, 'build/package-model.vsix') },
    },
  });
  const folder = join(root, 'build/extension');
  const { publisher, output } = values;
  await stageExtension(folder, root, publisher);
  await rm(output, { force: true });
  await mkdir(join(output, '..'), { recursive: true });
  await packExtension({ folder, output }, root, signal);
  const archive = settleZip(await readFile(output));
  await writeFile(output, archive);
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const tasks = Object.fromEntries(
    await Promise.all(
      surfaces.map(async ({ task }) => [task, await sizeOf(folder, task)] as const),
    ),
  );
  const about = { file: relative(root, output), sizeBytes: archive.length, sha256, tasks };
  await writeFile(
    join(root, 'build/package-model.vsix.json'),
    `${JSON.stringify(about, null, 2)}\n`,
  );
  console.log(`${about.file}: ${archive.length} bytes, sha256 ${sha256}`);
  for (const [task, sizeBytes] of Object.entries(tasks))
    console.log(`  ${task}: ${sizeBytes} bytes`);
  return 0;
});

async function sizeOf(folder: string, task: string): Promise<number> {
  const paths = await filesBelow(folder, task);
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(folder, path))).size));
  return sizes.reduce((total, size) => total + size, 0);
}
