import { randomBytes } from 'node:crypto';
import type { Reach } from '../../engine/engine.ts';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Subject } from '../subject.ts';
import { confirmContainer, findContainer, shortId, type SmokeEngine } from './container.ts';
import { howToEnter } from './how-to-enter.ts';
import type { SmokeTarget } from './target.ts';

export type ContainerDeps = {
  readonly engine: SmokeEngine;
  readonly log: Pick<Log, 'debug' | 'info' | 'warn'>;
  readonly signal: AbortSignal;
  /** Told what to say when the container or its network could not be removed. */
  readonly onLeftover?: (message: string) => void;
};

/** A container that was started: its id, and the service in it once its port is known. */
export type Started = {
  readonly id: string;
  /** SmokeError CONTAINER_DIED or PORT_LOST. */
  readonly subject: () => Promise<Subject>;
  /** Leaves the container, with advice how to enter it. */
  readonly keep: () => void;
};

type Names = { readonly container: string; readonly network: string | undefined };

const CLEAN_UP_TIMEOUT_MS = 60_000;

/** Runs the image for the time of the work; the container goes whatever happens. */
export async function withContainer<T>(
  target: SmokeTarget,
  deps: ContainerDeps,
  work: (started: Started) => Promise<T>,
): Promise<T> {
  const name = `package-model-smoke-${randomBytes(6).toString('hex')}`;
  const names = { container: name, network: target.isolated === 'yes' ? name : undefined };
  let kept = false;
  let value: T;
  try {
    const place = await placeOf(target, names, deps);
    const id = await start(target, { name, place }, deps);
    const subject = (): Promise<Subject> => subjectOf(target, { id, name, place }, deps);
    const keep = (): void => {
      kept = true;
    };
    value = await work({ id, subject, keep });
  } catch (error) {
    await remove(names, deps);
    throw error;
  }
  // Whoever stops the run does not come back to look into the container.
  if (!kept || deps.signal.aborted) await remove(names, deps);
  else deps.log.info(await howToEnter({ ...names, image: target.image }, deps));
  return value;
}

async function placeOf(
  { runId }: SmokeTarget,
  { network }: Names,
  { engine, signal }: ContainerDeps,
): Promise<Reach> {
  if (network === undefined) return engine.reach(signal);
  const labels = { 'package-model.run': runId };
  await engine.createIsolatedNetwork({ name: network, labels }, signal);
  return { kind: 'network', network };
}

async function start(
  { container, image, port, runId }: SmokeTarget,
  { name, place }: { readonly name: string; readonly place: Reach },
  { engine, log, signal }: ContainerDeps,
): Promise<string> {
  const labels = { 'package-model.run': runId };
  const where =
    place.kind === 'network'
      ? { ports: [], network: place.network }
      : { ports: [port], publishOn: place.publishOn };
  const id = await engine.run({ env: {}, ...container, image, name, labels, ...where }, signal);
  log.debug(`The container ${shortId(id)} of ${image} was started.`);
  return id;
}

async function subjectOf(
  { port }: SmokeTarget,
  { id, name, place }: { readonly id: string; readonly name: string; readonly place: Reach },
  { engine, log, signal }: ContainerDeps,
): Promise<Subject> {
  const wanted = { id, name, containerPort: port };
  const running = await findContainer(engine, wanted, { place, signal });
  const url = new URL(`http://${running.host}:${running.port}/`);
  if (running.host !== '127.0.0.1') log.info(`The service is reached at ${url.href}`);
  return {
    url,
    confirm: () => confirmContainer(engine, running, { place, signal }),
    container: { engine, running },
  };
}

async function remove(
  { container, network }: Names,
  { engine, log, onLeftover }: Pick<ContainerDeps, 'engine' | 'log' | 'onLeftover'>,
): Promise<void> {
  // The caller's signal may have been aborted; the container goes all the same.
  const signal = AbortSignal.timeout(CLEAN_UP_TIMEOUT_MS);
  try {
    await engine.removeContainer(container, signal);
    if (network !== undefined) await engine.removeNetwork(network, signal);
  } catch (error) {
    const more = network === undefined ? '' : `; ${engine.program} network rm ${network}`;
    const text = `The container ${container} could not be removed (${messageOf(error)}); remove it with: ${engine.program} rm -f ${container}${more}`;
    log.warn(text);
    onLeftover?.(text);
  }
}
