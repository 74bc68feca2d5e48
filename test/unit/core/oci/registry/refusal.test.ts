import type { HttpResponse } from '@package-model/core/http/http';
import { isLoopback } from '@package-model/core/oci/registry/loopback';
import { refusal, retryAfterMs } from '@package-model/core/oci/registry/refusal';
import { expect, test } from 'vitest';

const request = {
  what: 'PUT host.io/net',
  host: 'host.io',
  identity: 'user "me"',
  access: 'push',
} as const;

function body(code: string, message: string): Uint8Array {
  return Buffer.from(JSON.stringify({ errors: [{ code, message, detail: { any: 'thing' } }] }));
}

test.each([
  [401, body('UNAUTHORIZED', 'authentication required'), 'UNAUTHORIZED', 'docker login host.io'],
  [403, body('DENIED', 'no'), 'DENIED', 'user "me" has no right to push there: ask for it'],
  [404, body('NAME_UNKNOWN', 'unknown'), 'DENIED', 'create it there first'],
  [404, body('MANIFEST_UNKNOWN', 'unknown'), 'MANIFEST_UNKNOWN', 'check the name'],
  [400, body('TAG_INVALID', 'as the tag is immutable'), 'TAG_IMMUTABLE', 'give another tag'],
  [412, body('PRECONDITION', 'configured as immutable'), 'TAG_IMMUTABLE', 'give another tag'],
  [413, Buffer.from('<html>nginx</html>'), 'TOO_LARGE', 'raise its limit'],
  [400, body('MANIFEST_BLOB_UNKNOWN', 'gone'), 'BLOB_UNKNOWN', 'run again'],
  [404, body('MANIFEST_BLOB_UNKNOWN', 'gone'), 'BLOB_UNKNOWN', 'run again'],
  [400, body('MANIFEST_INVALID', 'odd'), 'INVALID_MANIFEST', 'does not take this kind'],
  [500, Buffer.from(''), 'REGISTRY_FAILED', 'look at the registry, then run again'],
])('status %i says who was refused what, and the remedy', (status, bytes, code, remedy) => {
  const error = refusal({ ...request, status, body: bytes });
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/^PUT host\.io\/net was refused \(status \d+/);
  expect(error.message).toContain(remedy);
  expect(error.message).not.toContain('<html>');
});

test.each([
  ['manifest invalid', 'unknown media type: application/vnd.cncf.model.manifest.v1+json'],
  ['unknown media type: application/vnd.cncf.model.manifest.v1+json', undefined],
])('a registry that takes no models is said to: %s', (message, detail) => {
  const text = JSON.stringify({ errors: [{ code: 'MANIFEST_INVALID', message, detail }] });
  const error = refusal({ ...request, status: 400, body: Buffer.from(text) });
  expect(error.code).toBe('INVALID_MANIFEST');
  expect(error.message).toContain('application/vnd.cncf.model.manifest.v1+json');
  expect(error.message).toContain(
    "does not take artefacts of this type, GitLab's is known for it; use another registry, or a layout folder",
  );
});

test.each([
  ['ghcr.io', 'push', 'packages: write'],
  ['containers.example.com', 'pull', 'packages: read'],
] as const)('what %s does not let one %s is a permission of the job', (host, access, right) => {
  const denied = body('DENIED', 'permission_denied: write_package');
  const { message } = refusal({ ...request, host, access, status: 403, body: denied });
  expect(message).toContain(`a job needs the permission ${right}, and the package's settings`);
});

test("the registry's own words stand in the message, cut and on one line", () => {
  const long = `first\n\x1b[31msecond ${'x'.repeat(1000)}`;
  const { message } = refusal({ ...request, status: 500, body: body('UNKNOWN', long) });
  expect(message).toContain('status 500, UNKNOWN first [31msecond xxx');
  expect(message.length).toBeLessThan(500);
});

test('a body of any form is taken', () => {
  for (const text of ['null', '{"errors":"no"}', '[]', 'plain words', '\xff\xfe']) {
    const error = refusal({ ...request, status: 503, body: Buffer.from(text, 'latin1') });
    expect(error.code).toBe('REGISTRY_FAILED');
  }
});

function answer(retryAfter?: string): HttpResponse {
  const headers = new Map(retryAfter === undefined ? [] : [['retry-after', retryAfter]]);
  return { status: 429, headers, body: (async function* none() {})(), url: new URL('http://h/') };
}

test.each([
  [undefined, undefined],
  ['0', 0],
  ['2', 2000],
  ['86400', 60_000],
  ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['soon', undefined],
])('Retry-After %s', (value, ms) => {
  expect(retryAfterMs(answer(value), Date.UTC(2026, 0, 1))).toBe(ms);
});

test('plain http is for this machine only', () => {
  expect(
    ['localhost', 'localhost:5000', '127.0.0.1:1', '127.8.9.1', '[::1]:80'].every(isLoopback),
  ).toBe(true);
  expect(
    ['127.evil.com', 'localhost.evil.com', '10.0.0.1', 'registry:5000', '::1'].some(isLoopback),
  ).toBe(false);
});
