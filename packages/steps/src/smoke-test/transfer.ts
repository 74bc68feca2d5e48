import { bringIntoEngine } from '../engine-image.ts';
import type { TestValues } from './inputs.ts';
import { signalForCleanUp } from '../signal-for-clean-up.ts';
import type { TransferDeps, Transferred } from './transferred.ts';

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
