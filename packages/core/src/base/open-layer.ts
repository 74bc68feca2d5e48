import { createHash } from 'node:crypto';
import { ImageError } from '../image/errors.ts';
import { gunzip } from '../image/gunzip.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { digestFromHex } from '../oci/digest.ts';
import type { Digest } from '../oci/digest.ts';
import { mediaTypes, ociMediaType } from '../oci/media-types.ts';

/** Real layers unpack to some ten times their size; past this it is a bomb. */
const RATIO_LIMIT = 250;
const ALWAYS_ALLOWED_BYTES = 64 * 1024 * 1024;

/** A layer's plain tar bytes; at their end BAD_ARCHIVE unless they are what the config says. */
export async function* openLayer(
  layer: Descriptor,
  diffId: Digest | undefined,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  const limitBytes = Math.max(ALWAYS_ALLOWED_BYTES, layer.size * RATIO_LIMIT);
  let plainBytes = 0;
  for await (const chunk of unpacked(layer, source)) {
    plainBytes += chunk.length;
    if (plainBytes > limitBytes) {
      const message = `the layer ${layer.digest} unpacks to more than ${RATIO_LIMIT} times its size`;
      throw new ImageError('BAD_ARCHIVE', `${message}; it is not read any further`);
    }
    hash.update(chunk);
    yield chunk;
  }
  const found = digestFromHex(hash.digest('hex'));
  if (found === diffId) return;
  const message = `the layer ${layer.digest} unpacks to ${found}, the image's config says ${diffId}`;
  throw new ImageError('BAD_ARCHIVE', message);
}

function unpacked(layer: Descriptor, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  switch (ociMediaType(layer.mediaType)) {
    case mediaTypes.layer:
      return source;
    case mediaTypes.layerGzip:
      return gunzip(source, `the layer ${layer.digest}`);
    case mediaTypes.layerZstd: {
      const message = `the layer ${layer.digest} is compressed with zstd, which cannot be read yet`;
      const remedy = 'push the image with gzip layers, or read it through the engine';
      throw new ImageError('UNSUPPORTED_BASE', `${message}: ${remedy}`);
    }
    default: {
      const message = `the layer ${layer.digest} has the type ${layer.mediaType}, which is no layer`;
      throw new ImageError('UNSUPPORTED_BASE', `${message} of a Linux image`);
    }
  }
}
