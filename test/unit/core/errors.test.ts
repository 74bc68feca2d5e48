import {
  CodedError,
  codeOf,
  formatFault,
  formatPlace,
  InputError,
  messageOf,
  refuse,
} from '@package-model/core/errors';
import { expect, test } from 'vitest';

class AreaError extends CodedError<'LOST'> {}

test('an error has the name of its class, its code and its cause', () => {
  const cause = new Error('below');
  const error = new AreaError('LOST', 'the thing is lost', { cause });
  expect(error).toMatchObject({ name: 'AreaError', code: 'LOST', message: 'the thing is lost' });
  expect(error.cause).toBe(cause);
});

test('all faults of an input stand in one message, each with its place', () => {
  const error = new InputError('BAD_FILE', [
    { message: 'no such key', place: { file: 'a.yml', line: 3, column: 7 } },
    { message: 'is missing', place: { key: 'name' } },
    { message: 'and so on' },
  ]);
  expect(error.message).toBe('a.yml:3:7: no such key\nname: is missing\nand so on');
  expect(error.faults).toHaveLength(3);
});

test('a place prints what is known of it', () => {
  expect(formatPlace({ file: 'a.json' })).toBe('a.json');
  expect(formatPlace({ file: 'a.json', line: 2 })).toBe('a.json:2');
  expect(formatPlace({ file: 'a.json', line: 2, key: 'x.y' })).toBe('a.json:2 (x.y)');
  expect(formatPlace({ key: 'x.y' })).toBe('x.y');
  expect(formatFault({ message: 'wrong', place: {} })).toBe('wrong');
});

test('nothing is refused without faults', () => {
  expect(() => refuse('BAD_INPUT', [])).not.toThrow();
  expect(() => refuse('BAD_INPUT', [{ message: 'no' }])).toThrow(InputError);
});

test('anything thrown has a message, and a code where it carries one', () => {
  expect(messageOf(new Error('text'))).toBe('text');
  expect(messageOf(7)).toBe('7');
  expect(codeOf(Object.assign(new Error('gone'), { code: 'ENOENT' }))).toBe('ENOENT');
  expect(codeOf(Object.assign(new Error('odd'), { code: 5 }))).toBeUndefined();
  expect(codeOf({ code: 'ENOENT' })).toBeUndefined();
  expect(codeOf(new AreaError('LOST', 'lost'))).toBe('LOST');
});
