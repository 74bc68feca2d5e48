import { digestOf } from '@package-model/core/oci/digest';
import type { Plan } from '@package-model/core/package/plan/plan';

const sixBytes = digestOf('model\n');

/** A plan with one model and two code files, the same each time. */
export const samplePlan: Plan = {
  schemaVersion: 1,
  models: [
    {
      name: 'diabetes',
      version: '3',
      reference: `localhost:5000/models/diabetes@${sixBytes}`,
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: sixBytes, size: 6 }],
    },
  ],
  environment: {
    baseImage: 'docker.io/library/python:3.11-slim',
    platform: { os: 'linux', architecture: 'amd64' },
    pip: ['scikit-learn==1.5.2', 'azureml-inference-server-http~=1.5'],
    apt: ['libgomp1'],
    pythonVersion: '3.11',
    userManaged: false,
    variables: {},
  },
  code: {
    directory: 'src',
    entryScript: 'src/score.py',
    files: [
      { path: 'src/run.sh', sizeBytes: 3, digest: digestOf('ls\n'), executable: true },
      { path: 'src/score.py', sizeBytes: 5, digest: digestOf('pass\n'), executable: false },
    ],
  },
  variables: {
    AML_APP_ROOT: '/var/azureml-app',
    AZUREML_ENTRY_SCRIPT: 'src/score.py',
    AZUREML_MODEL_DIR: '/var/azureml-app/azureml-models/diabetes/3',
    AZUREML_SOURCE_DIRECTORY: 'src',
    SERVICE_NAME: 'diabetes',
  },
  labels: { 'io.package-model.model': 'diabetes:3' },
  port: 5001,
};
