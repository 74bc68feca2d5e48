/** Collects bytes and keeps only the last `limitBytes` of them. */
export class Tail {
  readonly #limitBytes: number;
  #chunks: Uint8Array[] = [];
  #sizeBytes = 0;
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }
  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#sizeBytes += chunk.byteLength;
    if (this.#sizeBytes > 2 * this.#limitBytes) this.#cut();
  }
  /** As UTF-8; a character cut at the start becomes a replacement character. */
  text(): string {
    this.#cut();
    return Buffer.concat(this.#chunks).toString('utf8');
  }
  #cut(): void {
    const all = Buffer.concat(this.#chunks);
    const kept = all.subarray(Math.max(0, all.byteLength - this.#limitBytes));
    this.#chunks = [kept];
    this.#sizeBytes = kept.byteLength;
  }
}
