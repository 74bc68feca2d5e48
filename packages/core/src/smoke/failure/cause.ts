import type { ContainerState } from '../../engine/engine.ts';

/** Why a container failed, in one line a person can act on. */
export type RootCause = {
  /** Of the catalogue in docs/troubleshooting: `init-failed`, `module-missing`, … */
  readonly id: string;
  /** What was wrong, where, and what to do; no line end. */
  readonly message: string;
  /** Of the user's own script, where the cause is known to come from it. */
  readonly place: { readonly file: string; readonly line: number } | null;
  /** Lines of the script or of the log that show it. */
  readonly excerpt: readonly string[];
};

/** What is known when a smoke test did not pass. */
export type Evidence = {
  /** The last of the container's log. */
  readonly log: string;
  /** At the time of the failure; undefined when the container is gone. */
  readonly state: ContainerState | undefined;
  /** Code of the SmokeError. */
  readonly code: string;
  /** What was seen from outside: the failed cases with their answers. */
  readonly seen: string;
  /** Port on which the service must answer. */
  readonly port: number;
  /** Memory limit of the container; undefined when it had none. */
  readonly memoryLimitBytes: number | undefined;
  /** Undefined when the engine does not know the image. */
  readonly image: ImageFacts | undefined;
  /** Memory in use now, which takes a second or two; undefined when nothing can be asked. */
  readonly memory: () => Promise<number | undefined>;
  readonly look: Look;
};

/** What the image's configuration says. */
export type ImageFacts = {
  readonly architecture: string;
  readonly user: string;
  readonly env: ReadonlyMap<string, string>;
};

/** Answers that cost a call of the engine; undefined when there is none. */
export type Look = {
  /** The lines of a text file of the image. */
  lines(path: string): Promise<readonly string[] | undefined>;
  /** Paths of the files below a folder of the image, sorted, at most `MAX_TREE` of them. */
  tree(folder: string): Promise<readonly string[] | undefined>;
  /** Versions of the Python packages in the image, by their names in lower case with `-`. */
  packages(): Promise<ReadonlyMap<string, string> | undefined>;
  /** What pip says of packages that do not fit together; none when it says nothing. */
  conflicts(): Promise<readonly string[] | undefined>;
  /** TCP sockets that wait for connections in the running container. */
  sockets(): Promise<readonly Socket[] | undefined>;
};

export type Socket = {
  readonly port: number;
  /** Whether only programs of the same container reach it. */
  readonly isLoopback: boolean;
};

export const MAX_TREE = 200;

/** One entry of the catalogue. */
export type Cause = {
  readonly id: string;
  readonly title: string;
  /** Sentences of the documentation. */
  readonly meaning: string;
  readonly remedy: string;
  /** Undefined when the evidence does not show it. */
  readonly match: (evidence: Evidence) => Promise<RootCause | undefined>;
};
