import type { Step } from './step.ts';

/** Loads one step. */
export type LoadStep = () => Promise<Step>;

/** Every step by name; a step is loaded when it is asked for. */
export const steps = {
  'register-model': async () => (await import('./register-model/step.ts')).registerModelStep,
  'package-model': async () => (await import('./package-model/step.ts')).packageModelStep,
  'build-image': async () => (await import('./build-image/step.ts')).buildImageStep,
  'smoke-test': async () => (await import('./smoke-test/step.ts')).smokeTestStep,
  'push-image': async () => (await import('./push-image/step.ts')).pushImageStep,
  'download-model': async () => (await import('./download-model/step.ts')).downloadModelStep,
  lock: async () => (await import('./lock/step.ts')).lockStep,
  'base-images': async () => (await import('./base-images/step.ts')).baseImagesStep,
  score: async () => (await import('./score/step.ts')).scoreStep,
  chain: async () => (await import('./chain/step.ts')).chainStep,
} as const satisfies { readonly [name: string]: LoadStep };

export type StepName = keyof typeof steps;
