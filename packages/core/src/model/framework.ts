/** The library that a model was made with, as its version's annotations have it. */
export type ModelFramework = { readonly name: FrameworkName; readonly version?: string };

/** What `model-framework` may say: the names of Azure ML SDK v1, in small letters, and mlflow. */
export const frameworkNames = [
  'scikit-learn',
  'onnx',
  'tensorflow',
  'mlflow',
  'pytorch',
  'tf-keras',
  'multi',
  'custom',
] as const;

export type FrameworkName = (typeof frameworkNames)[number];

/** A framework by any spelling of its name: `ScikitLearn`, `TfKeras`, `Onnx`; undefined for others. */
export function parseFrameworkName(text: string): FrameworkName | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '');
  const wanted = plain(text) === 'sklearn' ? 'scikitlearn' : plain(text);
  return frameworkNames.find((name) => plain(name) === wanted);
}
