import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import {
  describeAnswer,
  describeRequest,
} from '../../../../../packages/core/src/smoke/cases/describe.ts';
import type { Answer } from '../../../../../packages/core/src/smoke/exchange.ts';
import { jsonCase } from '../../../../../packages/core/src/smoke/cases/smoke-case.ts';

const one = jsonCase('one', { data: [1] }, { status: 200 });

function answer(body: Uint8Array, headers: Iterable<[string, string]> = []): Answer {
  const digest = digestOf(body);
  const sizeBytes = body.byteLength;
  return { status: 200, headers: new Map(headers), body, sizeBytes, digest, latencyMs: 1 };
}

describe('a request in the report', () => {
  it('shows its headers, but no value that looks like a secret', () => {
    const headers = { ...one.headers, authorization: 'Bearer abc', 'x-api-key': 'abc' };
    const shown = describeRequest({ ...one, headers });
    expect(shown.headers).toEqual({
      'content-type': 'application/json',
      authorization: '***',
      'x-api-key': '***',
    });
    expect(shown).toMatchObject({ bodyPreview: '{"data":[1]}', sizeBytes: 12 });
  });

  it('shows 2 KiB of its body and its whole size', () => {
    const shown = describeRequest({ ...one, body: 'x'.repeat(5000) });
    expect(shown).toMatchObject({ bodyPreview: 'x'.repeat(2048), sizeBytes: 5000 });
  });
});

describe('an answer in the report', () => {
  it('shows 4 KiB of text, cut between characters', () => {
    const shown = describeAnswer(answer(Buffer.from(`a${'é'.repeat(4000)}`)));
    expect(shown.bodyPreview).toBe(`a${'é'.repeat(2047)}`);
    expect(shown).toMatchObject({ sizeBytes: 8001, status: 200 });
  });

  it('shows no bytes that are not text, only their size and digest', () => {
    const body = new Uint8Array([0x89, 0x50, 0xff]);
    expect(describeAnswer(answer(body))).toMatchObject({
      bodyPreview: null,
      sizeBytes: 3,
      sha256: digestOf(body),
    });
  });

  it('shows the first hundred headers, long ones cut', () => {
    const many = Array.from({ length: 500 }, (_, index): [string, string] => [
      `x-${index}`,
      'v'.repeat(2000),
    ]);
    const { headers } = describeAnswer(answer(new Uint8Array(), many));
    expect(Object.keys(headers)).toHaveLength(100);
    expect(headers['x-0']).toHaveLength(1024);
  });
});
