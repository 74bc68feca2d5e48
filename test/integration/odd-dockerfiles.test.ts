import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { expect, test } from 'vitest';
import { buildPlainly } from './support/seen-image.ts';

/** Goes through the whole file and then finds no such stage, so that nothing is built. */
const noStage = 'no-such-stage';

test('the classic builder takes every odd Dockerfile that is read, but for news of BuildKit', async () => {
  const folder = join(projectRoot, 'test/fixtures/dockerfiles');
  const context = await mkdtemp(join(tmpdir(), 'package-model-odd-'));
  const refused: string[] = [];
  let read = 0;
  try {
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.json'))) {
      const golden: { refused?: unknown; needs?: string } = JSON.parse(
        await readFile(join(folder, name), 'utf8'),
      );
      if (golden.refused !== undefined || golden.needs === 'BuildKit') continue;
      const file = join(folder, name.replace('.json', '.Dockerfile'));
      expect(readDockerfile(await readFile(file, 'utf8')).instructions.length).toBeGreaterThan(0);
      read += 1;
      const said = await buildPlainly(context, ['--target', noStage, '--file', file, '.']).then(
        () => 'built',
        (error: unknown) => String(error),
      );
      if (!said.includes(noStage)) refused.push(`${name}: ${said}`);
    }
  } finally {
    await rm(context, { recursive: true, force: true });
  }
  expect(refused).toEqual([]);
  expect(read).toBeGreaterThan(30);
});
