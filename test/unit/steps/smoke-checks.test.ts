import { checkInputs } from '@package-model/steps/inputs/smoke-checks';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';

function parse(text: string) {
  const result = z.safeParse(checkInputs.checks.schema, text);
  return result.success ? result.data : result.error.issues.map(({ message }) => message);
}

describe('the input checks', () => {
  test('gives checks another severity', () => {
    expect(parse('root-user=error, same-answer = off\nswagger=warning')).toEqual({
      'root-user': 'error',
      'same-answer': 'off',
      swagger: 'warning',
    });
  });

  test.each([
    ['root-usr=error', 'there is no check "root-usr"; did you mean root-user?'],
    ['root-user', '"root-user" has no severity; write ID=error, ID=warning or ID=off'],
    ['healthy=fatal', '"fatal" is no severity of healthy; write healthy=error, warning or off'],
    ['healthy=off, healthy=error', 'the check healthy is named twice'],
  ])('refuses %s', (text, fault) => {
    expect(parse(text)).toEqual([fault]);
  });

  test('lists the checks when nothing is near', () => {
    expect(parse('everything=off')).toEqual([
      expect.stringContaining('the checks are error-as-200'),
    ]);
  });
});
