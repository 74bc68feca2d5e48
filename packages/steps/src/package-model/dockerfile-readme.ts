import type { Plan } from '@package-model/core/package/plan/plan';

/** The file that the folders of Azure ML SDK v1 have for its own readers. */
export const configMapFile = 'model_config_map.json';

/** Names and versions of the models, in the form of SDK v1; there is no workspace to name. */
export function renderConfigMap(plan: Plan): string {
  const models = plan.models.map(({ name, version }) => [name, { version }] as const);
  const infos = plan.models.map(({ name, version }) => [
    name,
    { [version]: { name, version, id: `${name}:${version}` } },
  ]);
  const map = {
    accountContext: {
      subscriptionId: '',
      resourceGroupName: '',
      accountName: '',
      workspaceId: '',
    },
    models: Object.fromEntries(models),
    modelsInfo: Object.fromEntries(infos),
  };
  return `${JSON.stringify(map, undefined, 2)}\n`;
}

/** What to do with the folder. */
export function renderReadme(plan: Plan, baseImage: string): string {
  const { environment, models, port } = plan;
  const name = imageName(plan);
  const list = models.map((model) => `- ${model.name}, version ${model.version}`);
  const own = `docker build --tag ${baseImage} --file base/Dockerfile base/context`;
  const build = [
    ...(environment.baseDockerfile === undefined ? [] : [own]),
    `docker build --tag ${name} .`,
  ];
  return [
    `# ${name}`,
    '',
    models.length === 0 ? 'A serving image without registered models.' : 'A serving image of:',
    '',
    ...(list.length === 0 ? [] : [...list, '']),
    'In this folder, with docker 20.10 or later, with or without BuildKit:',
    '',
    '```sh',
    ...build,
    `docker run --rm --publish 127.0.0.1:${String(port)}:${String(port)} ${name}`,
    '```',
    '',
    'Then, from another terminal:',
    '',
    '```sh',
    `curl --header 'Content-Type: application/json' --data '{"data": []}' http://127.0.0.1:${String(port)}/score`,
    '```',
    '',
    '`models/` and `layers/` hold the layers of the image as tars, with their modes and owners;',
    '`tar -tvf` shows what is in them.',
    '',
  ].join('\n');
}

function imageName({ models }: Plan): string {
  const [first] = models;
  if (first === undefined) return 'packaged:latest';
  const name = first.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${name === '' ? 'packaged' : name}:${first.version}`;
}
