import { expect, test } from 'vitest';
import { faultsOf, goodConfig } from './bad-project.ts';
import type { BadProject } from './bad-project.ts';

function withKey(more: object): BadProject {
  return { config: { ...goodConfig, ...more } };
}

function env(environment: object): BadProject {
  return { config: { entryScript: 'score.py', sourceDirectory: 'src', environment } };
}

/** What is wrong, and all that is said of it. */
const rows: readonly (readonly [what: string, project: BadProject, faults: readonly string[]])[] = [
  [
    'runtime: a number',
    withKey({ runtime: 3 }),
    [
      'inferenceconfig.json:4:3 (runtime): runtime must be text in quotes, not a number; correct it',
    ],
  ],
  [
    'runtime: unknown',
    withKey({ runtime: 'ruby' }),
    ['inferenceconfig.json:4:3 (runtime): there is no runtime "ruby"; use python'],
  ],
  [
    'runtime: spark',
    withKey({ runtime: 'spark-py' }),
    [
      'inferenceconfig.json:4:3 (runtime): the runtime spark-py is not supported: Spark models cannot be packaged; use python with a model that scores without Spark',
    ],
  ],
  [
    'condaFile: a list',
    withKey({ condaFile: ['myenv.yml'] }),
    [
      'inferenceconfig.json:5:3 (condaFile): condaFile must be text in quotes, not a list; correct it',
    ],
  ],
  [
    'condaFile: missing',
    withKey({ condaFile: 'myen.yml' }),
    [
      'inferenceconfig.json:5:3 (condaFile): condaFile: no file at <repo>/src/myen.yml nor at <repo>/myen.yml; did you mean myenv.yml?',
    ],
  ],
  [
    'condaFile: absolute',
    withKey({ condaFile: '/etc/myenv.yml' }),
    [
      'inferenceconfig.json:5:3 (condaFile): condaFile is an absolute path (/etc/myenv.yml), which other machines do not have; write it relative to <repo>/src',
    ],
  ],
  [
    'condaFile: leaves',
    withKey({ condaFile: '../../myenv.yml' }),
    [
      'inferenceconfig.json:5:3 (condaFile): condaFile (../../myenv.yml) leaves <repo>; move the file inside',
    ],
  ],
  [
    'enableGpu: text',
    withKey({ enableGpu: 'yes' }),
    [
      'inferenceconfig.json:6:3 (enableGpu): enableGpu must be true or false, without quotes, not text; correct it',
    ],
  ],
  [
    'enableGpu: a list',
    withKey({ enableGpu: [true] }),
    [
      'inferenceconfig.json:6:3 (enableGpu): enableGpu must be true or false, without quotes, not a list; correct it',
    ],
  ],
  [
    'cudaVersion: an object',
    withKey({ enableGpu: true, cudaVersion: {} }),
    [
      'inferenceconfig.json:7:3 (cudaVersion): cudaVersion has the wrong type (an object); correct it',
    ],
  ],
  [
    'baseImage: a number',
    withKey({ baseImage: 1 }),
    [
      'inferenceconfig.json:6:3 (baseImage): baseImage must be text in quotes, not a number; correct it',
    ],
  ],
  [
    'baseImage: no reference',
    withKey({ baseImage: 'my image' }),
    [
      'inferenceconfig.json:6:3 (baseImage): baseImage "my image" is not an image reference; write HOST/NAME:TAG',
    ],
  ],
  [
    'baseImage: a list',
    withKey({ baseImage: ['python:3.11'] }),
    [
      'inferenceconfig.json:6:3 (baseImage): baseImage must be text in quotes, not a list; correct it',
    ],
  ],
  [
    'baseImageRegistry: a number',
    withKey({ baseImage: 'a/b:1', baseImageRegistry: 5 }),
    [
      'inferenceconfig.json:7:3 (baseImageRegistry): baseImageRegistry has the wrong type (a number); correct it',
    ],
  ],
  [
    'description: a list',
    withKey({ description: ['x'] }),
    [
      'inferenceconfig.json:6:3 (description): description must be text in quotes, not a list; correct it',
    ],
  ],
  [
    'extraDockerfileSteps: a list',
    withKey({ extraDockerfileSteps: ['RUN true'] }),
    [
      'inferenceconfig.json:6:3 (extraDockerfileSteps): extraDockerfileSteps must be text in quotes, not a list; correct it',
    ],
  ],
  [
    'extraDockerfileSteps: missing',
    withKey({ extraDockerfileSteps: 'steps.txt' }),
    [
      'inferenceconfig.json:6:3 (extraDockerfileSteps): extraDockerfileSteps: no file at <repo>/src/steps.txt nor at <repo>/steps.txt; create it, or correct the path',
    ],
  ],
  [
    'extraDockerfileSteps: absolute',
    withKey({ extraDockerfileSteps: '/steps.txt' }),
    [
      'inferenceconfig.json:6:3 (extraDockerfileSteps): extraDockerfileSteps is an absolute path (/steps.txt), which other machines do not have; write it relative to <repo>/src',
    ],
  ],
  [
    'environment: list with entries',
    env(['a']),
    [
      'inferenceconfig.json:4:3 (environment): environment must be an object, or the name of one; correct it',
    ],
  ],
  [
    'environmentVariables: a list',
    env({ environmentVariables: ['A=b'] }),
    [
      'inferenceconfig.json:5:5 (environment.environmentVariables): environment.environmentVariables must be an object, not a list; correct it',
    ],
  ],
  [
    'python: text',
    env({ python: 'python3' }),
    [
      'inferenceconfig.json:5:5 (environment.python): environment.python must be an object, not text; correct it',
    ],
  ],
  [
    'userManagedDependencies: no base image',
    env({ python: { userManagedDependencies: true } }),
    [
      'inferenceconfig.json: userManagedDependencies needs a base image whose Python holds the scoring server; name it as docker.baseImage',
    ],
  ],
  [
    'condaDependencies: a list',
    env({ python: { condaDependencies: ['numpy'] } }),
    [
      'inferenceconfig.json:6:7 (environment.python.condaDependencies): environment.python.condaDependencies must be an object, not a list; correct it',
    ],
  ],
  [
    'condaDependencies: text',
    env({ python: { condaDependencies: 'numpy' } }),
    [
      'inferenceconfig.json:6:7 (environment.python.condaDependencies): environment.python.condaDependencies must be an object, not text; correct it',
    ],
  ],
  [
    'condaDependenciesFile: missing',
    env({ python: { condaDependenciesFile: 'none.yml' } }),
    [
      'inferenceconfig.json:6:7 (environment.python.condaDependenciesFile): environment.python.condaDependenciesFile: no file at <repo>/src/none.yml nor at <repo>/none.yml; create it, or correct the path',
    ],
  ],
  [
    'docker: a list',
    env({ docker: ['x'] }),
    [
      'inferenceconfig.json:5:5 (environment.docker): environment.docker must be an object, not a list; correct it',
    ],
  ],
  [
    'docker.baseImage: an object',
    env({ docker: { baseImage: {} } }),
    [
      'inferenceconfig.json:6:7 (environment.docker.baseImage): environment.docker.baseImage must be text in quotes, not an object; correct it',
    ],
  ],
  [
    'docker.platform: arm',
    env({ docker: { platform: { os: 'Windows', architecture: 'arm64' } } }),
    [
      'inferenceconfig.json:6:7 (environment.docker.platform): the platform windows/arm64 is not supported yet; use linux/amd64',
    ],
  ],
  [
    'docker.platform: text',
    env({ docker: { platform: 'linux' } }),
    [
      'inferenceconfig.json:6:7 (environment.docker.platform): environment.docker.platform must be an object, not text; correct it',
    ],
  ],
  [
    'docker.baseDockerfile: missing',
    env({ docker: { baseDockerfile: 'Dockerfile.base' } }),
    [
      'inferenceconfig.json:6:7 (environment.docker.baseDockerfile): environment.docker.baseDockerfile: no file at <repo>/src/Dockerfile.base nor at <repo>/Dockerfile.base; create it, or correct the path',
    ],
  ],
  [
    'docker.baseDockerfile: a list',
    env({ docker: { baseDockerfile: ['FROM a'] } }),
    [
      'inferenceconfig.json:6:7 (environment.docker.baseDockerfile): environment.docker.baseDockerfile must be text in quotes, not a list; correct it',
    ],
  ],
  [
    'spark: packages',
    env({ spark: { packages: [{ group: 'a' }], repositories: [] } }),
    [
      'inferenceconfig.json:5:5 (environment.spark): environment.spark is not supported yet; remove it; Spark models cannot be packaged yet',
    ],
  ],
  [
    'r: something',
    env({ r: { rVersion: '4' } }),
    [
      'inferenceconfig.json:5:5 (environment.r): environment.r is not supported yet; remove it; R cannot be packaged yet',
    ],
  ],
];

test.each(rows)('refuses %s', async (_what, project, faults) => {
  expect(await faultsOf(project)).toEqual(faults);
});
