import { randomUUID } from 'node:crypto';
import { runOneShot } from './one-shot.ts';
import { withPrivateFolder } from './private-folder.ts';
import type { PipRequest, WheelsDeps } from './wheels.ts';
import { pipContainer, writeLists } from './wheels.ts';

export type DryRun =
  | { readonly kind: 'resolved' }
  /** pip's last lines; they say whether it is a conflict. */
  | { readonly kind: 'failed'; readonly output: string };

export type DryRunRequest = PipRequest & {
  /** `kept`: what the image has takes part, as it does where packages are added to it. */
  readonly installed: 'kept' | 'ignored';
};

/**
 * Lets the pip of a base image resolve requirements in a container that is thrown away; nothing is
 * installed. Needs pip 22.2: older ones fail with a text that names no conflict.
 */
export async function dryRun(
  deps: Pick<WheelsDeps, 'engine' | 'temporaryDirectory'>,
  request: DryRunRequest,
  signal: AbortSignal,
): Promise<DryRun> {
  return withPrivateFolder(deps.temporaryDirectory, async (own) => {
    const container = pipContainer(request, await writeLists(request, own), {
      name: `package-model-dry-run-${randomUUID()}`,
      args: request.installed === 'kept' ? dryRunArgs : [...dryRunArgs, '--ignore-installed'],
    });
    // Distributions forbid pip to install into their Python, even where it only looks.
    const env = { ...container.env, PIP_BREAK_SYSTEM_PACKAGES: '1' };
    const { exitCode, output } = await runOneShot(deps.engine, { ...container, env }, signal);
    return exitCode === 0 ? { kind: 'resolved' } : { kind: 'failed', output };
  });
}

const dryRunArgs = [
  'install',
  '--dry-run',
  '--only-binary=:all:',
  '--no-cache-dir',
  '--progress-bar=off',
] as const;
