import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { mustRunCli } from './cli.ts';
import type { PreparedProjects } from './prepared-project.ts';

const modelFiles = ['model.pkl', 'model.joblib', 'outputs/model.pkl', 'outputs/model.joblib'];
const scoringFolders = ['scoring', 'diabetes_regression/scoring'];
/** Where the rows put models, below their hosts. */
const modelPrefixes = ['models', 'org/models'];

/** Multiplies by the factor of whatever file the model is. */
const score = `import json
import os


def init():
    global factor
    folder = os.environ["AZUREML_MODEL_DIR"]
    with open(os.path.join(folder, os.listdir(folder)[0]), encoding="utf-8") as file:
        factor = json.load(file)["factor"]


def run(raw_data):
    return [number * factor for number in json.loads(raw_data)["data"]]
`;

/** Keys of a v1 configuration that templates leave empty. */
const emptyKeys = { extraDockerfileSteps: null, sourceDirectory: null, baseImageRegistry: null };

export type MigratingProjects = {
  /** A project with files where the rows of all pages name them. */
  create(name: string): Promise<string>;
};

/** Has three versions of the model in a registry. */
export async function migratingProjects(
  prepared: PreparedProjects,
  host: string,
): Promise<MigratingProjects> {
  const first = await writeMigrating(prepared, 'first');
  for (const prefix of modelPrefixes) {
    const registry = ['--model-registry', `oci://${host}/${prefix}`];
    const register = ['register-model', '--model-name', 'diabetes', '--model-path', 'model.joblib'];
    for (let version = 1; version <= 3; version += 1) {
      await mustRunCli([...register, ...registry], { cwd: first });
    }
  }
  return { create: (name) => writeMigrating(prepared, name) };
}

async function writeMigrating(prepared: PreparedProjects, name: string): Promise<string> {
  const project = await prepared.create(name, { score });
  const config: unknown = JSON.parse(await readFile(join(project, 'inferenceconfig.json'), 'utf8'));
  const inFolder = stringify({ ...Object(config), ...emptyKeys });
  const copy = (from: string, to: string): Promise<void> => give(project, from, to);
  for (const path of modelFiles) await copy('model/factor.json', path);
  for (const folder of scoringFolders) {
    await copy('source/score.py', `${folder}/score.py`);
    await writeFile(join(project, folder, 'inference_config.yml'), inFolder);
  }
  await copy('cases.yaml', 'smoke/cases.yaml');
  const resources = { containerResourceRequirements: { cpu: 1, memoryInGB: 1 } };
  const deployment = stringify({ computeType: 'ACI', ...resources });
  await writeFile(join(project, 'deploymentconfig.json'), JSON.stringify(resources));
  await writeFile(
    join(project, 'diabetes_regression/scoring/deployment_config_aci.yml'),
    deployment,
  );
  for (const path of ['model', 'model.yaml']) await rm(join(project, path), { recursive: true });
  return project;
}

async function give(project: string, from: string, to: string): Promise<void> {
  await mkdir(dirname(join(project, to)), { recursive: true });
  await copyFile(join(project, from), join(project, to));
}
