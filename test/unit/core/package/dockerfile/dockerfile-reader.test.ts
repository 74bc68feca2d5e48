import { readDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { describe, expect, test } from 'vitest';

describe('reading a Dockerfile', () => {
  test('gives flags, arguments and lines of an instruction that is continued', () => {
    const text = 'FROM a\nCOPY --chown=1:2 \\\n\n  # why\n  ["a b", \\\n "/c"]\n';
    const [, copy] = readDockerfile(text).instructions;
    expect(copy).toMatchObject({
      name: 'COPY',
      flags: [{ name: 'chown', value: '1:2' }],
      args: { kind: 'json', values: ['a b', '/c'] },
      line: 2,
      endLine: 6,
      stage: 0,
    });
  });

  test('keeps the lines of a heredoc apart from the instructions', () => {
    const { instructions } = readDockerfile('FROM a\nRUN <<-"EOF"\nUSER root\n\tEOF\nUSER b\n');
    expect(instructions.map(({ name }) => name)).toEqual(['FROM', 'RUN', 'USER']);
    expect(instructions[1]?.heredocs).toEqual([
      { name: 'EOF', chomp: true, expand: false, content: 'USER root\n', line: 3 },
    ]);
  });

  test('replaces variables of FROM by the arguments before it', () => {
    const text = 'ARG TAG=1\nARG BASE=host:5000/a:${TAG}\nFROM ${BASE} AS One\nFROM one\n';
    const bases = (buildArgs: Record<string, string>) =>
      readDockerfile(text, { buildArgs }).stages.map(({ base }) => base);
    const second = { kind: 'stage', index: 0 };
    expect(bases({})).toEqual([{ kind: 'image', image: 'host:5000/a:1' }, second]);
    expect(bases({ TAG: '2' })).toEqual([{ kind: 'image', image: 'host:5000/a:2' }, second]);
  });

  test('reads steps that start in the middle of another file', () => {
    const options = { file: 'config.yml', firstLine: 10, steps: true };
    const { instructions } = readDockerfile('# why\nRUN a\n', options);
    expect(instructions).toMatchObject([{ name: 'RUN', line: 11, endLine: 11, stage: 0 }]);
    expect(() => readDockerfile('\nRUNN a\n', options)).toThrow('config.yml:11: "RUNN"');
  });
});
