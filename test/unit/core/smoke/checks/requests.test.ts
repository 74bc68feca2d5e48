import { jsonCase } from '@package-model/core/smoke/cases/smoke-case';
import type { Check } from '@package-model/core/smoke/checks/check';
import { healthy, healthyAfterMalformed } from '@package-model/core/smoke/checks/healthy';
import { malformedRequest } from '@package-model/core/smoke/checks/malformed-request';
import { parallelAnswers } from '@package-model/core/smoke/checks/parallel-answers';
import { sameAnswer } from '@package-model/core/smoke/checks/same-answer';
import { swagger } from '@package-model/core/smoke/checks/swagger';
import { wrongMethod } from '@package-model/core/smoke/checks/wrong-method';
import { afterEach, describe, expect, test } from 'vitest';
import { behaves, doubled, type Replies, services } from './service.ts';

const { start, contextOf, close } = services();
afterEach(close);

async function verdictOf(check: Check, replies: Replies, options = {}) {
  const service = await start({ ...behaves, ...replies });
  return check.run(await contextOf(service, options));
}

test.each([
  healthy,
  healthyAfterMalformed,
  malformedRequest,
  wrongMethod,
  swagger,
  sameAnswer,
  parallelAnswers,
])('$id passes for a service that behaves', async (check) => {
  expect(await verdictOf(check, {})).toEqual({ outcome: 'passed' });
});

describe('health', () => {
  test('that is lost in the end is an error', async () => {
    expect(await verdictOf(healthy, { 'GET /': () => ({ status: 503 }) })).toEqual({
      outcome: 'failed',
      message:
        'GET / answered 503 after the cases and checks; it must be 200 as long as the service lives',
    });
  });

  test('that a malformed request takes away is an error', async () => {
    let isWell = true;
    const replies: Replies = {
      'GET /': () => ({ status: isWell ? 200 : 500 }),
      'POST /score': (body) => {
        isWell = body !== '{"data": [1, 2';
        return { body: '[2, 4]' };
      },
    };
    expect(await verdictOf(healthyAfterMalformed, replies)).toMatchObject({
      message: expect.stringContaining('GET / answered 500 after a body that is no JSON'),
    });
  });
});

test.each([200, 500])('a malformed request that is answered %i is told', async (status) => {
  const replies: Replies = { 'POST /score': () => ({ status }) };
  expect(await verdictOf(malformedRequest, replies, { cases: [] })).toMatchObject({
    message: expect.stringContaining(`answered ${status}, not with 4xx`),
  });
});

test('a method that is served though it is wrong is told', async () => {
  const replies: Replies = { 'DELETE /score': () => ({ body: '[]' }) };
  expect(await verdictOf(wrongMethod, replies)).toMatchObject({
    message: expect.stringContaining('DELETE /score answered 200, not 405'),
  });
});

describe('/swagger.json', () => {
  const describing = (input: unknown): Replies => ({
    'GET /swagger.json': () => ({ body: JSON.stringify({ definitions: { ServiceInput: input } }) }),
  });

  test('that is not there is told', async () => {
    const none: Replies = { 'GET /swagger.json': () => ({ status: 404 }) };
    expect(await verdictOf(swagger, none)).toMatchObject({
      message: expect.stringContaining('gives no document'),
    });
  });

  test('is asked for in version 3 where there is no version 2', async () => {
    const replies: Replies = {
      'GET /swagger.json': () => ({ status: 404 }),
      'GET /swagger.json?version=3': () => ({ body: '{"components": {"schemas": {}}}' }),
    };
    expect(await verdictOf(swagger, replies)).toEqual({ outcome: 'passed' });
  });

  test.each([
    [
      { type: 'object', properties: { rows: { type: 'array' } }, required: ['rows'] },
      '/rows is required and not sent; /data is sent and not described',
    ],
    [{ type: 'object', properties: { data: { type: 'string' } } }, '/data is array, not string'],
    [
      { type: 'object', properties: { data: { type: 'array', items: { type: 'object' } } } },
      '/data/0 is number, not object',
    ],
  ])('that does not fit the payload is told: %j', async (input, fault) => {
    expect(await verdictOf(swagger, describing(input))).toMatchObject({
      message: expect.stringContaining(fault),
    });
  });

  test('that one of several forms of the input fits is enough', async () => {
    const properties = { data: { type: 'array' } };
    const short = jsonCase('short', { rows: 1 }, { status: 200 });
    const replies = describing({ type: 'object', properties });
    expect(await verdictOf(swagger, replies, { cases: [short] })).toMatchObject({
      message: expect.stringContaining('does not fit short, which passed'),
    });
    const both = await verdictOf(swagger, replies, { cases: [short, doubled] });
    expect(both).toEqual({ outcome: 'passed' });
  });

  test.each([{}, { type: 'object', example: {} }, { type: 'object', additionalProperties: true }])(
    'that leaves the input open fits: %j',
    async (input) => {
      expect(await verdictOf(swagger, describing(input))).toEqual({ outcome: 'passed' });
    },
  );
});

describe('the same input', () => {
  test('with other answers is told with the place', async () => {
    let count = 0;
    const replies: Replies = { 'POST /score': () => ({ body: `{"n": ${(count += 1)}}` }) };
    expect(await verdictOf(sameAnswer, replies)).toMatchObject({
      message: expect.stringContaining('/n: 2 instead of 1; /n: 3 instead of 1'),
    });
    expect(await verdictOf(parallelAnswers, replies)).toMatchObject({ outcome: 'skipped' });
  });

  test('may have other times and names of the request, and noise below the tolerance', async () => {
    let count = 0;
    const replies: Replies = {
      'POST /score': () => {
        count += 1;
        const value = { score: 1 + count * 1e-9, elapsed_ms: count, request_id: `r${count}` };
        return { body: JSON.stringify(value) };
      },
    };
    expect(await verdictOf(sameAnswer, replies)).toEqual({ outcome: 'passed' });
  });

  test('is sent once more each time, however often the case repeats', async () => {
    let count = 0;
    const replies: Replies = {
      'POST /score': () => {
        count += 1;
        return { body: '[2, 4]' };
      },
    };
    const service = await start({ ...behaves, ...replies });
    const context = await contextOf(service, { cases: [{ ...doubled, repeat: 5, warmUp: 2 }] });
    count = 0;
    await sameAnswer.run(context);
    expect(count).toBe(2);
  });
});

test('requests at once that get into each other’s way are told', async () => {
  let under = 0;
  const replies: Replies = {
    'POST /score': async () => {
      under += 1;
      const alone = under === 1;
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      const isAlone = alone && under === 1;
      under -= 1;
      return { body: isAlone ? '[2, 4]' : '[0, 0]' };
    },
  };
  expect(await verdictOf(parallelAnswers, replies)).toMatchObject({
    outcome: 'failed',
    message: expect.stringMatching(
      /^\d of 8 answers to doubled, sent at once, .*\/0: 0 instead of 2/,
    ),
  });
});

test.each([swagger, sameAnswer, parallelAnswers])(
  '$id is skipped when no case has passed',
  async (check) => {
    const bad = jsonCase('bad', {}, { status: 418 });
    const verdict = await verdictOf(check, {}, { cases: [bad] });
    expect(verdict).toEqual({
      outcome: 'skipped',
      message: 'no case has passed that could be sent again',
    });
  },
);
