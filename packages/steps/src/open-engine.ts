import { createDockerEngine } from '@package-model/core/engine/docker';
import type { DockerApi } from '@package-model/core/engine/docker-api';
import { createDockerApi } from '@package-model/core/engine/docker-api';
import { createPodmanEngine, isPodman } from '@package-model/core/engine/podman';
import type { BuilderChoice } from '@package-model/core/engine/docker-builder';
import type { Engine } from '@package-model/core/engine/engine';
import { engineOfRun } from '@package-model/core/engine/of-run';
import { rememberAnswers } from '@package-model/core/engine/remember-answers';
import { EngineError } from '@package-model/core/engine/errors';
import { messageOf } from '@package-model/core/errors';
import { createHttp } from '@package-model/core/http/http';
import type { Settings } from '@package-model/core/settings';
import { isOwnDocker } from '@package-model/host/docker-socket';
import type { PinnedDownload } from './inputs/machine.ts';
import type { StepContext } from './step.ts';

/** Some acts say nothing until they are done: the removal of a large image. */
const API_IDLE_TIMEOUT_MS = 5 * 60_000;

export type EngineValues = { readonly docker: string; readonly builder?: BuilderChoice };
export type BuilderValues = EngineValues & { readonly 'buildx-url': PinnedDownload | undefined };

type Context = Pick<StepContext, 'run' | 'pipe' | 'settings' | 'signal' | 'log'>;

/** The engine of this run; nothing is asked of it before its first call. */
export function openEngine(
  values: EngineValues,
  context: Pick<Context, 'run' | 'pipe' | 'settings'>,
): Engine {
  const { pipe, settings } = context;
  const run = rememberAnswers(context.run);
  const { temporaryDirectory } = settings;
  const { docker: program, builder = 'auto' } = values;
  const deps = { run, pipe, temporaryDirectory };
  const api = isPodman(program) ? undefined : apiFor(program, settings);
  const engine = isPodman(program)
    ? createPodmanEngine(deps, { program })
    : createDockerEngine({ ...deps, ...(api !== undefined && { api }) }, { program, builder });
  return engineOfRun(engine, settings.runId);
}

/** Docker's API, where the program is docker's own and would use a socket of this machine. */
function apiFor(program: string, settings: Settings): DockerApi | undefined {
  const { dockerSocket, searchPath = '', workingDirectory } = settings;
  if (dockerSocket === undefined) return undefined;
  if (!isOwnDocker(program, { searchPath, workingDirectory })) return undefined;
  const http = createHttp({ userAgent: 'package-model', idleTimeoutMs: API_IDLE_TIMEOUT_MS });
  return createDockerApi(http, dockerSocket);
}

/**
 * The engine for builds: where docker has no BuildKit and buildx-url names a download, with buildx
 * as a plugin of this run alone. NO_BUILDKIT when the download fails.
 */
export async function openBuilder(values: BuilderValues, context: Context): Promise<Engine> {
  const { 'buildx-url': download, builder } = values;
  if (download === undefined || builder === 'classic') return openEngine(values, context);
  const found = await openEngine({ docker: values.docker }, context).builder(context.signal);
  if (found !== 'classic') return openEngine(values, context);
  const folder = await fetchBuildx(download, context);
  return openEngine(values, { ...context, ...withVariables({ DOCKER_CONFIG: folder }, context) });
}

async function fetchBuildx(download: PinnedDownload, context: Context): Promise<string> {
  const { cacheDirectory, temporaryDirectory, dockerConfigDirectory } = context.settings;
  const { installBuildx } = await import('@package-model/host/buildx');
  context.log.info(`Fetching buildx from ${new URL(download.url).host}.`);
  try {
    return await installBuildx(
      { ...download, dockerConfigDirectory },
      { temporaryDirectory, cacheDirectory: cacheDirectory ?? temporaryDirectory },
    );
  } catch (cause) {
    const message = `buildx cannot be fetched: ${messageOf(cause)}`;
    throw new EngineError('NO_BUILDKIT', message, { cause });
  }
}

/** Runs programs with these variables, where a call has none of its own by their names. */
export function withVariables(
  variables: Readonly<Record<string, string>>,
  { run, pipe }: Pick<Context, 'run' | 'pipe'>,
): Pick<Context, 'run' | 'pipe'> {
  const add = <T extends { readonly env?: Readonly<Record<string, string | undefined>> }>(
    options: T,
  ): T => ({ ...options, env: { ...variables, ...options.env } });
  return {
    run: { run: (program, args, options) => run.run(program, args, add(options)) },
    pipe: {
      read: (program, args, options) => pipe.read(program, args, add(options)),
      write: (program, args, options, source) => pipe.write(program, args, add(options), source),
    },
  };
}
