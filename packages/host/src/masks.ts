/** Values that print as `***`. */
export type Masks = {
  add(value: string): void;
  apply(text: string): string;
};

const SHORTEST_PART = 4;

/** Starts without any. Each line of a value is hidden on its own too, as logs come by lines. */
export function createMasks(): Masks {
  const values = new Set<string>();
  return {
    add(value) {
      for (const part of secretParts(value)) values.add(part);
    },
    apply(text) {
      let masked = text;
      for (const value of [...values].toSorted((a, b) => b.length - a.length)) {
        masked = masked.replaceAll(value, '***');
      }
      return masked;
    },
  };
}

/** Calls `hide` for each part of a value, the first time that the part turns up. */
export function createHiding(hide: (part: string) => void): (value: string) => void {
  const hidden = new Set<string>();
  return (value) => {
    for (const part of secretParts(value).filter((part) => !hidden.has(part))) {
      hidden.add(part);
      hide(part);
    }
  };
}

/**
 * The lines of a value, and of JSON the texts in it too, as each may print on its own. Parts too short
 * to be secret on their own are left out, unless there are no others. A blank value has none.
 */
export function secretParts(value: string): string[] {
  const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
  const written = lines.filter((line) => line !== '');
  const long = written.filter(isLong);
  return [...new Set([...(long.length === 0 ? written : long), ...textsInJson(value)])];
}

function textsInJson(value: string): string[] {
  if (!/^\s*[{[]/.test(value)) return [];
  const texts: string[] = [];
  const keepTexts = (_: string, member: unknown): unknown => {
    if (typeof member === 'string') texts.push(member);
    return member;
  };
  try {
    JSON.parse(value, keepTexts);
  } catch {
    return []; // It only looks like JSON.
  }
  return texts.flatMap((text) => text.split(/\r\n|\r|\n/)).filter(isLong);
}

function isLong(part: string): boolean {
  return part.trim().length >= SHORTEST_PART;
}
