import { baseLogin, chooseBase } from '@package-model/core/package/environment/choose-base';
import { Secret } from '@package-model/core/secret';
import { expect, test } from 'vitest';

const address = 'models.azurecr.io';

function choose(config: object, baseImage?: string) {
  const warnings: string[] = [];
  const log = { warn: (line: string) => void warnings.push(line) };
  const request = { config: { file: 'i.json', ...config }, ...(baseImage && { baseImage }) };
  return { chosen: chooseBase(request, log), warnings };
}

test.each([
  [{ baseImage: 'team/python:3', baseRegistry: { address } }, `${address}/team/python:3`],
  [
    { baseImage: `${address}/team/python:3`, baseRegistry: { address } },
    `${address}/team/python:3`,
  ],
  [{ baseImage: 'python:3.12-slim' }, 'python:3.12-slim'],
  [
    { baseImage: `azureml/azureml_${'0a'.repeat(16)}`, baseRegistry: { address } },
    `${address}/azureml/azureml_${'0a'.repeat(16)}`,
  ],
  [{ baseRegistry: { address } }, undefined],
])('%j is the base image %s', (config, image) => {
  expect(choose(config)).toEqual({ chosen: image, warnings: [] });
});

test('an input wins, and no registry is put before it', () => {
  const config = { baseImage: 'team/python:3', baseRegistry: { address } };
  expect(choose(config, 'python:3.12').chosen).toBe('python:3.12');
});

test('an image that names another registry stays as it is, with a warning', () => {
  const config = { baseImage: 'ghcr.io/team/python:3', baseRegistry: { address } };
  expect(choose(config)).toEqual({
    chosen: 'ghcr.io/team/python:3',
    warnings: [expect.stringContaining(`baseImageRegistry ${address} is not put before it`)],
  });
});

test('a retired image is warned of with the image of today', () => {
  const retired = 'mcr.microsoft.com/azureml/openmpi3.1.2-ubuntu18.04';
  expect(choose({ baseImage: retired })).toEqual({
    chosen: retired,
    warnings: [expect.stringContaining('azureml/inference-base-2204:latest takes its place')],
  });
});

test("a workspace's own image without its registry is refused", () => {
  const image = `azureml/azureml_${'0a'.repeat(16)}`;
  expect(() => choose({ baseImage: image })).toThrow(
    `i.json: ${image} is an image of a workspace's own registry, which nothing names`,
  );
});

test('a login is whole or none', () => {
  const password = new Secret('canary');
  const whole = { address, username: 'reader', password };
  expect(baseLogin({ baseRegistry: whole })).toEqual(whole);
  expect(baseLogin({ baseRegistry: { address } })).toBeUndefined();
  expect(baseLogin({})).toBeUndefined();
});
