import { Writable } from 'node:stream';

/** A stream that drops what it gets: tool runners echo there what the listeners already have. */
export function createDiscard(): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
}
