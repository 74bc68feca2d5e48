import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleText } from '../../../../../packages/core/src/smoke/report/visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['commands of a terminal go', '\u001b[31mred\u001b[0m \u001b]0;title\u0007end', 'red end'],
    ['control characters show', 'a\u0000b\u0007c', 'a\ufffdb\ufffdc'],
    ['line ends and tabs stay', 'a\r\nb\rc\td', 'a\nb\nc\td'],
    ['marks that turn text around are spelled out', 'abc\u202edef', 'abc[U+202E]def'],
    ['half characters show', 'a\ud800b', 'a\ufffdb'],
    ['other scripts and pictures stay', 'größe 数 🚀', 'größe 数 🚀'],
  ])('%s', (_name, given, shown) => {
    expect(visibleText(given)).toBe(shown);
  });

  it('makes of any text one that XML can hold, the same when done twice', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text);
        // oxlint-disable-next-line no-control-regex -- none of them may be left
        expect(shown).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
        expect(visibleText(shown)).toBe(shown);
      }),
    );
  });
});
