import { expect, test } from 'vitest';
import { faultsOf, goodConfig } from './bad-project.ts';
import type { BadFile, BadProject } from './bad-project.ts';

const badFiles: Readonly<Record<string, BadFile>> = {
  'src/score.py': 'def run(d): pass\n',
  'src/myenv.yml': 'dependencies: [{pip: [--pre]}]\n',
  'src/data': { kind: 'link', to: '/etc' },
};

const aliases = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, index) => {
    const above = index === 0 ? '*a' : `*b${index - 1}`;
    return `b${index}: &b${index} [${`${above}, `.repeat(10)}x]`;
  }),
].join('\n');

function environment(value: unknown): BadProject {
  return { config: { entryScript: 'score.py', sourceDirectory: 'src', environment: value } };
}

/** What is wrong, and all that is said of it. */
const rows: readonly (readonly [what: string, project: BadProject, faults: readonly string[]])[] = [
  [
    'config: a link to itself',
    { files: { 'inferenceconfig.json': { kind: 'link', to: 'inferenceconfig.json' } } },
    ['inferenceconfig.json: this link leads back to itself; put the file in its place'],
  ],
  [
    'config: a link to a device',
    { files: { 'inferenceconfig.json': { kind: 'link', to: '/dev/zero' } } },
    ['inferenceconfig.json: this is a device, a pipe or a socket; name a plain file'],
  ],
  [
    'config: 100 MB',
    { files: { 'inferenceconfig.json': { kind: 'large', sizeBytes: 100_000_000 } } },
    [
      'inferenceconfig.json: this file is too large (100 MB, 16.8 MB at most are read); is it the right file?',
    ],
  ],
  [
    'config: a key twice',
    {
      files: {
        'inferenceconfig.json': '{\n  "entryScript": "a.py",\n  "entryScript": "score.py"\n}',
      },
    },
    [
      'inferenceconfig.json:3:3 (entryScript): the key entryScript is given twice, at 2:3 and here; keys are unique: remove one',
    ],
  ],
  [
    'config: text behind the end',
    {
      files: { 'inferenceconfig.json': '{"entryScript": "score.py", "sourceDirectory": "src"} x' },
    },
    ['inferenceconfig.json:1:55: this is not valid JSON here (invalid symbol); correct it'],
  ],
  [
    'entryScript: a link that leaves',
    { files: { 'src/score.py': { kind: 'link', to: '/etc/hostname' } } },
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript (score.py) is a link that leaves <repo>/src; copy it inside',
    ],
  ],
  [
    'entryScript: a link to itself',
    { files: { 'src/score.py': { kind: 'link', to: 'score.py' } } },
    [
      'inferenceconfig.json:2:3 (entryScript): entryScript: <repo>/src/score.py is a link that leads nowhere; put the file in its place',
    ],
  ],
  [
    'entryScript: no Python name',
    {
      config: { ...goodConfig, entryScript: 'my-score.txt' },
      files: { 'src/my-score.txt': 'def init(): pass\ndef run(d): pass\n' },
    },
    ['src/my-score.txt: an entry script is a .py file; rename it or name another'],
  ],
  [
    'script: never closed',
    { files: { 'src/score.py': 'def init(): pass\ndef run(d):\n    return (d\n' } },
    ['src/score.py:3: this is not valid Python: ( is never closed; correct it'],
  ],
  [
    'conda: a link to itself again and again',
    {
      files: {
        'src/myenv.yml': { kind: 'link', to: 'other.yml' },
        'src/other.yml': { kind: 'link', to: 'myenv.yml' },
      },
    },
    [
      'inferenceconfig.json:5:3 (condaFile): condaFile: <repo>/src/myenv.yml is a link that leads nowhere; put the file in its place',
      'src/myenv.yml: this link leads nowhere; remove it',
      'src/other.yml: this link leads nowhere; remove it',
    ],
  ],
  [
    'conda: a bomb of aliases',
    { files: { 'src/myenv.yml': aliases } },
    [
      'src/myenv.yml: this YAML cannot be read (Excessive alias count indicates a resource exhaustion attack); write its values out',
    ],
  ],
  [
    'conda: options of pip',
    {
      files: {
        'src/myenv.yml':
          'dependencies:\n  - pip:\n      - --index-url https://user:pw@host/simple\n      - -r more.txt\n      - ./wheel.whl\n',
      },
    },
    [
      'src/myenv.yml:3:9 (dependencies[0].pip[0]): this line sets --index-url; use the input pip-index-url instead',
      'src/myenv.yml:4:9 (dependencies[0].pip[1]): "-r more.txt" includes another file with -r; write its lines here instead',
      'src/myenv.yml:5:9 (dependencies[0].pip[2]): "./wheel.whl" is a path, which the image cannot see; put the code into the source directory',
    ],
  ],
  [
    'environment: a number',
    environment(5),
    [
      'inferenceconfig.json:4:3 (environment): environment must be an object, or the name of one; correct it',
    ],
  ],
  [
    'environment: a name that only a workspace knows',
    environment('AzureML-Minimal'),
    [
      'inferenceconfig.json:4:3 (environment): environment AzureML-Minimal is no file or folder of this repository and no image; environments that an Azure ML workspace knows by name are not supported here yet: write its contents here (docker.baseImage, python.condaDependencies), or name a conda file, a folder with azureml_environment.json, or an image as HOST/NAME:TAG',
    ],
  ],
  [
    'environmentVariables: bad names and values',
    environment({ environmentVariables: { 'A B': 'x', C: ['y'], D: 'a\nb' } }),
    [
      'inferenceconfig.json:6:7 (environment.environmentVariables.A B): "A B" cannot be the name of an environment variable; use letters, digits and _',
      'inferenceconfig.json:7:7 (environment.environmentVariables.C): environment.environmentVariables.C must be text in quotes, not a list; correct it',
      'inferenceconfig.json:10:7 (environment.environmentVariables.D): the value of D has a line end or another control character; remove it, or put the value into a file of the source directory',
    ],
  ],
  [
    'userManagedDependencies: text',
    environment({ python: { userManagedDependencies: 'true' }, docker: { baseImage: 'a:1' } }),
    [
      'inferenceconfig.json:6:7 (environment.python.userManagedDependencies): environment.python.userManagedDependencies must be true or false, without quotes, not text; correct it',
    ],
  ],
  [
    'interpreterPath: a list',
    environment({
      python: { userManagedDependencies: true, interpreterPath: ['p'] },
      docker: { baseImage: 'a:1' },
    }),
    [
      'inferenceconfig.json:7:7 (environment.python.interpreterPath): environment.python.interpreterPath must be text in quotes, not a list; correct it',
    ],
  ],
  [
    'interpreterPath: an option',
    environment({
      python: { userManagedDependencies: true, interpreterPath: '-c x' },
      docker: { baseImage: 'a:1' },
    }),
    [
      'inferenceconfig.json:7:7 (environment.python.interpreterPath): interpreterPath "-c x" is not the path of a program; correct it',
    ],
  ],
  [
    'condaDependencies: dependencies that are text',
    environment({ python: { condaDependencies: { dependencies: 'numpy' } } }),
    [
      'inferenceconfig.json:7:9 (environment.python.condaDependencies.dependencies): dependencies must be a list, not text; correct it',
    ],
  ],
  [
    'many files at once, the configuration among them',
    { config: { ...goodConfig, runtime: 5, enableGpu: 'x' }, files: badFiles },
    [
      'inferenceconfig.json:4:3 (runtime): runtime must be text in quotes, not a number; correct it',
      'inferenceconfig.json:6:3 (enableGpu): enableGpu must be true or false, without quotes, not text; correct it',
      'src/data: this link leaves the source directory; copy what it points to inside',
      'src/myenv.yml:1:23 (dependencies[0].pip[0]): "--pre" sets the option --pre, which is not supported yet; remove it',
      'src/score.py: the entry script defines no init() at module level; add it, the scoring server calls it',
    ],
  ],
  [
    'many files at once, the configuration not among them',
    { files: badFiles, models: ['a:1', 'a:1'] },
    [
      'model: the model a:1 is named twice; leave one of them out',
      'src/data: this link leaves the source directory; copy what it points to inside',
      'src/myenv.yml:1:23 (dependencies[0].pip[0]): "--pre" sets the option --pre, which is not supported yet; remove it',
      'src/score.py: the entry script defines no init() at module level; add it, the scoring server calls it',
    ],
  ],
];

test.each(rows)('refuses %s', async (_what, project, faults) => {
  expect(await faultsOf(project)).toEqual(faults);
});
