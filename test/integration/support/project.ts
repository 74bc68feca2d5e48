import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverBaseImage } from './server-base.ts';

/** A user's project: a model of one number, and an entry script that multiplies by it. */
export type ProjectParts = {
  readonly name?: string;
  readonly score?: string;
  readonly expected?: string;
  readonly baseImage?: string;
  /** More keys of `environment` in the inference configuration. */
  readonly variables?: Readonly<Record<string, string>>;
};

/** Multiplies each number by the model's factor. */
export const goodScore = `import json
import os


def init():
    global factor
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "factor.json")
    with open(path, encoding="utf-8") as file:
        factor = json.load(file)["factor"]


def run(raw_data):
    return [number * factor for number in json.loads(raw_data)["data"]]
`;

/** Writes the files of a project into a folder; nothing of it needs a package index. */
export async function writeProject(folder: string, parts: ProjectParts = {}): Promise<void> {
  const { name = 'factor', score = goodScore, expected = '[6, 10]' } = parts;
  await mkdir(join(folder, 'model'), { recursive: true });
  await mkdir(join(folder, 'source/parts'), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'model/factor.json': '{"factor": 2}\n',
    'source/score.py': score,
    'source/parts/notes.txt': 'read by nobody\n',
    'inferenceconfig.json': JSON.stringify(inferenceConfig(parts), null, 2),
    'cases.yaml': `- name: doubles\n  request: {data: [3, 5]}\n  expect:\n    json: ${expected}\n`,
    'model.yaml': [
      `name: ${name}`,
      'path: model/factor.json',
      'inference-config: inferenceconfig.json',
      'smoke-test:',
      '  cases: cases.yaml',
      '',
    ].join('\n'),
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
}

function inferenceConfig(parts: ProjectParts): unknown {
  return {
    entryScript: 'score.py',
    sourceDirectory: 'source',
    environment: {
      environmentVariables: parts.variables ?? { GREETING: 'a $HOME "quoted" \\ value' },
      python: { userManagedDependencies: true },
      docker: { baseImage: parts.baseImage ?? serverBaseImage },
    },
  };
}
