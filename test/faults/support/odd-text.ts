import * as fc from 'fast-check';

/** Text as a parser may meet it: of any characters, of its own tokens, or almost right. */
export function oddText(
  tokens: readonly string[],
  samples: readonly string[],
): fc.Arbitrary<string> {
  const anything = fc.string({ unit: 'binary', maxLength: 200 });
  const bytes = fc
    .uint8Array({ maxLength: 200 })
    .map((each) => new TextDecoder('latin1').decode(each));
  const grammar = fc
    .array(fc.constantFrom(...tokens), { maxLength: 60 })
    .map((parts) => parts.join(''));
  const mutated = fc
    .tuple(fc.constantFrom(...samples), fc.array(edit(tokens), { minLength: 1, maxLength: 6 }))
    .map(([sample, edits]) => edits.reduce((text, change) => change(text), sample));
  return fc.oneof(
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: bytes },
    { weight: 3, arbitrary: grammar },
    { weight: 5, arbitrary: mutated },
  );
}

/** One change of a text: something goes, comes, is there twice, or changes places. */
function edit(tokens: readonly string[]): fc.Arbitrary<(text: string) => string> {
  const where = fc.double({ min: 0, max: 1, noNaN: true });
  const piece = fc.oneof(
    fc.constantFrom(...tokens),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
  );
  return fc
    .tuple(fc.constantFrom('cut', 'insert', 'double', 'replace', 'end'), where, where, piece)
    .map(([kind, a, b, put]) => (text: string) => {
      const [from = 0, to = 0] = [a, b]
        .map((share) => Math.floor(share * text.length))
        .toSorted((one, other) => one - other);
      const [before, middle, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
      if (kind === 'cut') return before + after;
      if (kind === 'insert') return before + put + middle + after;
      if (kind === 'double') return before + middle + middle + after;
      return kind === 'replace' ? before + put + after : before;
    });
}

/** Texts of one character or word over and over: where a reader's time could explode. */
export function longTexts(tokens: readonly string[], length: number): string[] {
  return [...tokens, ' ', 'a', '0', '\t', '\n', '\\', '"', "'", 'a ', ' a'].map((token) =>
    token.repeat(Math.ceil(length / token.length)),
  );
}
