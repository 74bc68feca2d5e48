import { gpuBase } from '@package-model/core/package/environment/gpu-base';
import { expect, test } from 'vitest';

test('a GPU without a base image gets a maintained one, and why it is said', () => {
  const base = gpuBase(undefined);
  expect(base.image).toContain(`cuda${base.cuda}`);
  expect(base.why).toBe(
    `The configuration asks for a GPU and names no base image: ${base.image} (CUDA ${base.cuda}) is used.`,
  );
});

test.each(['9.0', '9.1', '10.0'])('CUDA %s is told to be gone', (asked) => {
  expect(gpuBase(asked).why).toContain(`It asks for CUDA ${asked}, for which no maintained image`);
});

test('the CUDA that the base image has is no reason for a word', () => {
  expect(gpuBase(gpuBase(undefined).cuda).why).toBe(gpuBase(undefined).why);
});
