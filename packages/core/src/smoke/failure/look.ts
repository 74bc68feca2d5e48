import { randomBytes } from 'node:crypto';
import { messageOf } from '../../errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { runOneShot } from '../../engine/one-shot.ts';
import type { Log } from '../../log.ts';
import { hideSecrets } from '../checks/secret-shapes.ts';
import type { SmokeTarget } from '../run/target.ts';
import { type Look, MAX_TREE } from './cause.ts';
import { parseSockets } from './sockets.ts';

export type LookEngine = Pick<
  Engine,
  'run' | 'wait' | 'inspectContainer' | 'logs' | 'removeContainer' | 'exec'
>;

type LookDeps = {
  readonly engine: LookEngine;
  readonly log: Pick<Log, 'debug'>;
  readonly signal: AbortSignal;
};

const LOOK_TIMEOUT_MS = 20_000;
const MAX_FILE_BYTES = 200_000;
const TREE_DEPTH = 8;
const DIST_INFO = /\/([^/]+?)-(\d[^/]*?)\.(?:dist|egg)-info$/;

/**
 * Looks into the image by a second container of it, without variables, network or privileges: a
 * container that has ended runs no program any more, and copying it out would be gigabytes.
 */
export function lookInto(id: string, target: SmokeTarget, deps: LookDeps): Look {
  const ask = (entrypoint: string, ...command: string[]): Promise<string | undefined> =>
    askOnce(target, { entrypoint, command }, deps);
  return {
    async lines(path) {
      const text = await ask('head', '-c', String(MAX_FILE_BYTES), '--', path);
      if (text === undefined) return undefined;
      return hideSecrets(text, target.container?.env ?? {}).split(/\r\n|\r|\n/);
    },
    async tree(folder) {
      const depth = String(TREE_DEPTH);
      const text = await ask('find', '-L', folder, '-maxdepth', depth, '-type', 'f', '-print');
      return text === undefined ? undefined : pathsIn(text).slice(0, MAX_TREE);
    },
    async packages() {
      const roots = ['/opt', '/usr/lib', '/usr/local/lib', '/azureml-envs'];
      const tests = ['-maxdepth', '8', '-name', '*-info', '-path', '*-packages/*', '-print'];
      const script = `for r in ${roots.join(' ')}; do [ -d "$r" ] && find "$r" ${tests.map((word) => `'${word}'`).join(' ')}; done; true`;
      const text = await ask('sh', '-c', script);
      return text === undefined ? undefined : versionsIn(pathsIn(text));
    },
    async conflicts() {
      const script = 'PIP_DISABLE_PIP_VERSION_CHECK=1 python3 -m pip check || true';
      const text = await ask('sh', '-c', script);
      return text
        ?.split('\n')
        .filter((line) => / but you have | which is not installed/.test(line));
    },
    async sockets() {
      const text = await inside(id, ['cat', '/proc/net/tcp', '/proc/net/tcp6'], deps);
      return text === undefined ? undefined : parseSockets(text);
    },
  };
}

async function askOnce(
  target: SmokeTarget,
  program: { readonly entrypoint: string; readonly command: readonly string[] },
  { engine, log, signal }: LookDeps,
): Promise<string | undefined> {
  const { user, mounts } = target.container ?? {};
  const request = {
    ...program,
    image: target.image,
    name: `package-model-look-${randomBytes(6).toString('hex')}`,
    labels: { 'package-model.run': target.runId },
    env: {},
    ports: [],
    network: 'none',
    ...(user !== undefined && { user }),
    ...(mounts !== undefined && { mounts }),
  } as const;
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LOOK_TIMEOUT_MS)]);
    const { exitCode, output } = await runOneShot(engine, request, limited);
    return exitCode === 0 ? output : undefined;
  } catch (error) {
    signal.throwIfAborted();
    // The cause can be told without it: an image need not have such a program.
    log.debug(`${program.entrypoint} could not look into the image: ${messageOf(error)}`);
    return undefined;
  }
}

async function inside(
  id: string,
  argv: readonly string[],
  { engine, log, signal }: LookDeps,
): Promise<string | undefined> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LOOK_TIMEOUT_MS)]);
    const { exitCode, stdout } = await engine.exec(id, argv, limited);
    return exitCode === 0 ? stdout : undefined;
  } catch (error) {
    signal.throwIfAborted();
    // As above.
    log.debug(`${argv.join(' ')} could not run in the container: ${messageOf(error)}`);
    return undefined;
  }
}

function pathsIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('/'))
    .toSorted();
}

/** `scikit_learn-1.7.2.dist-info` → `scikit-learn` and `1.7.2`. */
function versionsIn(paths: readonly string[]): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const path of paths) {
    const [, name = '', version = ''] = DIST_INFO.exec(path) ?? [];
    if (name !== '') versions.set(name.toLowerCase().replaceAll(/[_.]/g, '-'), version);
  }
  return versions;
}
