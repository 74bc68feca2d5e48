import { parseIndex, parseManifest } from '@package-model/core/oci/descriptor';
import { digestFromHex, digestOf, hexOf, parseDigest } from '@package-model/core/oci/digest';
import { digestOfStream, hashing, verified } from '@package-model/core/oci/hash-stream';
import { mediaTypes, ociMediaType } from '@package-model/core/oci/media-types';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect, inPieces } from '../collect.ts';

const config = { mediaType: mediaTypes.config, digest: digestOf('c'), size: 1 };
const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

test('a manifest reads with what it has; a missing media type is the OCI one', () => {
  const manifest = parseManifest(encode({ schemaVersion: 2, config, layers: [] }), 'x');
  expect(manifest).toEqual({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers: [],
  });
});

test.each<[string, unknown, string]>([
  ['another schema version', { schemaVersion: 1, config, layers: [] }, 'schemaVersion'],
  ['no layers', { schemaVersion: 2, config }, 'layers'],
  [
    'a digest that is none',
    { schemaVersion: 2, config: { ...config, digest: 'sha256:12' }, layers: [] },
    'config.digest not a sha256 digest',
  ],
  [
    'a negative size',
    { schemaVersion: 2, config: { ...config, size: -1 }, layers: [] },
    'config.size',
  ],
])('a manifest with %s is refused, naming place and member', (_, value, text) => {
  expect(() => parseManifest(encode(value), 'host/net@x')).toThrow(
    expect.objectContaining({
      code: 'INVALID_MANIFEST',
      message: expect.stringContaining(`host/net@x: ${text}`),
    }),
  );
});

test('what is not JSON, or not UTF-8, is refused', () => {
  for (const bytes of [Buffer.from('{"a":'), Buffer.from([0x22, 0xff, 0x22])]) {
    expect(() => parseIndex(bytes, 'index.json')).toThrow('index.json is not JSON');
  }
});

test('only lower-case sha256 digests are digests', () => {
  const hex = 'ab'.repeat(32);
  expect(parseDigest(`sha256:${hex}`)).toBe(`sha256:${hex}`);
  expect(hexOf(digestFromHex(hex))).toBe(hex);
  for (const text of [hex, `sha256:${hex.toUpperCase()}`, `sha512:${hex}`, `sha256:${hex}0`, '']) {
    expect(parseDigest(text)).toBeUndefined();
  }
  expect(() => digestFromHex('12')).toThrow(TypeError);
});

test('bytes are hashed and counted as they pass, whatever their pieces', async () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), pieces, async (bytes, lengths) => {
      const stream = hashing(inPieces(bytes, lengths));
      expect(Buffer.compare(await collect(stream.bytes), Buffer.from(bytes))).toBe(0);
      const found = { digest: digestOf(bytes), sizeBytes: bytes.length };
      expect(stream.finish()).toEqual(found);
      expect(await digestOfStream(inPieces(bytes, lengths))).toEqual(found);
    }),
  );
});

test('verified bytes pass all, and raise only at their end', async () => {
  const bytes = Buffer.from('some bytes');
  const right = verified(inPieces(bytes, [3]), digestOf(bytes), 'place');
  expect(await collect(right)).toEqual(bytes);
  const wrong = verified(inPieces(bytes, [3]), digestOf('other'), 'place');
  await expect(collect(wrong)).rejects.toMatchObject({
    code: 'DIGEST_MISMATCH',
    message: `place holds ${digestOf(bytes)} under ${digestOf('other')}`,
  });
});

test("Docker's media types have OCI ones that mean the same", () => {
  expect(ociMediaType(mediaTypes.dockerManifest)).toBe(mediaTypes.manifest);
  expect(ociMediaType(mediaTypes.dockerList)).toBe(mediaTypes.index);
  expect(ociMediaType(mediaTypes.dockerConfig)).toBe(mediaTypes.config);
  expect(ociMediaType(mediaTypes.dockerLayer)).toBe(mediaTypes.layer);
  expect(ociMediaType(mediaTypes.dockerLayerGzip)).toBe(mediaTypes.layerGzip);
  expect(ociMediaType('text/plain')).toBe('text/plain');
});
