import { createRun } from '@package-model/core/process/spawn';
import { docker } from './docker-calls.ts';
import { testDocker } from './engine.ts';

/** Plain `docker build` in a folder, as on a machine that does not know us. */
export async function buildPlainly(
  cwd: string,
  args: readonly string[],
  buildKit: '0' | '1' = '0',
): Promise<void> {
  const { signal } = new AbortController();
  const env = { ...process.env, DOCKER_BUILDKIT: buildKit };
  const result = await createRun(env).run(testDocker(), ['build', ...args], { signal, cwd });
  if (result.exitCode !== 0) throw new Error(result.stdout + result.stderr);
}

/** What a container of an image sees. */
export type Seen = {
  /** Below our paths: name, kind, mode, owner, target; then digest and name of each file. */
  readonly files: readonly string[];
  readonly variables: readonly string[];
};

/** Looks into a container of an image. */
export async function seenIn(image: string): Promise<Seen> {
  const find =
    "find /models /var/azureml-app -printf '%p %y %m %U:%G %l\\n' 2>/dev/null | LC_ALL=C sort; " +
    'find /models /var/azureml-app -type f -exec sha256sum {} + 2>/dev/null | LC_ALL=C sort';
  const run = ['run', '--rm', '--user=0', '--entrypoint', 'sh', image, '-c'];
  const variables = (await docker('run', '--rm', '--entrypoint', 'env', image)).split('\n');
  return {
    files: (await docker(...run, find)).split('\n').filter((line) => line !== ''),
    variables: variables.filter((line) => line !== '' && !line.startsWith('HOSTNAME=')).toSorted(),
  };
}

const SETTINGS = ['User', 'Cmd', 'Entrypoint', 'WorkingDir', 'ExposedPorts'];

/** How an engine starts an image: user, command, entry point, folder and ports. */
export async function settingsOf(image: string): Promise<Readonly<Record<string, unknown>>> {
  const config: unknown = JSON.parse(
    await docker('image', 'inspect', '--format', '{{json .Config}}', image),
  );
  if (typeof config !== 'object' || config === null) return {};
  return Object.fromEntries(Object.entries(config).filter(([key]) => SETTINGS.includes(key)));
}
