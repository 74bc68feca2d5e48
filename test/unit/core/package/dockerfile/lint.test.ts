import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatFault } from '@package-model/core/errors';
import { openContext } from '@package-model/core/package/dockerfile/build-context';
import { readDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { lintDockerfile } from '@package-model/core/package/dockerfile/lint/lint';
import { lintRules } from '@package-model/core/package/dockerfile/lint/rules';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const files: Readonly<Record<string, string>> = {
  'score.py': 'def init(): ...\n',
  'requirements.txt': 'x\n',
  'model/model.pkl': 'm',
  'start.sh': '#!/bin/sh\r\necho\r\n',
  'good.sh': '#!/bin/sh\necho\n',
  'secret/key.txt': 'k',
  '.dockerignore': 'secret\n',
};
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-lint-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const base = 'FROM debian:12.1';
const prebuilt = 'FROM mcr.microsoft.com/azureml/minimal-py312-inference:20250901.v1';

async function findings(lines: readonly string[]): Promise<string[]> {
  const context = await openContext(folder, (file) => file);
  return lintDockerfile(readDockerfile(`${lines.join('\n')}\n`), context).map(
    ({ rule, place }) => `${String(place.line)} ${rule}`,
  );
}

type Case = readonly [rule: string, bad: readonly string[], line: number, good: readonly string[]];

const cases: readonly Case[] = [
  [
    'dash-in-option',
    [base, 'RUN pip install --no-cache-dir \\', '  \u2013r requirements.txt'],
    2,
    [base, 'RUN echo "a \u2013 b" && pip install --no-cache-dir -r requirements.txt'],
  ],
  ['curly-quote', [base, 'ENV A=\u201Cb\u201D'], 2, [base, 'ENV A="b\u201Cc\u201D"']],
  ['list-not-json', [base, "CMD ['sh', '-c', 'x']"], 2, [base, 'RUN [ -f /x ] && echo y']],
  ['blank-continuation', [base, 'RUN a \\', '', ' b'], 3, [base, 'RUN a \\', '#', ' b']],
  ['windows-line-ends', [base, 'COPY start.sh /'], 2, [base, 'COPY good.sh score.py /']],
  [
    'lost-between-steps',
    [base, 'RUN apt list && conda activate x'],
    2,
    [base, 'RUN cd /x && make'],
  ],
  [
    'apt-as-non-root',
    [prebuilt, 'RUN apt-get update && rm -rf /var/lib/apt/lists/*'],
    2,
    [prebuilt, 'USER root', 'RUN apt-get update && rm -rf /var/lib/apt/lists/*', 'USER dockeruser'],
  ],
  [
    'apt-asks',
    [base, 'RUN apt-get update && apt-get install libgomp1 && rm -rf /var/lib/apt/lists/*'],
    2,
    [base, 'RUN apt-get update && apt-get install -qy libgomp1 && rm -rf /var/lib/apt/lists/*'],
  ],
  [
    'apt-without-update',
    [base, 'RUN apt-get install -y libgomp1'],
    2,
    [base, 'RUN apt-get update && apt-get install -y libgomp1 && rm -rf /var/lib/apt/lists/*'],
  ],
  [
    'apt-lists-left',
    [base, 'RUN apt-get update && apt-get install -y libgomp1'],
    2,
    [base, 'RUN --mount=type=cache,target=/var/lib/apt apt-get update'],
  ],
  [
    'pip-cache-left',
    [base, 'RUN pip install -r requirements.txt'],
    2,
    [base, 'ENV PIP_NO_CACHE_DIR=1', 'RUN python3 -m pip install -r requirements.txt'],
  ],
  [
    'conda-not-on-path',
    [base, 'RUN conda env create -n serve -f env.yml'],
    2,
    [base, 'RUN conda create -y -p /azureml-envs/a x', 'ENV PATH=/azureml-envs/a/bin:$PATH'],
  ],
  ['unpinned-base', ['ARG B=debian', 'FROM ${B}:latest'], 2, [base]],
  ['root-at-end', [base, 'USER root', 'RUN a'], 2, [base, 'USER root', 'USER 1000:1000']],
  ['secret-in-variable', [base, 'ARG PIP_TOKEN'], 2, [base, 'ENV MAX_TOKEN=512']],
  [
    'volume-hides-files',
    [base, 'VOLUME ["/data", "/var/azureml-app"]'],
    2,
    [base, 'VOLUME /var/lib/data'],
  ],
  ['command-replaced', [base, 'CMD ["sh"]'], 2, [base]],
  ['own-entrypoint', [base, 'ENTRYPOINT ["/start"]'], 2, [`${base} AS one`, 'ENTRYPOINT a', base]],
  [
    'copy-source-missing',
    [base, 'COPY secret/key.txt score.py /x/'],
    2,
    [base, 'COPY mod*/*.pkl /x/'],
  ],
  [
    'entry-script-absolute',
    [base, 'COPY score.py /var/azureml-app/', 'ENV AZUREML_ENTRY_SCRIPT=/var/azureml-app/score.py'],
    3,
    [base, 'COPY score.py /var/azureml-app/', 'ENV AZUREML_ENTRY_SCRIPT=score.py'],
  ],
  [
    'entry-script-missing',
    [base, 'COPY score.py /srv/', 'ENV AZUREML_ENTRY_SCRIPT=score.py'],
    3,
    [
      base,
      'WORKDIR /var',
      'COPY ["score.py", "azureml-app/"]',
      'ENV AZUREML_ENTRY_SCRIPT=score.py',
    ],
  ],
  [
    'model-dir-elsewhere',
    [base, 'COPY model /var/azureml-app/azureml-models', 'ENV AZUREML_MODEL_DIR=/models'],
    3,
    [
      base,
      'COPY model/model.pkl /var/azureml-app/azureml-models/',
      'ENV AZUREML_MODEL_DIR=/var/azureml-app/azureml-models',
    ],
  ],
];

describe('each rule', () => {
  test.each(cases)('%s is found in its line, and only where it is broken', async (...found) => {
    const [rule, bad, line, good] = found;
    expect(await findings(bad)).toContain(`${String(line)} ${rule}`);
    expect(await findings(good)).toEqual([]);
  });

  test('has a case here, an id of its own and a fix', () => {
    expect(cases.map(([rule]) => rule).toSorted()).toEqual(
      lintRules.map(({ id }) => id).toSorted(),
    );
    for (const { id, fix } of lintRules) {
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)+$/);
      expect(fix).not.toBe('');
    }
  });
});

