import type { HttpBody } from '../../http/http.ts';
import type { Answer } from '../exchange.ts';

/** One input of a batch: a file of a folder, or a line of a file. */
export type BatchItem = {
  /** Its line, from 1, or its file's name: what `failed.jsonl` says. */
  readonly key: { readonly line: number } | { readonly file: string };
  /** For people, safe to print: `line 12`, or the file's name. */
  readonly shownAs: string;
  readonly request: ItemRequest | ItemRefusal;
};

export type ItemRequest = { readonly contentType: string; readonly body: HttpBody };

/** An input that cannot be sent, and why. */
export type ItemRefusal = { readonly refused: string };

export type ItemOutcome =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** `status` is null where no answer came. */
  | { readonly kind: 'failed'; readonly status: number | null; readonly reason: string };

/** Where a batch's inputs come from and its answers go to. */
export interface BatchStore {
  /** All inputs, those that were answered before too. */
  readonly totalItems: number;
  /** The inputs that have no answer yet; `passedOver` hears of each of the others. */
  items(passedOver: () => void, signal: AbortSignal): AsyncIterable<BatchItem>;
  /** Writes an answer down. Raises when it cannot be written. */
  keep(item: BatchItem, answer: Answer): Promise<void>;
  /** An item that is over without an answer. */
  giveUp(item: BatchItem): Promise<void>;
  /** Ends the writing; what was kept stays, whole. */
  close(): Promise<void>;
}
