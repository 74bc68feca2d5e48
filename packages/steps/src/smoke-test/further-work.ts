import type { Engine } from '@package-model/core/engine/engine';
import type { Asked } from '@package-model/core/smoke/examine';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import type { ContainerSettings, SmokeTarget } from '@package-model/core/smoke/run/target';
import type { Stores } from '../open-stores.ts';
import type { StepContext } from '../step.ts';

/** What a passed test goes on with. */
export type FurtherWork = {
  /** While the candidate runs and has answered its cases. */
  afterCases(asked: Asked, requestTimeoutMs: number): Promise<void>;
  /** After its container is gone; only for a report that passed. */
  complete(report: SmokeReport, target: SmokeTarget): Promise<SmokeReport>;
};

export type FurtherDeps = {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly context: StepContext;
  /** What the inputs say of containers; nothing of the candidate's model. */
  readonly container: ContainerSettings;
};
