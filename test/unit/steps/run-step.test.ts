import { CodedError, InputError } from '@package-model/core/errors';
import { expect, test } from 'vitest';
import { StepFailed } from '../../../packages/steps/src/step-failed.ts';
import { good, start } from './start-step.ts';

test('a step that works has outputs, exit code 0 and its folder taken away', async () => {
  const result = await start(() => Promise.resolve({ image: 'i' }));
  expect(result).toMatchObject({ exitCode: 0, stdout: '{"image":"i"}\n', disposed: 1 });
});

test('the run ends with the table of what was moved and why', async () => {
  const { stderr } = await start((context) => {
    const sizes = { sizeBytes: 12, durationMs: 340 };
    context.log.moved({ what: 'layer', from: 'a', to: 'b', how: 'mounted', ...sizes, why: 'new' });
    return Promise.resolve({});
  });
  expect(stderr).toBe(
    'what   from  to  how      size      time    why\nlayer  a     b   mounted  12 bytes  0.34 s  new\n',
  );
});

test('faulty inputs end with exit code 2 before anything of the machine is opened', async () => {
  const result = await start(() => Promise.resolve({}), { inputs: { 'model-name': '!' } });
  expect(result).toMatchObject({ exitCode: 2, opened: 0, stdout: '' });
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(2);
});

test('faults of the call itself are told together with faulty inputs', async () => {
  const faults = [{ message: '"--x" is not an input' }];
  const result = await start(() => Promise.resolve({}), { inputs: { 'model-name': 'a' }, faults });
  expect(result.stderr).toBe(
    'error: "--x" is not an input\nerror: --model-path is required; give for example outputs/model.joblib\n',
  );
});

test('bad input found by the step itself ends with exit code 2', async () => {
  const fault = { message: 'lacks run()', place: { file: 'score.py', line: 3 } };
  const result = await start(() => Promise.reject(new InputError('BAD_FILE', [fault])));
  expect(result).toMatchObject({ exitCode: 2, disposed: 1 });
  expect(result.stderr).toBe('error: score.py:3: lacks run()\n');
});

test('failed work ends with exit code 1 and its message', async () => {
  const result = await start(() =>
    Promise.reject(new CodedError('DENIED', 'the push was refused')),
  );
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain('error: the push was refused\n');
});

test('a negative result has outputs all the same', async () => {
  const failed = new StepFailed('1 of 2 cases failed', { passed: 'false' });
  const result = await start(() => Promise.reject(failed));
  expect(result).toMatchObject({ exitCode: 1, stdout: '{"passed":"false"}\n' });
});

test('of logins in JSON the passwords are hidden, not the registry and the user in the outputs', async () => {
  const image = 'contoso.example.com/contoso/model';
  const login = { registry: 'contoso.example.com', username: 'contoso', password: 'canary-9' };
  for (const logins of [JSON.stringify([login]), JSON.stringify([login], null, 2)]) {
    const inputs = { ...good, logins };
    const result = await start(
      ({ log }) => {
        log.info(`logs in to ${login.registry} with ${login.password}`);
        return Promise.resolve({ image });
      },
      { inputs },
    );
    expect(JSON.parse(result.stdout)).toEqual({ image });
    expect(result.stderr).toContain('logs in to contoso.example.com with ***');
  }
});

test('a cancelled run says so', async () => {
  const controller = new AbortController();
  const result = await start(
    () => {
      controller.abort(new CodedError('ABORTED', 'SIGTERM'));
      return Promise.reject(new Error('socket hang up'));
    },
    { signal: controller.signal },
  );
  expect(result).toMatchObject({ exitCode: 1, stderr: 'error: Cancelled: SIGTERM\n', disposed: 1 });
});

test('secret inputs and secrets of the environment are hidden wherever they turn up', async () => {
  const { stderr } = await start((context) => {
    context.log.info('got canary-7 and canary-8');
    return Promise.reject(new Error('failed with canary-7'));
  });
  expect(stderr).toContain('got *** and ***');
  expect(stderr).not.toContain('canary');
});

test('outputs that cannot be set fail the step, and the table is printed once', async () => {
  const setOutputs = () => Promise.reject(new Error('Missing file at path: /x'));
  const result = await start(
    (context) => {
      const sizes = { sizeBytes: 12, durationMs: 340 };
      context.log.moved({ what: 'l', from: 'a', to: 'b', how: 'mounted', ...sizes, why: 'new' });
      return Promise.resolve({});
    },
    { host: { setOutputs } },
  );
  expect(result.exitCode).toBe(1);
  expect(result.stderr.match(/^what /gm)).toHaveLength(1);
  expect(result.stderr).toContain('error: the outputs cannot be set: Missing file at path: /x\n');
});

test('a summary that cannot be written is a warning: the work is done', async () => {
  const summarize = () => Promise.reject(new Error('read-only'));
  const result = await start(() => Promise.resolve({ image: 'i' }), { host: { summarize } });
  expect(result).toMatchObject({ exitCode: 0, stdout: '{"image":"i"}\n' });
  expect(result.stderr).toBe('warning: The summary cannot be written: read-only\n');
});

test('the password in a secret address is hidden on its own too', async () => {
  const token = 'https://user:p%40ss@index.example/simple';
  const { stderr } = await start(
    (context) => {
      context.log.info('tried p%40ss, p@ss and https://index.example/simple');
      return Promise.resolve({});
    },
    { inputs: { ...good, token } },
  );
  expect(stderr).toBe('tried ***, *** and https://index.example/simple\n');
});

test('what an error says is printed once, where it was raised only for debugging', async () => {
  const cause = new Error('the cause');
  const error = new CodedError('DENIED', 'the push was refused', { cause });
  const { stderr } = await start(() => Promise.reject(error));
  expect(stderr.match(/the push was refused/g)).toHaveLength(1);
  expect(stderr).toContain('debug: caused by Error: the cause');
});
