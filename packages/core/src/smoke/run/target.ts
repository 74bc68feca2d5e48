import type { ContainerRequest } from '../../engine/engine.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Severities } from '../checks/check.ts';
import type { ModelTransfer } from '../report/report.ts';
import type { SmokeCase } from '../cases/smoke-case.ts';

/** What a smoke test runs and how long it may take. */
export type SmokeTarget = {
  /** A reference that the engine has already. */
  readonly image: string;
  readonly imageDigest: Digest;
  /** [] takes the example of /swagger.json. */
  readonly cases: readonly SmokeCase[];
  /** Port of the scoring server in the container. */
  readonly port: number;
  /** Severities of checks that differ from their own. */
  readonly severities: Severities;
  readonly startTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How the engine got the model; `image` where it is not said. */
  readonly modelTransfer?: ModelTransfer;
  /** What the way of running it does not show, a sentence each. */
  readonly notTested?: readonly string[];
  /** Marks the container, so that one left behind can be told from others. */
  readonly runId: string;
  /** Limits, variables and files of the container, beside what the smoke test sets itself. */
  readonly container?: ContainerSettings;
  /** `yes`: the container is on a network without a way out. */
  readonly isolated?: 'yes' | 'no';
  /** `yes`: the container of a test that did not pass stays, with advice how to enter it. */
  readonly keepOnFailure?: 'yes' | 'no';
};

export type ContainerSettings = Partial<
  Pick<ContainerRequest, 'env' | 'memoryBytes' | 'cpus' | 'gpus' | 'user' | 'mounts' | 'files'>
>;
