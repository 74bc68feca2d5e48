import type { Fault } from '../../errors.ts';
import type { ModelVersion } from '../../model/types.ts';
import type { Plan } from './plan.ts';

/** What the user asks for; `auto` links unless there is a reason to copy. */
export type LayoutChoice = 'auto' | 'linked' | 'copied';

export type LayoutFacts = {
  readonly choice: LayoutChoice;
  readonly models: readonly ModelVersion[];
  /** Where the entry script walks over model folders without following links. */
  readonly walks: readonly string[];
};

/** The layout with its reason; undefined without models, as there is nothing to lay out. */
export function chooseLayout({ choice, models, walks }: LayoutFacts): Plan['modelLayout'] {
  if (models.length === 0) return undefined;
  const twice = modelsTwice(models);
  if (choice === 'copied') return { kind: 'copied', why: 'model-layout asks for it' };
  if (choice === 'linked') return { kind: 'linked', why: 'model-layout asks for it' };
  const [name] = twice;
  if (name !== undefined) {
    return { kind: 'copied', why: `two versions of ${name} cannot both be at /models/${name}` };
  }
  const [walk] = walks;
  if (walk !== undefined) return { kind: 'copied', why: `${walk} does not follow links` };
  return { kind: 'linked', why: 'the registered layers serve as they are' };
}

/** Models that the layout or the image cannot take together. */
export function checkModels(models: readonly ModelVersion[], choice: LayoutChoice): Fault[] {
  const same = repeated(models.map((model) => model.id));
  const faults: Fault[] = same.map((id) => ({
    message: `the model ${id} is named twice; leave one of them out`,
    place: { key: 'model' },
  }));
  if (choice !== 'linked') return faults;
  const twice = modelsTwice(models).filter((name) => !same.some((id) => id.startsWith(`${name}:`)));
  return faults.concat(
    twice.map((name) => ({
      message: `two versions of the model ${name} cannot both be linked to /models/${name}; set copied or auto, or leave one of them out`,
      place: { key: 'model-layout' },
    })),
  );
}

function modelsTwice(models: readonly ModelVersion[]): string[] {
  return repeated(models.map((model) => model.name));
}

function repeated(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text, index) => texts.indexOf(text) !== index))];
}
