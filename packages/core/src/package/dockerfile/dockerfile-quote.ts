import { isVariableValue } from '../inference/variables.ts';

const KEY = /^[A-Za-z_][A-Za-z0-9_./-]*$/;

/**
 * A value for ENV or LABEL in double quotes, so that every builder reads exactly these characters
 * and expands nothing. TypeError for line ends and other control characters, which no Dockerfile
 * can hold: inputs are checked before.
 */
export function quoteValue(value: string): string {
  if (!isVariableValue(value)) throw new TypeError('a Dockerfile value has a control character');
  return `"${value.replaceAll(/[\\"$]/g, (character) => `\\${character}`)}"`;
}

/** `ENV` or `LABEL` with all pairs in one instruction; '' when there are none. */
export function renderPairs(
  instruction: 'ENV' | 'LABEL',
  pairs: Readonly<Record<string, string>>,
): string {
  const entries = Object.entries(pairs).map(([key, value]) => {
    if (!KEY.test(key))
      throw new TypeError(`${JSON.stringify(key)} cannot be a key of ${instruction}`);
    return `${key}=${quoteValue(value)}`;
  });
  return entries.length === 0 ? '' : `${instruction} ${entries.join(' \\\n    ')}\n`;
}
