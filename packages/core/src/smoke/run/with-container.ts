import { randomBytes } from 'node:crypto';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Subject } from '../subject.ts';
import { confirmContainer, findContainer, shortId, type SmokeEngine } from './container.ts';
import type { SmokeTarget } from './target.ts';

export type ContainerDeps = {
  readonly engine: SmokeEngine;
  readonly log: Pick<Log, 'debug' | 'warn'>;
  readonly signal: AbortSignal;
};

/** A container that was started: its id, and the service in it once its port is known. */
export type Started = {
  readonly id: string;
  /** SmokeError CONTAINER_DIED or PORT_LOST. */
  readonly subject: () => Promise<Subject>;
};

const REMOVE_TIMEOUT_MS = 60_000;

/** Runs the image for the time of the work; the container goes whatever happens. */
export async function withContainer<T>(
  target: SmokeTarget,
  { engine, log, signal }: ContainerDeps,
  work: (started: Started) => Promise<T>,
): Promise<T> {
  const name = `package-model-smoke-${randomBytes(6).toString('hex')}`;
  try {
    const id = await engine.run(
      {
        env: {},
        ...target.container,
        image: target.image,
        name,
        labels: { 'package-model.run': target.runId },
        ports: [target.port],
      },
      signal,
    );
    log.debug(`The container ${shortId(id)} of ${target.image} was started.`);
    const subject = async (): Promise<Subject> => {
      const wanted = { id, name, containerPort: target.port };
      const running = await findContainer(engine, wanted, signal);
      return {
        url: new URL(`http://127.0.0.1:${running.hostPort}/`),
        confirm: () => confirmContainer(engine, running, signal),
        container: { engine, running },
      };
    };
    return await work({ id, subject });
  } finally {
    await remove(name, { engine, log });
  }
}

async function remove(
  name: string,
  { engine, log }: Pick<ContainerDeps, 'engine' | 'log'>,
): Promise<void> {
  try {
    // The caller's signal may have been aborted; the container goes all the same.
    await engine.removeContainer(name, AbortSignal.timeout(REMOVE_TIMEOUT_MS));
  } catch (error) {
    log.warn(
      `The container ${name} could not be removed (${messageOf(error)}); remove it with: docker rm -f ${name}`,
    );
  }
}
