import { createDockerEngine } from '@package-model/core/engine/docker';
import { engineOfRun } from '@package-model/core/engine/of-run';
import { expect, test } from 'vitest';

test('labels every container and network with the run, beside the labels they have', async () => {
  const asked: unknown[] = [];
  const never = { run: () => Promise.reject(new Error('not asked')) };
  const pipe = { read: () => raise(), write: () => raise() };
  const bare = createDockerEngine(
    { run: never, pipe, temporaryDirectory: '/tmp' },
    { program: 'docker', builder: 'auto' },
  );
  const engine = engineOfRun(
    {
      ...bare,
      run: (request) => Promise.resolve(String(asked.push(request.labels))),
      createIsolatedNetwork: (network) => Promise.resolve(void asked.push(network.labels)),
    },
    'run-1',
  );
  const { signal } = new AbortController();
  const request = { image: 'i', name: 'n', labels: { own: 'x' }, env: {}, ports: [] };
  await engine.run(request, signal);
  await engine.createIsolatedNetwork({ name: 'n', labels: {} }, signal);
  expect(asked).toEqual([
    { own: 'x', 'package-model.run': 'run-1' },
    { 'package-model.run': 'run-1' },
  ]);
  expect(engine.program).toBe('docker');
});

function raise(): never {
  throw new Error('not asked');
}
