import type { Engine } from '@package-model/core/engine/engine';
import type { SmokeReport } from '@package-model/core/smoke/report/report';
import type { SmokeTarget } from '@package-model/core/smoke/run/target';
import { bringIntoEngine } from '../engine-image.ts';
import type { Stores } from '../open-stores.ts';
import type { StepContext } from '../step.ts';
import type { TestValues } from './inputs.ts';

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

/** Brings a candidate into the engine the way that model-transfer says. */
export async function transfer(
  values: Pick<TestValues, 'image' | 'model-transfer'>,
  deps: TransferDeps,
): Promise<Transferred> {
  if (values['model-transfer'] === 'mount') {
    const { transferByMount } = await import('./transfer-mount.ts');
    return transferByMount(values.image, deps);
  }
  const { engine, stores, context, fed = false } = deps;
  const repository = stores.repositories.open(values.image.location);
  const brought = await bringIntoEngine(repository, values.image.digest, { engine, context, fed });
  const { name, given, isDelivered } = brought;
  const isShown = repository.kind === 'layout' || isDelivered;
  return {
    image: name,
    target: {
      modelTransfer: 'image',
      notTested: isShown ? [] : ['The delivery of the image by its registry: it was not pulled.'],
    },
    confirm: async () => {},
    checked: async (report) => report,
    async release(keep) {
      const signal = signalForCleanUp(context);
      if (keep === 'nothing') for (const one of given) await engine.removeImage(one, signal);
    },
  };
}

/** Goes on where the caller's signal has been aborted, for a while. */
export function signalForCleanUp({ signal }: Pick<StepContext, 'signal'>): AbortSignal {
  return signal.aborted ? AbortSignal.timeout(30_000) : signal;
}
