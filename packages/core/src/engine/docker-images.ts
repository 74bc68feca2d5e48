import type { Digest } from '../oci/digest.ts';
import { askVersion } from './docker-builder.ts';
import type { DockerCli } from './docker-cli.ts';
import { call, expect, failed, questionTimeoutMs, saysMissing, translate } from './docker-cli.ts';
import { IDENTITY_SINCE, parseImages, parseLayers } from './docker-json.ts';
import { loadedIn } from './docker-load.ts';
import { parsePushed } from './docker-text.ts';
import type { EngineImage, EngineImages } from './engine.ts';
import { EngineError } from './errors.ts';

const imagesPerCall = 200;

/** Images by the docker command line. */
export function dockerImages(cli: DockerCli): EngineImages {
  return {
    inspectImage: (reference, signal) => inspectImage(cli, reference, signal),
    listImages: (signal) => listImages(cli, signal),
    async pull(reference, options) {
      await expect(cli, `${reference} cannot be pulled`, ['pull', '--', reference], options);
    },
    async push(reference, options) {
      const stdout = await expect(
        cli,
        `${reference} cannot be pushed`,
        ['push', '--', reference],
        options,
      );
      const digest = parsePushed(stdout);
      if (digest !== undefined) return digest;
      const message = `docker pushed ${reference} but did not print its digest`;
      throw new EngineError('ENGINE_FAILED', message);
    },
    save: (reference, signal) => ({
      [Symbol.asyncIterator]: () => save(cli, reference, signal),
    }),
    load: (source, signal) => load(cli, source, signal),
    async tag(source, target, signal) {
      const what = `${source} cannot be tagged ${target}`;
      await expect(cli, what, ['image', 'tag', '--', source, target], { signal });
    },
    async removeImage(reference, signal) {
      const result = await call(cli, ['image', 'rm', '--', reference], { signal });
      if (result.exitCode === 0 || saysMissing(result)) return;
      throw failed(`the image ${reference} cannot be removed`, result);
    },
  };
}

async function inspectImage(
  cli: DockerCli,
  reference: string,
  signal: AbortSignal,
): Promise<EngineImage | undefined> {
  const result = await call(cli, ['image', 'inspect', '--', reference], {
    signal,
    timeoutMs: questionTimeoutMs,
  });
  if (saysMissing(result)) return undefined;
  if (result.exitCode !== 0) throw failed(`the image ${reference} cannot be inspected`, result);
  // Only containerd's store tells a descriptor, and gives digests that are no registry's.
  const isTold = result.stdout.includes('"Descriptor"') && (await tellsIdentity(cli, signal));
  return parseImages(result.stdout, isTold ? 'known' : 'unknown')[0];
}

async function tellsIdentity(cli: DockerCli, signal: AbortSignal): Promise<boolean> {
  const { version } = await askVersion(cli, signal);
  return Number(version.apiVersion?.replace(/^1\./, '') ?? 0) >= IDENTITY_SINCE;
}

async function listImages(
  cli: DockerCli,
  signal: AbortSignal,
): Promise<readonly (readonly Digest[])[]> {
  const args = ['image', 'ls', '--quiet', '--no-trunc'];
  const stdout = await expect(cli, 'images cannot be listed', args, { signal });
  const ids = [...new Set(stdout.split('\n').filter((line) => line !== ''))];
  const found: (readonly Digest[])[] = [];
  for (let start = 0; start < ids.length; start += imagesPerCall) {
    const some = ids.slice(start, start + imagesPerCall);
    const inspect = ['image', 'inspect', '--format={{json .RootFS.Layers}}', '--', ...some];
    const result = await call(cli, inspect, { signal });
    // An image removed since the listing makes the exit code 1; the others are printed.
    if (result.exitCode !== 0 && !saysMissing(result)) {
      throw failed('images cannot be inspected', result);
    }
    found.push(...parseLayers(result.stdout));
  }
  return found;
}

async function* save(
  cli: DockerCli,
  reference: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { stdout, done } = cli.pipe.read(cli.program, ['image', 'save', '--', reference], {
    signal,
  });
  yield* stdout;
  const result = await done.catch((error: unknown) => {
    throw translate(error);
  });
  if (result.exitCode !== 0) throw failed(`the image ${reference} cannot be saved`, result);
}

async function load(
  cli: DockerCli,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  const result = await cli.pipe
    .write(cli.program, ['image', 'load'], { signal }, source)
    .catch((error: unknown) => {
      throw translate(error);
    });
  if (result.exitCode !== 0) throw failed('the image cannot be loaded into the engine', result);
  return loadedIn(result.stdout, async (name) => {
    await call(cli, ['image', 'rm', '--', name], { signal });
  });
}
