import { surfaces } from '../surfaces.ts';
import type { Surface } from '../surfaces.ts';
import { mlflowRegistry } from './mlflow-registry.ts';
import { ociRegistry } from './oci-registry.ts';
import { mlflowArtifact, ociArtifact } from './release-artifacts.ts';

const HOME = 'https://github.com/org/package-model';

/** Text of vss-extension.json: all tasks, connection types and artifact types in one extension. */
export function renderExtension(version: string): string {
  const manifest = {
    manifestVersion: 1,
    id: 'package-model',
    publisher: 'package-model',
    version,
    name: 'package-model',
    description:
      'From a newly registered machine-learning model version to a tested serving image: tasks, service connections and a release artifact type.',
    public: false,
    categories: ['Azure Pipelines'],
    targets: [{ id: 'Microsoft.VisualStudio.Services' }],
    icons: { default: 'icon.png' },
    tags: ['machine learning', 'model', 'docker', 'mlops', 'azure ml', 'mlflow', 'oci'],
    branding: { color: '#0d419d', theme: 'dark' },
    content: { details: { path: 'overview.md' }, license: { path: 'LICENSE.txt' } },
    links: {
      home: { uri: HOME },
      getstarted: { uri: `${HOME}/blob/main/docs/guides/azure-pipelines.md` },
      license: { uri: `${HOME}/blob/main/LICENSE` },
      support: { uri: `${HOME}/issues` },
    },
    repository: { type: 'git', uri: HOME },
    demands: [
      'contribution/ms.vss-endpoint.endpoint-types',
      'contribution/ms.vss-releaseartifact.artifact-types',
    ],
    files: [
      { path: 'icon.png', addressable: true },
      ...surfaces.map(({ task }) => ({ path: task })),
    ],
    contributions: [
      ...surfaces.map(taskContribution),
      ociRegistry,
      mlflowRegistry,
      ociArtifact(downloadTask().taskId),
      mlflowArtifact(),
    ],
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function taskContribution({ task, step }: Surface) {
  return {
    id: `${step.name}-task`,
    description: step.description,
    type: 'ms.vss-distributed-task.task',
    targets: ['ms.vss-distributed-task.tasks'],
    properties: { name: task },
  };
}

/** Azure DevOps adds this task to each job of a release that has a model as its artifact. */
function downloadTask(): Surface {
  const found = surfaces.find(({ step }) => step.name === 'download-model');
  if (found === undefined) throw new Error('there is no task that downloads models');
  return found;
}
