import { expect, it } from 'vitest';
import { digestOf } from '../../../../packages/core/src/oci/digest.ts';
import { KeptBody } from '../../../../packages/core/src/smoke/kept-body.ts';

it.each([
  ['short, at once', 10, 4],
  ['long, while it comes', 700_000, 5],
  ['longer than what is kept', 1_500_000, 3],
])('a body that is %s is hashed whole and kept in its beginning', (_name, length, count) => {
  const chunks = Array.from({ length: count }, (_unused, index) =>
    Buffer.alloc(length, index.toString()),
  );
  const kept = new KeptBody(2_000_000);
  for (const chunk of chunks) kept.add(chunk);
  const whole = Buffer.concat(chunks);
  const { body, digest } = kept.finish();
  expect(digest).toBe(digestOf(whole));
  expect(kept.sizeBytes).toBe(whole.byteLength);
  expect(Buffer.compare(body, whole.subarray(0, 2_000_000))).toBe(0);
});
