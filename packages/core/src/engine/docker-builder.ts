import type { DockerCli } from './docker-cli.ts';
import { call, failed, questionTimeoutMs } from './docker-cli.ts';
import type { DockerVersion } from './docker-json.ts';
import { parseVersion } from './docker-json.ts';
import type { Builder } from './engine.ts';
import { EngineError } from './errors.ts';

/** What the user wants: `buildkit` takes either of the builders that know secrets. */
export type BuilderChoice = 'auto' | 'buildkit' | 'classic';

/** An engine that answered. */
export type DetectedEngine = {
  readonly version: DockerVersion;
  readonly server: NonNullable<DockerVersion['server']>;
  readonly builder: Builder;
};

/** Asks client and daemon who they are: ENGINE_MISSING, ENGINE_DOWN, ENGINE_PERMISSION, TIMEOUT. */
export async function askVersion(
  cli: DockerCli,
  signal: AbortSignal,
): Promise<Pick<DetectedEngine, 'version' | 'server'>> {
  const options = { signal, timeoutMs: questionTimeoutMs };
  const answer = await call(cli, ['version', '--format', '{{json .}}'], options);
  const version = answer.stdout.trim() === '' ? undefined : parseVersion(answer.stdout);
  if (version?.podman === true) {
    const message = `${cli.program} is podman in docker's place: name podman itself as the program`;
    throw new EngineError(
      'ENGINE_MISSING',
      `${message} (docker: podman), or install Docker Engine`,
    );
  }
  if (version?.server === undefined) {
    throw failed('the container engine does not answer', answer);
  }
  return { version, server: version.server };
}

/** The same, and what it builds with. NO_BUILDKIT, too. */
export async function detect(
  cli: DockerCli,
  choice: BuilderChoice,
  signal: AbortSignal,
): Promise<DetectedEngine> {
  const { version, server } = await askVersion(cli, signal);
  const options = { signal, timeoutMs: questionTimeoutMs };
  const buildx = await call(cli, ['buildx', 'version'], options);
  const builder = chooseBuilder(choice, {
    buildx: buildx.exitCode === 0,
    clientVersion: version.clientVersion,
    serverVersion: server.version,
  });
  return { version, server, builder };
}

/**
 * Which builder `docker build` can be made to use. Clients from 23 on have BuildKit only with the
 * buildx plugin; before 20.10 the embedded one does not know secrets by itself. NO_BUILDKIT when
 * it was asked for and is not there.
 */
export function chooseBuilder(
  choice: BuilderChoice,
  found: {
    readonly buildx: boolean;
    readonly clientVersion: string;
    readonly serverVersion: string;
  },
): Builder {
  if (choice === 'classic') return 'classic';
  if (found.buildx) return 'buildx';
  const embedded =
    isAtLeast(found.clientVersion, 20, 10) &&
    !isAtLeast(found.clientVersion, 23, 0) &&
    isAtLeast(found.serverVersion, 20, 10);
  if (embedded) return 'buildkit';
  if (choice === 'auto') return 'classic';
  throw new EngineError(
    'NO_BUILDKIT',
    `BuildKit was asked for, but docker ${found.clientVersion} has no buildx plugin: install ` +
      'docker-buildx (or run docker/setup-buildx-action), or let the builder be chosen',
  );
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
