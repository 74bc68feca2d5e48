import type { CodeListing } from '@package-model/core/package/code/code';
import { readExtraSteps } from '@package-model/core/package/environment/extra-steps';
import { digestOf } from '@package-model/core/oci/digest';
import { describe, expect, test } from 'vitest';

const paths = ['data/a.txt', 'data/deep/b.txt', 'score.py', 'tools/run.sh', 'with space.txt'];
const listing: CodeListing = {
  code: {
    directory: 'src',
    entryScript: 'src/score.py',
    files: paths.map((path) => ({
      path: `src/${path}`,
      sizeBytes: 1,
      digest: digestOf(path),
      executable: path.endsWith('.sh'),
    })),
  },
  sources: new Map(
    paths.map((path) => [`src/${path}`, { kind: 'file', path: `/project/${path}` }]),
  ),
};

function read(text: string) {
  const place = { file: 'steps.txt', line: 1 };
  return { steps: readExtraSteps({ text, place }, listing) };
}

function files(text: string): readonly string[] {
  return (read(text).steps?.context.files ?? []).map((file) => file.path);
}

describe('extra steps', () => {
  test('are kept, their comments and continued lines aside', () => {
    const { steps } = read('# why\nRUN a \\\n  # not now\n  && b\n\nENV A=1\nUSER nobody\n');
    expect(steps?.text).toBe('RUN a   && b\nENV A=1\nUSER nobody\n');
    expect(steps?.context.files).toEqual([]);
  });

  test('are none when there is nothing but comments', () => {
    expect(read('# nothing\n').steps).toBeUndefined();
  });

  test('copy files of the source directory, which go into the build context', () => {
    const { steps } = read('COPY --chown=1:1 --chmod=0755 ./tools/run.sh data /opt/x/\n');
    expect(steps?.text).toBe(
      'COPY --chown=1:1 --chmod=0755 ["environment/files/steps/tools/run.sh","environment/files/steps/data","/opt/x/"]\n',
    );
    expect(steps?.context.files).toEqual([
      expect.objectContaining({ path: 'steps/data/a.txt', digest: digestOf('data/a.txt') }),
      expect.objectContaining({ path: 'steps/data/deep/b.txt' }),
      expect.objectContaining({ path: 'steps/tools/run.sh', executable: true }),
    ]);
    expect(steps?.context.sources.get('steps/data/a.txt')).toEqual({
      kind: 'file',
      path: '/project/data/a.txt',
    });
  });

  test.each([
    ['COPY . /all/', paths.map((path) => `steps/${path}`)],
    ['COPY *.py data/?.txt /x/', ['steps/data/a.txt', 'steps/score.py']],
    ['COPY ["with space.txt", "/x/"]', ['steps/with space.txt']],
    ['ADD /score.py /x/', ['steps/score.py']],
    ['COPY da*/deep /x', ['steps/data/deep/b.txt']],
  ])('take for %j exactly what builders take', (line, expected) => {
    expect(files(line)).toEqual(expected);
  });

  test('are refused with every line that may not stand there', () => {
    const text = `FROM other
COPY --from=other /a /b
COPY ../secret /x
COPY gone.txt /x
COPY $HOME /x
ADD https://host/x /y
ENTRYPOINT ["sh"]
CMD run
RUN --mount=type=bind,source=/,target=/host ls
ONBUILD RUN ls
`;
    let error: unknown;
    try {
      read(text);
    } catch (caught) {
      error = caught;
    }
    const lines = String(error).split('\n');
    for (const [line, part] of [
      [1, 'FROM cannot stand in extra steps'],
      [2, '--from=other is not a stage'],
      [3, 'leaves the source directory'],
      [4, 'COPY finds no gone.txt in the source directory'],
      [5, 'has a variable'],
      [6, 'sources from outside'],
      [7, 'ENTRYPOINT cannot stand'],
      [8, 'CMD cannot stand'],
      [9, 'only secrets and caches may be mounted'],
      [10, 'ONBUILD is not an instruction that may stand here'],
    ] as const) {
      expect(lines.find((candidate) => candidate.includes(`steps.txt:${line}:`))).toContain(part);
    }
  });

  test.each(['# syntax=docker/dockerfile:1\nRUN a\n', '# escape=`\nRUN a\n'])(
    'are refused with a parser directive: %j',
    (text) => {
      expect(() => read(text)).toThrow('the parser directive');
    },
  );
});
