import type { Fault } from '@package-model/core/errors';
import { readBaseRegistry } from '@package-model/core/package/inference/base-registry';
import { expect, test } from 'vitest';

function read(keys: Parameters<typeof readBaseRegistry>[0]) {
  const faults: Fault[] = [];
  const warnings: string[] = [];
  const log = { warn: (line: string) => void warnings.push(line) };
  const placeOf = () => ({ file: 'i.json' });
  const found = readBaseRegistry(keys, ['baseImageRegistry'], { faults, log, placeOf });
  return { found, faults: faults.map(({ message }) => message), warnings };
}

test.each(['', 'None', 'null', ' none '])(
  'a login with the address %j: no registry yet',
  (address) => {
    const { found, faults, warnings } = read({ address, username: 'u', password: 'canary' });
    expect(found).toBeUndefined();
    expect(faults).toEqual([expect.stringContaining('the workspace has no registry yet')]);
    expect(JSON.stringify([faults, warnings])).not.toContain('canary');
  },
);

test('an address of nothing without a login means no registry at all', () => {
  expect(read({ address: 'None' })).toEqual({ found: undefined, faults: [], warnings: [] });
  expect(read('')).toEqual({ found: undefined, faults: [], warnings: [] });
});

test('an address is a host, however it is written', () => {
  expect(read('https://models.azurecr.io/').found).toEqual({ address: 'models.azurecr.io' });
});

test('half a login names what is missing', () => {
  expect(read({ address: 'models.azurecr.io', username: 'u' }).faults).toEqual([
    'baseImageRegistry has no password; give address, username and password, or the address alone',
  ]);
});
