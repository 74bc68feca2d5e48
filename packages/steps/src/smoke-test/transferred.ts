import type { Engine } from '@package-model/core/engine/engine';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import type { SmokeTarget } from '@package-model/core/smoke/run/target';
import type { Stores } from '../open-stores.ts';
import type { StepContext } from '../step.ts';

/** A candidate in the engine, ready to run. */
export type Transferred = {
  /** The engine's name for what is run. */
  readonly image: string;
  /** What its way into the engine adds to the target. */
  readonly target: Pick<SmokeTarget, 'modelTransfer' | 'notTested' | 'container'>;
  /** Raises CopyDiffers when what runs is not what the image holds; waits until that is known. */
  readonly confirm: () => Promise<void>;
  /** The report, which fails where the model was changed in the meantime. */
  readonly checked: (report: SmokeReport) => Promise<SmokeReport>;
  /** Takes away what the engine and this machine do not need any more. */
  readonly release: (keep: 'image' | 'nothing') => Promise<void>;
};

/** Files that a model was registered from; without a name those of the image's first model. */
export type ModelSource = { readonly name?: string; readonly path: string };

export type TransferDeps = {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly context: StepContext;
  readonly sources?: readonly ModelSource[];
  /** True when the engine has the model layers of this run already. */
  readonly fed?: boolean;
};
