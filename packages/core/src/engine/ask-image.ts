import { randomUUID } from 'node:crypto';
import type { ContainerFile, ContainerRequest, EngineContainers } from './engine.ts';
import { EngineError } from './errors.ts';
import { runOneShot } from './one-shot.ts';

/** A program of an image, and what it is asked. The image must be in the engine. */
export type Question = {
  readonly image: string;
  /** What the question is about, a part of the container's name. */
  readonly about: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly files?: readonly ContainerFile[];
  readonly memoryBytes?: number;
};

/**
 * What a program of an image prints in a container that reaches no network and is removed;
 * undefined when the image has no such program.
 */
export async function askImage(
  engine: EngineContainers,
  question: Question,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await runOneShot(engine, askingContainer(question), signal)).output;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'ENTRY_MISSING') return undefined;
    throw error;
  }
}

/** The container of a question: no network, no capabilities, nothing of the host. */
export function askingContainer(question: Question): ContainerRequest {
  const { image, about, program, args, files, memoryBytes } = question;
  return {
    image,
    name: `package-model-${about}-${randomUUID()}`,
    labels: {},
    env: {},
    ports: [],
    entrypoint: program,
    command: args,
    network: 'none',
    dropCapabilities: 'all',
    ...(files === undefined ? {} : { files }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}
