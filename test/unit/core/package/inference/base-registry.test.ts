import { inspect } from 'node:util';
import type { Fault } from '@package-model/core/errors';
import { readBaseRegistry } from '@package-model/core/package/inference/base-registry';
import { expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';

function read(keys: Parameters<typeof readBaseRegistry>[0]) {
  const faults: Fault[] = [];
  const log = recordingLog();
  const placeOf = (key: readonly (string | number)[]) => ({ file: 'c.json', key: key.join('.') });
  const registry = readBaseRegistry(keys, ['baseImageRegistry'], { placeOf, faults, log });
  return { registry, faults, log };
}

test.each([
  ['my.azurecr.io', { address: 'my.azurecr.io' }],
  ['https://my.azurecr.io/', { address: 'my.azurecr.io' }],
  ['localhost:5000', { address: 'localhost:5000' }],
  [{ address: 'my.azurecr.io' }, { address: 'my.azurecr.io' }],
  [{ address: '', username: '', password: '' }, undefined],
  [{}, undefined],
  [{ address: 'None' }, undefined],
  ['', undefined],
  [undefined, undefined],
])('reads %j', (keys, expected) => {
  const { registry, faults } = read(keys);
  expect(registry).toEqual(expected);
  expect(faults).toEqual([]);
});

test.each([
  [{ address: 'a.io', username: 'u' }, 'baseImageRegistry has no password'],
  [{ address: 'a.io', password: 'p4ss' }, 'baseImageRegistry has no username'],
  ['two words', 'baseImageRegistry is not a registry'],
  ['user:p4ss@a.io', 'baseImageRegistry is not a registry'],
])('refuses %j without repeating a password', (keys, message) => {
  const { registry, faults } = read(keys);
  expect(registry).toBeUndefined();
  expect(faults.map((fault) => fault.message).join()).toContain(message);
  expect(JSON.stringify(faults)).not.toContain('p4ss');
});

test('wraps a password, warns of it, and prints it nowhere', () => {
  const { registry, log } = read({ address: 'a.io', username: 'u', password: 'p4ss' });
  expect(registry?.password?.reveal()).toBe('p4ss');
  expect(log.warnings.map((warning) => warning.place?.key)).toEqual(['baseImageRegistry.password']);
  const printed = [JSON.stringify(registry), inspect(registry), JSON.stringify(log.warnings)];
  expect(printed.join()).not.toContain('p4ss');
});

test.each(['', 'None', 'null', ' none '])(
  'a login with the address %j: no registry yet',
  (address) => {
    const { registry, faults, log } = read({ address, username: 'u', password: 'canary' });
    expect(registry).toBeUndefined();
    expect(faults.map((fault) => fault.message).join()).toContain(
      'the workspace has no registry yet',
    );
    expect(JSON.stringify([faults, log.warnings])).not.toContain('canary');
  },
);
