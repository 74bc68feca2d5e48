import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { serverBaseImage } from './server-base.ts';

/** A project that is built both ways. */
export type ComparedProject = {
  readonly title: string;
  /** Path below the project → text; a path that starts with `+` is executable. */
  readonly files: Readonly<Record<string, string>>;
  readonly models: readonly { readonly name: string; readonly path: string }[];
  /** Keys of the inference configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Dockerfile lines that make its base image of the one with the server. */
  readonly base?: string;
  /** The user's own Dockerfile, from which the environment is made; `BASE` stands for the base. */
  readonly dockerfile?: string;
  /** More arguments of the chain. */
  readonly args?: readonly string[];
};

/** An entry script that answers with what it sees: files of the model folder, variables, user. */
const lookAround = `import json
import os


def init():
    global seen
    root = os.environ["AZUREML_MODEL_DIR"]
    files = []
    for folder, _, names in os.walk(root, followlinks=True):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                files.append([os.path.relpath(os.path.join(folder, name), root), file.read()])
    names = [name for name in os.environ if name.startswith(("A_", "AZUREML_", "AML_"))]
    variables = {name: os.environ[name] for name in sorted(names)}
    seen = {"files": sorted(files), "variables": variables, "user": os.getuid(), "at": os.getcwd()}


def run(raw_data):
    return seen
`;

const source = { entryScript: 'score.py', sourceDirectory: 'source' };
const oneModel = {
  files: { 'source/score.py': lookAround, 'factor.json': '{"factor": 2}\n' },
  models: [{ name: 'factor', path: 'factor.json' }],
  config: source,
} as const;

