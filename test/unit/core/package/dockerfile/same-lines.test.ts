import { parseDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { DockerfileParser } from 'dockerfile-ast';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const samples = [
  'FROM a|FROM a AS b|ARG A|RUN a \\|RUN a| && b| && b \\|COPY \\',
  '| |\t|# comment|  # comment \\|\\|USER b|COPY a b|ENV A="b c" \\',
  'RUN <<EOF|RUN cat <<-"EOF" <<TWO|EOF|\tEOF|TWO|run x|CMD ["a", "b"]',
  '# escape=`|# syntax=docker/dockerfile:1|RUN a `|RUN echo "<<EOF"|x',
];
const lines = fc.constantFrom(...samples.join('|').split('|'));
const ends = fc.constantFrom('\n', '\r\n');

test('where nothing is refused, instructions stand in the same lines as dockerfile-ast has them', () => {
  let read = 0;
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 12 }), ends, (parts, end) => {
      const text = ['FROM base', ...parts].join(end);
      const { dockerfile, faults } = parseDockerfile(text);
      if (faults.length > 0) return;
      read += 1;
      const theirs = DockerfileParser.parse(text)
        .getInstructions()
        .map((entry) => [entry.getKeyword(), entry.getRange().start.line + 1]);
      expect(dockerfile.instructions.map(({ name, line }) => [name, line])).toEqual(theirs);
    }),
    { numRuns: 3000, seed: 20261127 },
  );
  expect(read).toBeGreaterThan(100);
});

test('any text is read or refused, and each fault has its line', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(lines, { maxLength: 6 }),
      (noise, parts) => {
        const text = `${parts.join('\n')}\n${noise}\n${parts.join('\n')}`;
        const { dockerfile, faults } = parseDockerfile(text);
        const count = text.split('\n').length;
        for (const { place } of faults) expect(place?.line).toBeLessThanOrEqual(count);
        let last = 0;
        for (const { line, endLine } of dockerfile.instructions) {
          expect(line).toBeGreaterThan(last);
          expect(endLine).toBeGreaterThanOrEqual(line);
          last = endLine;
        }
      },
    ),
    { numRuns: 500, seed: 20261127 },
  );
});
