import type { Parsed } from '../../oci/reference.ts';

/** How far a version may be from the one before it; a key that is not given sets no limit. */
export type MaxDrift = {
  /** Of one value: `|now − before| ÷ |before|`; 1 for what is no number. */
  readonly answer?: number | undefined;
  /** Numbers that are no further apart than this never count. */
  readonly absolute?: number | undefined;
  /** A case's median time as a multiple of what it was. */
  readonly latency?: number | undefined;
};

const KEYS = ['answer', 'absolute', 'latency'] as const;
const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Parses `0.05` (answers alone) or `answer=0.05,latency=2`. */
export function parseMaxDrift(text: string): Parsed<MaxDrift> {
  if (NUMBER.test(text.trim())) return { value: { answer: Number(text) } };
  const drift: { -readonly [K in keyof MaxDrift]: MaxDrift[K] } = {};
  for (const entry of text.split(/[\n,]/).filter((part) => part.trim() !== '')) {
    const [name = '', value = '', ...rest] = entry.split('=').map((part) => part.trim());
    const key = KEYS.find((one) => one === name);
    if (key === undefined || rest.length > 0 || !NUMBER.test(value)) {
      const hint = 'write a number such as 0.05, or answer=0.05,latency=2';
      return { fault: `"${entry.trim()}" is no limit of drift; ${hint}` };
    }
    if (drift[key] !== undefined) return { fault: `"${key}" is given twice` };
    drift[key] = Number(value);
  }
  if (drift.answer === undefined && drift.latency === undefined) {
    return { fault: `"${text}" sets no limit; give answer, latency or both` };
  }
  if (drift.latency !== undefined && drift.latency < 1) {
    const message = `latency=${drift.latency} asks for a faster version; write 1 or more, 2 lets a case take twice as long`;
    return { fault: message };
  }
  return { value: drift };
}
