import type { Readable } from 'node:stream';

export type BodyEnds = {
  /** Once the connection is free for another request, or gone. */
  readonly closed: Promise<void>;
  /** What to raise for an error of the stream. */
  readonly fault: (error: Error) => Error;
};

/** The chunks of a body. The stream's own iterator costs as much as the rest of a short exchange. */
export class BodyReader implements AsyncIterator<Uint8Array> {
  readonly #message: Readable;
  readonly #ends: BodyEnds;
  #wake = (): void => {};

  constructor(message: Readable, ends: BodyEnds) {
    this.#message = message;
    this.#ends = ends;
    const wake = (): void => this.#wake();
    message.on('readable', wake).on('end', wake).on('error', wake).on('close', wake);
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const message = this.#message;
    for (;;) {
      const chunk: unknown = message.destroyed ? null : message.read();
      if (chunk instanceof Uint8Array) return { done: false, value: chunk };
      if (message.readableEnded) {
        // Only then is the connection back among those that the next request may use.
        await this.#ends.closed;
        return { done: true, value: undefined };
      }
      if (message.errored !== null || message.closed) {
        throw this.#ends.fault(message.errored ?? new Error('the answer was broken off'));
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#message.destroy();
    return { done: true, value: undefined };
  }
}
