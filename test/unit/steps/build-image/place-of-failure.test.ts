import { EngineError } from '@package-model/core/engine/errors';
import { readDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { originsOfSteps } from '@package-model/core/package/environment/origins';
import { expect, test } from 'vitest';
import { placed } from '../../../../packages/steps/src/build-image/place-of-failure.ts';

const text = 'FROM base:1\nRUN echo hello\nRUN false && \\\n    echo never\n';
const origins = {
  ...originsOfSteps(readDockerfile(text, { file: 'docker/Dockerfile' })),
  'nope-not-here==99.1': 'conda.yml:6',
  'numpy==2.2.6': 'conda.yml:7',
};

function failed(output: string): EngineError {
  return new EngineError('BUILD_FAILED', `the build failed. Its last lines:\n${output}`, {
    reason: 'NETWORK',
  });
}

const classic = `Step 2/3 : RUN echo hello
 ---> Running in 582b2196859f
hello
Step 3/3 : RUN false &&     echo never
The command '/bin/sh -c false &&     echo never' returned a non-zero code: 1`;
const buildkit = `#5 ERROR: process "/bin/sh -c false &&     echo never" did not complete successfully
------
 > [2/2] RUN false &&     echo never:
------
Dockerfile:3
--------------------
   3 | >>> RUN false && \\`;
const buildah = `STEP 3/3: RUN false &&     echo never
Error: building at STEP "RUN false &&     echo never": while running runtime: exit status 1`;
const pip = `ERROR: Could not find a version that satisfies the requirement nope_not.here==99.1 (from versions: none)
ERROR: No matching distribution found for nope_not.here==99.1`;

test.each([
  ["docker's classic builder", classic, { file: 'docker/Dockerfile', line: 3 }],
  ['BuildKit', buildkit, { file: 'docker/Dockerfile', line: 3 }],
  ['buildah', buildah, { file: 'docker/Dockerfile', line: 3 }],
  ['pip', pip, { file: 'conda.yml', line: 6 }],
  ['pip in a step of ours', `Step 4/9 : RUN pip install\n${pip}`, { file: 'conda.yml', line: 6 }],
])('a build that %s has failed has the line of the user', (_, output, place) => {
  const error = failed(output);
  const found = placed(error, origins);
  expect(found).toBeInstanceOf(EngineError);
  expect(found).toMatchObject({ code: 'BUILD_FAILED', reason: 'NETWORK', place });
  expect(String(found)).toBe(String(error));
});

test.each([
  ['a step that no file has', failed('Step 4/9 : RUN --mount=type=cache pip install x')],
  ['a requirement that nobody wrote', failed('No matching distribution found for other==1')],
  ['an engine that is down', new EngineError('ENGINE_DOWN', classic)],
  ['any other error', new Error(classic)],
])('%s has none', (_, error) => {
  expect(placed(error, origins)).toBe(error);
});
