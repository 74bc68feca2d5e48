import { configuration, environment, files, models } from './configuration.ts';
import type { Row, V1Feature } from './feature.ts';
import { baseImages, dockerfiles, environments, noCode, packaging } from './packaging.ts';
import { serving } from './serving.ts';

const area = (name: string, rows: readonly Row[]): V1Feature[] =>
  rows.map(([feature, test]) => ({
    area: name,
    feature,
    ...(test === undefined ? {} : { test }),
  }));

/** What Azure ML SDK v1 and CLI v1 had, in the order of the reference page. */
export const v1Features: readonly V1Feature[] = [
  ...area('inferenceconfig.json', configuration),
  ...area('Environments', environment),
  ...area('Files and paths', files),
  ...area('Models', models),
  ...area('Packages', packaging),
  ...area('Without an entry script', noCode),
  ...area('Environment images', environments),
  ...area('Base images', baseImages),
  ...area('Dockerfiles', dockerfiles),
  ...area('Entry scripts', serving),
];