describe('comments', () => {
  const bad = 'RUN pip install x';

  test('switch a rule off for the next instruction', async () => {
    const lines = [base, '# package-model ignore=pip-cache-left, apt-asks', '# why', bad, bad];
    expect(await findings(lines)).toEqual(['5 pip-cache-left']);
  });

  test('switch a rule off inside an instruction', async () => {
    const lines = [
      base,
      'RUN true \\',
      '# package-model ignore=pip-cache-left',
      '&& pip install x',
    ];
    expect(await findings(lines)).toEqual([]);
  });

  test('switch a rule off in all of the file', async () => {
    expect(await findings(['# package-model ignore-file=pip-cache-left', base, bad, bad])).toEqual(
      [],
    );
  });

  test('are told of when they name no rule', async () => {
    const lines = [base, '# package-model ignore=pip-cache', bad];
    expect(await findings(lines)).toEqual(['2 unknown-rule', '3 pip-cache-left']);
  });
});

test('a finding says where it is, what is wrong, what to do and which rule says so', () => {
  const [finding] = lintDockerfile(
    readDockerfile(`${base}\nRUN apt-get install -y x\n`, { file: 'docker/Dockerfile' }),
  );
  expect(finding === undefined ? '' : formatFault(finding)).toBe(
    'docker/Dockerfile:2: this RUN installs packages without apt-get update; write apt-get update && apt-get install … in one RUN (apt-without-update)',
  );
});
