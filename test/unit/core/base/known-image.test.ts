import { knownImage, presentDayImage, retiredWarning } from '@package-model/core/base/known-image';
import { knownImages } from '@package-model/core/base/known-images';
import { expect, test } from 'vitest';

const mcr = 'mcr.microsoft.com/azureml';

test.each([
  [`${mcr}/openmpi3.1.2-ubuntu18.04`, 'inference-base-2204'],
  [`${mcr}/openmpi4.1.0-ubuntu20.04:20220113.v1`, 'inference-base-2204'],
  [`${mcr}/openmpi4.1.0-cuda11.0.3-cudnn8-ubuntu18.04`, 'inference-base-cuda12.4-ubuntu22.04'],
  [`${mcr}/base:intelmpi2018.3-ubuntu16.04`, 'inference-base-2204'],
  [`${mcr}/base-lite:ubuntu16.04`, 'inference-base-2204'],
  [
    `${mcr}/base-gpu:openmpi3.1.2-cuda10.0-cudnn7-ubuntu16.04`,
    'inference-base-cuda12.4-ubuntu22.04',
  ],
  [`${mcr}/sklearn-0.24.1-ubuntu18.04-py37-cpu-inference:latest`, 'minimal-py312-inference'],
  [`${mcr}/minimal-ubuntu18.04-py37-cpu-inference`, 'minimal-py312-inference'],
  [`${mcr}/mlflow-ubuntu18.04-py37-cpu-inference`, 'curated/mlflow-py312-inference'],
  [
    `${mcr}/tensorflow-2.4-ubuntu18.04-py37-cuda11.0.3-gpu-inference`,
    'curated/minimal-py312-cuda12.4-inference',
  ],
  ['azureml/base:intelmpi2018.3-ubuntu16.04', 'inference-base-2204'],
  ['AzureML-sklearn-0.24-ubuntu18.04-py37-cpu-inference', 'minimal-py312-inference'],
])('%s is retired and %s takes its place', (reference, successor) => {
  expect(presentDayImage(reference)?.image).toBe(`${mcr}/${successor}:latest`);
  expect(retiredWarning(reference)).toContain(`${mcr}/${successor}:latest takes its place`);
});

test.each([
  `${mcr}/minimal-py312-inference:latest`,
  `${mcr}/minimal-ubuntu22.04-py39-cpu-inference`,
  `${mcr}/curated/minimal-py311-inference:20250101.v1`,
  `${mcr}/openmpi5.0-cuda12.6-ubuntu24.04`,
  `${mcr}/inference-base-2204@sha256:${'0'.repeat(64)}`,
])('%s is known and not retired', (reference) => {
  expect(knownImage(reference)).toBeDefined();
  expect(presentDayImage(reference)).toBeUndefined();
});

test.each([
  'python:3.12-slim',
  `${mcr}/something-new`,
  'example.com/azureml/base:1',
  'azureml/azureml_0123456789abcdef0123456789abcdef',
])('%s is no known image', (reference) => {
  expect(knownImage(reference)).toBeUndefined();
  expect(retiredWarning(reference)).toBeUndefined();
});

test('every retired image has a successor, and every successor is a row that is not retired', () => {
  for (const { status, successor, name } of knownImages) {
    if (status === 'retired') expect(successor, name).toBeDefined();
    if (successor === undefined) continue;
    expect(knownImage(`${mcr}/${successor}:latest`), successor).toMatchObject({
      name: successor,
      status: 'current',
    });
  }
});

test('every row is found by its own name where nothing in it varies', () => {
  const plain = knownImages.filter(({ name }) => !/[<[,]/.test(name));
  expect(plain.length).toBeGreaterThan(8);
  for (const row of plain) expect(knownImage(`${mcr}/${row.name}`)).toBe(row);
});
