import { homedir } from 'node:os';
import { join } from 'node:path';
import { createDockerApi } from '@package-model/core/engine/docker-api';
import { createDockerEngine } from '@package-model/core/engine/docker';
import type { Engine } from '@package-model/core/engine/engine';
import { createHttp } from '@package-model/core/http/http';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { findDockerSocket } from '@package-model/host/docker-socket';
import { testDocker } from './engine.ts';

type Choice = Parameters<typeof createDockerEngine>[1];

/** Docker's command line as the tests' environment has it, with a temporary folder of the test. */
export function testEngine(
  temporaryDirectory: string,
  options: Choice = {},
  env: Readonly<Record<string, string | undefined>> = {},
): Engine {
  const environment = { ...process.env, ...env };
  const deps = { run: createRun(environment), pipe: createPipe(environment), temporaryDirectory };
  return createDockerEngine(deps, { program: testDocker(), ...options });
}

/** The same docker, asked by its socket too, as the steps do. */
export async function socketEngine(temporaryDirectory: string): Promise<Engine> {
  const socket = await findDockerSocket(process.env, join(homedir(), '.docker'));
  if (socket === undefined) throw new Error('docker has no socket on this machine');
  const http = createHttp({ userAgent: 'package-model/test', idleTimeoutMs: 60_000 });
  return createDockerEngine(
    {
      run: createRun(process.env),
      pipe: createPipe(process.env),
      temporaryDirectory,
      api: createDockerApi(http, socket),
    },
    { program: testDocker() },
  );
}

/** A docker whose builds know secrets: with the buildx plugin, or Debian's own of version 20.10. */
export async function secretsDocker(
  temporaryDirectory: string,
  signal: AbortSignal,
): Promise<string> {
  const clients = [...new Set([testDocker(), 'docker', '/usr/bin/docker'])];
  for (const program of clients) {
    const builder = await testEngine(temporaryDirectory, { program }).builder(signal);
    if (builder !== 'classic') return program;
  }
  throw new Error(`none of ${clients.join(', ')} has BuildKit: install docker.io or docker-buildx`);
}

/** The engine by such a docker. */
export async function secretsEngine(
  temporaryDirectory: string,
  signal: AbortSignal,
): Promise<Engine> {
  return testEngine(temporaryDirectory, {
    program: await secretsDocker(temporaryDirectory, signal),
  });
}
