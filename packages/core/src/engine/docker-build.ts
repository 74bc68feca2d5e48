import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { codeOf, InputError } from '../errors.ts';
import type { DetectedEngine } from './docker-builder.ts';
import type { DockerCli } from './docker-cli.ts';
import { badOption, call as callDocker, refuseOption } from './docker-cli.ts';
import { csvField } from './docker-run-args.ts';
import type { BuildRequest, BuildSecret } from './engine.ts';
import type { EngineErrorCode } from './errors.ts';
import { EngineError } from './errors.ts';
import { classify } from './failure-catalogue.ts';
import { maskFor } from './masking.ts';
import type { PrivateFolder } from './private-folder.ts';
import { withPrivateFolder } from './private-folder.ts';

const shownLines = 30;
const shownChars = 4096;

type Own = { readonly temporaryDirectory: string; readonly signal: AbortSignal };

/** Builds an image with the engine's builder; gives its id. EngineError, InputError BAD_FILE. */
export async function build(
  cli: DockerCli,
  engine: DetectedEngine,
  request: BuildRequest,
  own: Own,
): Promise<string> {
  refuse(engine, request);
  return withPrivateFolder(own.temporaryDirectory, async (folder) => {
    const idFile = join(folder.path, 'image-id');
    const secrets = await secretArgs(request.secrets, folder);
    const args = buildArgs(engine, request, [`--iidfile=${idFile}`, ...secrets]);
    await runBuild(cli, engine, request, { args, signal: own.signal });
    return (await readFile(idFile, 'utf8')).trim();
  });
}

async function runBuild(
  cli: DockerCli,
  engine: DetectedEngine,
  request: BuildRequest,
  call: { readonly args: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  const mask = maskFor(
    request.secrets.flatMap(({ source }) => (source.kind === 'value' ? [source.value] : [])),
  );
  const lines: string[] = [];
  const result = await callDocker(cli, call.args, {
    signal: call.signal,
    env: environment(engine),
    onLine: (line) => {
      if (isNotice(line)) return;
      const shown = mask(line);
      lines.push(shown);
      if (lines.length > shownLines) lines.shift();
      request.onLine?.(shown);
    },
  });
  if (result.exitCode !== 0) throw buildFailed(request, lines, result.exitCode);
}

function refuse(engine: DetectedEngine, request: BuildRequest): void {
  refuseOption('the tag', request.tag);
  if (!isAbsolute(request.contextFolder)) {
    throw badOption(`the context folder ${request.contextFolder} must be an absolute path`);
  }
  if (request.secrets.length === 0 || engine.builder !== 'classic') return;
  throw new EngineError(
    'NO_BUILDKIT',
    `docker ${engine.version.clientVersion} builds with the classic builder, which has no ` +
      'secrets: install the buildx plugin (docker-buildx, or docker/setup-buildx-action)',
  );
}

function buildArgs(
  engine: DetectedEngine,
  request: BuildRequest,
  more: readonly string[],
): readonly string[] {
  return [
    ...builderArgs(engine),
    `--file=${join(request.contextFolder, request.dockerfile)}`,
    `--tag=${request.tag}`,
    ...(request.cache === 'none' ? ['--no-cache'] : []),
    ...Object.entries(request.buildArgs ?? {}).map(([key, value]) => `--build-arg=${key}=${value}`),
    ...Object.entries(request.labels ?? {}).map(([key, value]) => `--label=${key}=${value}`),
    ...(request.platform === undefined ? [] : [`--platform=${request.platform}`]),
    ...more,
    '--',
    request.contextFolder,
  ];
}

function builderArgs(engine: DetectedEngine): readonly string[] {
  switch (engine.builder) {
    case 'buildx':
      // The builder named like the context is the daemon's own: only that one sees local images.
      return [
        'buildx',
        'build',
        `--builder=${engine.version.context}`,
        '--load',
        '--provenance=false',
        '--progress=plain',
      ];
    case 'buildkit':
      return ['build', '--progress=plain'];
    case 'buildah':
      // The docker format alone holds SHELL, HEALTHCHECK and ONBUILD.
      return ['build', '--format=docker', '--layers'];
    case 'classic':
      return ['build', '--force-rm'];
    default: {
      const unknown: never = engine.builder;
      return unknown;
    }
  }
}

function environment(engine: DetectedEngine): Readonly<Record<string, string | undefined>> {
  const plain = { BUILDKIT_PROGRESS: undefined, DOCKER_DEFAULT_PLATFORM: undefined };
  if (engine.builder === 'buildx') return plain;
  return { ...plain, DOCKER_BUILDKIT: engine.builder === 'buildkit' ? '1' : '0' };
}

async function secretArgs(
  secrets: readonly BuildSecret[],
  folder: PrivateFolder,
): Promise<readonly string[]> {
  const args: string[] = [];
  for (const { id, source } of secrets) {
    if (!/^[A-Za-z0-9_.-]+$/.test(id)) throw badOption(`${id} cannot be the id of a secret`);
    const path =
      source.kind === 'file'
        ? await readable(id, source.path)
        : await folder.write(`secret-${id}`, source.value.reveal());
    args.push(`--secret=id=${id},${csvField(`src=${path}`)}`);
  }
  return args;
}

async function readable(id: string, path: string): Promise<string> {
  try {
    await access(path, constants.R_OK);
    return path;
  } catch (cause) {
    const why = codeOf(cause) === 'ENOENT' ? 'does not exist' : 'cannot be read';
    const message = `the file for the build secret ${id} ${why}`;
    throw new InputError('BAD_FILE', [{ message, place: { file: path } }], { cause });
  }
}

/** Classes that tell of the engine or of our call, not of a step of the Dockerfile. */
const notTheBuild: ReadonlySet<EngineErrorCode> = new Set([
  'ENGINE_DOWN',
  'ENGINE_PERMISSION',
  'API_VERSION',
  'NO_BUILDKIT',
  'BAD_OPTION',
]);

function buildFailed(
  request: BuildRequest,
  lines: readonly string[],
  exitCode: number,
): EngineError {
  const said = lines.join('\n');
  const failure = classify(said, exitCode);
  const code = notTheBuild.has(failure.code) ? failure.code : 'BUILD_FAILED';
  const message = `the build of ${request.tag} failed. Its last lines:\n${said.slice(-shownChars)}`;
  return new EngineError(code, `${message}\nWhat to do: ${failure.remedy}.`, {
    reason: failure.code === 'ENGINE_FAILED' ? 'BUILD_FAILED' : failure.code,
  });
}

/** The classic builder begins each run with a notice that it is deprecated. */
function isNotice(line: string): boolean {
  return (
    line.startsWith('DEPRECATED: The legacy builder') ||
    /^ {12}(Install the buildx component|https:\/\/docs\.docker\.com\/go\/buildx|BuildKit is currently disabled|environment-variable\.)/.test(
      line,
    )
  );
}
