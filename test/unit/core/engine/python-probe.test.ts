import { parseProbe } from '@package-model/core/engine/python-probe';
import { InputError } from '@package-model/core/errors';
import { expect, test } from 'vitest';

const question = { image: 'base:1', command: 'python3' };
const answer = {
  executable: '/usr/bin/python3',
  version: '3.11.2',
  pip: true,
  ensurepip: true,
  venv: true,
  externallyManaged: true,
  libc: { kind: 'glibc', version: '2.36' },
  machine: 'x86_64',
  user: { uid: 0, gid: 0 },
};

test('the answer is found between other lines', () => {
  const output = `a warning\npackage-model-probe:${JSON.stringify(answer)}\nbye\n`;
  expect(parseProbe(output, question)).toEqual({ command: 'python3', ...answer });
});

const unusable = [
  ['an old Python', 'ImportError: No module named util\n', 'No module named util'],
  ['half an answer', 'package-model-probe:{"version":\n', 'unknown form'],
  ['silence', '', 'cannot run the probe'],
] as const;

test.each(unusable)('%s is refused by the name of the image', (_, output, part) => {
  expect(() => parseProbe(output, question)).toThrow(InputError);
  expect(() => parseProbe(output, question)).toThrow(part);
  expect(() => parseProbe(output, question)).toThrow('base image base:1');
});
