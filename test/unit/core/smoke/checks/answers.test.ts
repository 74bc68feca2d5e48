import { jsonCase } from '@package-model/core/smoke/cases/smoke-case';
import type { Expectation } from '@package-model/core/smoke/cases/smoke-case';
import { defaultTolerance } from '@package-model/core/smoke/cases/compare';
import { errorAs200 } from '@package-model/core/smoke/checks/error-as-200';
import { numpyInAnswers } from '@package-model/core/smoke/checks/numpy-in-answers';
import { afterEach, describe, expect, test } from 'vitest';
import { behaves, type Reply, services } from './service.ts';

const { start, contextOf, close } = services();
afterEach(close);

async function look(
  check: typeof errorAs200,
  reply: Reply | string,
  expectation: Expectation = { status: 200 },
) {
  const answer = typeof reply === 'string' ? { body: reply } : reply;
  const service = await start({ ...behaves, 'POST /score': () => answer });
  return check.run(await contextOf(service, { cases: [jsonCase('one', {}, expectation)] }));
}

describe('an error with status 200', () => {
  test.each([
    ['{"error": "could not open the model"}', '"error"'],
    ['{"result": null, "errors": ["no such row"]}', '"errors"'],
    ['{"error": {"code": 3, "message": "boom"}}', '"error"'],
    [
      '{"message": "ValueError: could not convert string to float: \'a\'"}',
      '"message" holds an exception',
    ],
    ['{"status": "failed", "message": "no rows"}', '"status"'],
    ['"could not convert string to float: \'a\'"', "an exception's text"],
    ['"KeyError(\'data\')"', "an exception's text"],
    ['"\'data\'"', "an exception's text"],
    ['["Expecting value: line 1 column 1 (char 0)"]', "an exception's text"],
    [
      '"Traceback (most recent call last):\\n  File \\"score.py\\", line 3\\nKeyError: 1"',
      'a Python traceback',
    ],
    ['Traceback (most recent call last):\n  File "score.py"', 'a Python traceback'],
    ['"{\\"error\\": \\"encoded twice\\"}"', '"error"'],
    ['{}', 'nothing in it'],
    ['null', 'nothing in it'],
  ])('%s is found', async (body, found) => {
    expect(await look(errorAs200, body)).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining(`one: status 200 with ${found}`),
    });
  });

  test('that only the header tells of is found', async () => {
    const headers = { 'x-ms-run-function-failed': 'True' };
    const verdict = await look(errorAs200, { body: '[2, 4]', headers });
    expect(verdict).toMatchObject({
      message: expect.stringContaining('x-ms-run-function-failed'),
    });
  });

  test.each([
    '[2, 4]',
    '{"error": 0.25, "prediction": 3}',
    '{"error": null, "prediction": 3}',
    '{"error": "", "errors": [], "prediction": 3}',
    '{"message": "The weather is fine.", "status": "ok"}',
    '"an error is a thing to learn from"',
    '"it\'s a cat"',
    '["cat", "dog"]',
    '{"label": "error_page", "score": 0.9}',
  ])('is not seen in %s', async (body) => {
    expect(await look(errorAs200, body)).toEqual({ outcome: 'passed' });
  });

  test('is left alone where the case expects just that', async () => {
    const tolerance = defaultTolerance;
    const value = { error: 'nothing found' };
    const body = JSON.stringify(value);
    const whole = { status: 200, json: { value, tolerance } };
    expect(await look(errorAs200, body, whole)).toEqual({ outcome: 'passed' });
    const subset = { status: 200, jsonSubset: { value, tolerance } };
    expect(await look(errorAs200, body, subset)).toEqual({ outcome: 'passed' });
    const other = { status: 200, jsonSubset: { value: {}, tolerance } };
    expect(await look(errorAs200, body, other)).toMatchObject({ outcome: 'failed' });
  });

  test('is not looked for in other answers', async () => {
    const verdict = await look(errorAs200, { status: 500, body: '{"error": "x"}' });
    expect(verdict).toMatchObject({ outcome: 'skipped' });
  });
});

describe('NumPy in answers', () => {
  test.each([
    ['[1.5, NaN]', 'NaN or Infinity'],
    ['{"a": -Infinity}', 'NaN or Infinity'],
    ['"[1 2 3]"', 'a printed array'],
    ['{"scores": "[[0.1 0.9]\\n [0.5 0.5]]"}', 'a printed array'],
    ['"array([1, 2])"', 'a printed array'],
    ['{"a": ["np.float64(1.5)"]}', 'a printed array'],
    ['"tensor([1, 2])"', 'a printed array'],
  ])('%s is found', async (body, found) => {
    expect(await look(numpyInAnswers, body)).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining(found),
    });
  });

  test('that the server cannot write is found', async () => {
    const body = '"An unexpected internal error occurred. Check the logs for more info."';
    expect(await look(numpyInAnswers, { status: 500, body })).toMatchObject({
      message: expect.stringContaining('could not write the result as JSON'),
    });
  });

  test.each(['[1.5, null]', '"[1, 2, 3]"', '"[1] see below"', '"an array of cats"', 'no JSON NaN'])(
    'is not seen in %s',
    async (body) => {
      expect(await look(numpyInAnswers, body)).toEqual({ outcome: 'passed' });
    },
  );
});
