import { join } from 'node:path';
import { mustRun } from '@package-model/tooling/machine/command';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { fromTestRun } from './test-run.ts';

/** The extension, packed into `folder` and unpacked again: where it is, with a folder for each task. */
export async function unpackExtension(
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly archive: string; readonly extension: string }> {
  const archive = join(folder, 'package-model.vsix');
  const extension = join(folder, 'extension');
  const builder = join(projectRoot, 'packages/tooling/src/build-vsix.ts');
  const flags = ['--output', archive, '--publisher', 'contoso'];
  await mustRun(process.execPath, [builder, ...flags], { signal });
  // Python's reader checks each entry's sum.
  const python = fromTestRun('PACKAGE_MODEL_TEST_PYTHON');
  await mustRun(python, ['-m', 'zipfile', '-e', archive, extension], { signal });
  return { archive, extension };
}
