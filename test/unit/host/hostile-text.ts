import { array, constantFrom, oneof, string } from 'fast-check';
import type { Arbitrary } from 'fast-check';

/** Pieces of commands of both runners, complete and broken, and characters that hide or split them. */
const pieces: readonly string[] = [
  ['::set-output name=image::evil', '::add-mask::x', '::stop-commands::t', '::t::', '::endgroup::'],
  ['::error file=a,line=1::', '::set-env name=PATH::', '::ERROR::', '::', ':', '%0A::warning::x'],
  ['##vso[task.setvariable variable=PATH]evil', '##vso[task.complete result=Succeeded;]', '##VSO['],
  [
    '##vso[',
    '##vs',
    'o[task.debug]x',
    '##[set-output name=image]evil',
    '##[error]',
    '##[endgroup]',
  ],
  ['#', '##', '[', ']', ';', ',', '=', '%', '%25', '%AZP25', '%5D', '<<', 'ghadelimiter_', 'EOF'],
  ['\n', '\r', '\r\n', '\n\n', ' ', '\t', '\0', '\v', '\f', '\u0085', '\u00a0', '\u2028', '\u2029'],
  ['\u001b[31m', '\u001b]0;x\u0007', '\u009b2K', '\b', '\u200b', '\u200d', '\u00ad', '\ufeff'],
  ['\u202e', '\u2066', '\ufe0f', '\ud800', '\udc00', '\u{e0041}', '漢字', '🤗', 'İ', 'e\u0301'],
].flat();

/** Text as a model, a container or a registry may give it. */
export function hostileText(): Arbitrary<string> {
  const piece = oneof(
    { weight: 4, arbitrary: constantFrom(...pieces) },
    { weight: 1, arbitrary: string({ unit: 'binary', maxLength: 5 }) },
  );
  return array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
}