export const compareProjects: readonly ComparedProject[] = [
  {
    ...oneModel,
    title: 'one model in a file, a nested entry script, executable and oddly named files',
    files: {
      'factor.json': '{"factor": 2}\n',
      'source/serving/entry/score.py': lookAround,
      '+source/tools/start me.sh': '#!/bin/sh\n',
      'source/größe/日本 $HOME "x".txt': 'odd\n',
      'source/empty.txt': '',
    },
    config: { ...source, entryScript: 'serving/entry/score.py' },
  },
  {
    title: 'two models, one of them a folder, and no source directory',
    files: {
      'score.py': lookAround,
      'a.txt': 'a\n',
      'out/net/weights.txt': 'w\n',
      'out/net/sub folder/vocab ü.txt': 'v\n',
    },
    models: [
      { name: 'first', path: 'a.txt' },
      { name: 'second.net', path: 'out/net' },
    ],
    config: { entryScript: 'score.py' },
  },
  {
    ...oneModel,
    title: 'variables with quotes, blanks, dollars and backslashes',
    variables: {
      A_QUOTE: 'a "quoted" \'value\'',
      A_DOLLAR: '$HOME ${PATH} $$',
      A_BACKSLASH: 'a\\b\\n \\',
      A_EMPTY: '',
      A_SIGNS: '#=`{}|<>&;*?[x]~ ü',
    },
  },
  {
    ...oneModel,
    title: 'a model that is copied to its version instead of linked',
    args: ['--model-layout', 'copied'],
  },
  {
    ...oneModel,
    title: 'a base image with files and modes of its own at our paths',
    base: [
      'USER root',
      'RUN mkdir -p /models/factor/deep /models/other /var/azureml-app/azureml-models/factor/0 \\',
      ' && echo old > /models/factor/factor.json && echo old > /models/factor/deep/old.txt \\',
      ' && echo kept > /models/other/kept.txt && echo mine > /var/azureml-app/mine.txt \\',
      ' && chown 1234:2345 /models && chmod 0751 /models && chmod 2775 /var/azureml-app',
      'ENV A_OF_BASE="the base\'s" AZUREML_MODEL_DIR=/elsewhere',
      'USER 10001:0',
      '',
    ].join('\n'),
  },
  {
    ...oneModel,
    title: 'a base image with a volume, a port and an entry point of its own',
    base: [
      'USER root',
      'RUN printf \'#!/bin/sh\\nexport A_ENTRY=set\\nexec "$@"\\n\' > /entry && chmod 0755 /entry',
      'VOLUME /data',
      'EXPOSE 8883',
      'ENTRYPOINT ["/entry"]',
      'USER 10001:0',
      '',
    ].join('\n'),
  },
  {
    title: 'two versions of one model beside another',
    files: {
      'source/score.py': lookAround,
      'm/one.txt': '1\n',
      'm/deep/er/two.txt': '2\n',
      'n.txt': 'n\n',
    },
    models: [
      { name: 'same', path: 'm' },
      { name: 'other', path: 'n.txt' },
      { name: 'same', path: 'n.txt' },
    ],
    config: source,
  },
  {
    title: 'code of an inference configuration on top of the own Dockerfile',
    files: {
      'source/score.py': lookAround,
      'source/parts/a.txt': 'a\n',
      'factor.json': '{}\n',
      'inferenceconfig.json': JSON.stringify(source),
    },
    models: [{ name: 'factor', path: 'factor.json' }],
    config: {},
    dockerfile: 'FROM BASE\nENV A_OWN=1 AZUREML_MODEL_DIR=/nothing/there\n',
    args: ['--inference-config', 'inferenceconfig.json'],
  },
  {
    title: "the user's own Dockerfile with code and a flat model, and a user of its own",
    files: {
      'score.py': lookAround,
      'helper files/größe.txt': 'h',
      'model.pkl': 'not really pickled\n',
      'left/out.txt': 'x',
      '.dockerignore': 'left\n',
    },
    models: [],
    config: {},
    dockerfile: [
      'ARG FROM=BASE',
      'FROM ${FROM}',
      'USER root',
      'RUN useradd --uid 2345 dockeruser && mkdir -p /var/azureml-app',
      'USER dockeruser',
      'COPY --chown=2345:0 score.py /var/azureml-app/',
      'COPY ["helper files", "/var/azureml-app/helper files"]',
      'COPY model.pkl /var/azureml-app/azureml-models/',
      'ENV AZUREML_ENTRY_SCRIPT=score.py A_OWN="from the Dockerfile"',
      'ENV AZUREML_MODEL_DIR=/var/azureml-app/azureml-models',
      '',
    ].join('\n'),
  },
  {
    title: "a model's copy in the user's own Dockerfile that is replaced by its layers",
    files: { 'score.py': lookAround, 'out/model.pkl': 'the same bytes\n', 'out/other.txt': 'o' },
    models: [{ name: 'pickled', path: 'out/model.pkl' }],
    config: {},
    dockerfile: [
      'FROM BASE',
      'COPY score.py /var/azureml-app/',
      '# package-model ignore=model-dir-elsewhere',
      'COPY out/model.pkl /var/azureml-app/azureml-models/',
      'ENV AZUREML_ENTRY_SCRIPT=score.py AZUREML_MODEL_DIR=/var/azureml-app/azureml-models',
      '',
    ].join('\n'),
    args: ['--replace-model-copy'],
  },
];

/** Writes the project into a folder. */
export async function writeCompared(
  project: ComparedProject,
  at: { readonly cwd: string; readonly base?: string },
): Promise<void> {
  const environment = {
    environmentVariables: project.variables ?? {},
    python: { userManagedDependencies: true },
    docker: { baseImage: at.base ?? serverBaseImage },
  };
  const config = JSON.stringify({ ...project.config, environment });
  const { dockerfile } = project;
  const files = {
    ...project.files,
    'cases.yaml': cases,
    ...(dockerfile === undefined
      ? { 'inferenceconfig.json': config }
      : { Dockerfile: dockerfile.replaceAll('BASE', at.base ?? serverBaseImage) }),
  };
  for (const [path, text] of Object.entries(files)) {
    const target = join(at.cwd, path.replace(/^\+/, ''));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
    if (path.startsWith('+')) await chmod(target, 0o755);
  }
}

const cases = '- name: looks around\n  request: {}\n  expect:\n    status: 200\n';
