import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@package-model/tooling/machine/command';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { fromTestRun } from './test-run.ts';

/** Only actionlint's own rules, whatever else the machine has. */
const options = ['-no-color', '-oneline', '-shellcheck=', '-pyflakes='];

/** What actionlint finds in the workflows of a repository; one line for each. */
export async function lintRepository(repository: string): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const program = fromTestRun('PACKAGE_MODEL_TEST_ACTIONLINT');
  const { exitCode, stdout, stderr } = await runCommand(program, options, {
    signal,
    cwd: repository,
  });
  if (exitCode > 1) throw new Error(`actionlint (${exitCode}): ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

/**
 * The same for workflows of users, by name: their actions are those of this repository, so that what
 * is given to them is checked against action.yml.
 */
export async function lintWorkflows(
  workflows: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'package-model-lint-'));
  try {
    for (const path of ['action.yml', 'actions', 'dist', '.github']) {
      await cp(join(projectRoot, path), join(folder, path), { recursive: true });
    }
    await mkdir(join(folder, '.git'));
    for (const [name, text] of Object.entries(workflows)) {
      await writeFile(
        join(folder, '.github/workflows', `user-${name}.yml`),
        withLocalActions(text),
      );
    }
    return await lintRepository(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function withLocalActions(text: string): string {
  return text.replaceAll(
    /\borg\/package-model(\/\S+)?@v1\b[\d.]*/g,
    (_, path?: string) => `.${path ?? '/'}`,
  );
}
