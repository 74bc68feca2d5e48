import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type BaseImage, openBaseImage } from './machine/base-image.ts';
import { type Engine, openEngine } from './machine/engine.ts';
import { type Machine, openMachine, projectRoot } from './machine/machine.ts';
import { type CommandLine, runMain } from './machine/main.ts';
import { askImage } from './machine/serving.ts';

const example = 'examples/diabetes';
const request = {
  data: [
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
  ],
};
const usage = `npm run demo -- [--yes]

Runs the whole job on ${example}: engine, base image, register, package, build, smoke
test, promote. Asks before it installs anything; --yes (or CI) answers yes.`;

type Outputs = Readonly<Record<string, string>>;
type Timing = { readonly what: string; readonly milliseconds: number };

/** Main job on the example, from an unprepared machine to two predictions. */
async function demo(line: CommandLine, signal: AbortSignal): Promise<number> {
  if (line.words.length > 0) {
    process.stderr.write(`${usage}\n`);
    return line.words.includes('--help') ? 0 : 2;
  }
  await access(path.join(projectRoot, 'dist/cli.js')).catch((cause: unknown) => {
    throw new Error('dist/cli.js is missing; run npm run build.', { cause });
  });
  const machine = await openMachine({ signal, assumeYes: line.assumeYes });
  const timings: Timing[] = [];
  const engine = await timed(timings, 'engine', async () => await openEngine(machine));
  try {
    const base = await timed(
      timings,
      'base image',
      async () => await openBaseImage(machine, engine),
    );
    machine.say(
      `Engine ${engine.serverVersion}, client ${engine.client.program}, base image ${base.reference}.`,
    );
    const folder = await exampleFor(machine, base);
    const outputs = await timed(
      timings,
      'register, package, build, smoke test, promote',
      async () => await runChain(engine, { folder, base, signal }),
    );
    const image = engineName(outputs);
    const served = await timed(
      timings,
      'predictions',
      async () => await askImage(engine, image, { body: request, signal }),
    );
    report({ outputs, image, answer: served.answer, timings, engine, machine });
    return 0;
  } finally {
    await engine.stop();
  }
}

async function timed<T>(timings: Timing[], what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  timings.push({ what, milliseconds: performance.now() - start });
  return result;
}

/** The example itself, or a copy whose conda file asks for the Python that the base image has. */
async function exampleFor(machine: Machine, base: BaseImage): Promise<string> {
  const condaFile = 'source/myenv.yml';
  const conda = await readFile(path.join(projectRoot, example, condaFile), 'utf8');
  const pinned = /python=(\d+\.\d+)/u.exec(conda)?.[1];
  if (pinned === base.pythonVersion) return example;
  const copy = path.join('.package-model', `diabetes-python${base.pythonVersion}`);
  machine.say(
    `${example} pins Python ${pinned}, and this machine's base image has ` +
      `${base.pythonVersion}: going on with a copy in ${copy} that asks for that.`,
  );
  const isKept = (source: string): boolean => !path.basename(source).startsWith('.');
  await cp(path.join(projectRoot, example), path.join(projectRoot, copy), {
    recursive: true,
    filter: isKept,
  });
  const changed = conda.replace(/python=\d+\.\d+/u, `python=${base.pythonVersion}`);
  await writeFile(path.join(projectRoot, copy, condaFile), changed);
  return copy;
}

/** Calls the product as a user does; what it says goes to our stderr as it comes. */
async function runChain(
  engine: Engine,
  job: { readonly folder: string; readonly base: BaseImage; readonly signal: AbortSignal },
): Promise<Outputs> {
  const state = path.join(job.folder, '.package-model');
  await mkdir(path.join(projectRoot, state), { recursive: true });
  const args = ['dist/cli.js', 'run', job.folder, '--json', '--load'];
  args.push('--base-image', job.base.reference, '--docker', engine.client.program);
  args.push('--lock-file', path.join(state, 'package-model.lock'));
  args.push('--report-path', path.join(state, 'smoke-report.json'));
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: engine.path },
    signal: job.signal,
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (child.exitCode !== 0) {
    throw new Error(`package-model run ended with exit code ${child.exitCode}.`);
  }
  return parseOutputs(output);
}

function parseOutputs(output: string): Outputs {
  const parsed: unknown = JSON.parse(output);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`No outputs in ${output}`);
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, String(value)]));
}

/** The name that `--load` gives the image in the engine: a layout's is its folder's name. */
function engineName(outputs: Outputs): string {
  const repository = (outputs['image'] ?? '').replace(/@sha256:[0-9a-f]{64}$/u, '');
  const tag = (outputs['tags'] ?? '').split(',')[0]?.trim() ?? '';
  const isLayout = repository.startsWith('dir:');
  return `${isLayout ? path.basename(repository.slice('dir:'.length)) : repository}:${tag}`;
}

function report(result: {
  readonly outputs: Outputs;
  readonly image: string;
  readonly answer: unknown;
  readonly timings: readonly Timing[];
  readonly engine: Engine;
  readonly machine: Machine;
}): void {
  const { outputs, image, engine } = result;
  const predictions: readonly unknown[] = Array.isArray(result.answer) ? result.answer : [];
  const total = result.timings.reduce((sum, timing) => sum + timing.milliseconds, 0);
  const lines = [
    '',
    `Predictions of ${outputs['model-id'] ?? ''}`,
    ...request.data.map(
      (row, index) => `  ${JSON.stringify(row)} -> ${String(predictions[index])}`,
    ),
    `Image   ${outputs['image'] ?? ''}`,
    `Digest  ${outputs['digest'] ?? ''}`,
    `Tag     ${outputs['tags'] ?? ''}`,
    `Smoke   passed ${outputs['passed'] ?? ''}, ${outputs['latency-ms'] ?? ''} ms a request`,
    'Times',
    ...result.timings.map(({ what, milliseconds }) => `  ${seconds(milliseconds)}  ${what}`),
    `  ${seconds(total)}  in all`,
    'Next',
    ...(engine.origin === 'started' ? [`  ${engineAgain(result.machine)}`] : []),
    `  docker run --rm -p 127.0.0.1:6789:5001 ${image}`,
    `  curl -H 'content-type: application/json' -d '${JSON.stringify(request)}' http://127.0.0.1:6789/score`,
    '  node dist/cli.js --help',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function engineAgain(machine: Machine): string {
  const data = path.join(machine.cacheDirectory, 'engine/data');
  const words = [...machine.asRoot, 'dockerd', '--data-root', data];
  return `${words.join(' ')} &    # the engine was stopped again`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1).padStart(6)} s`;
}

await runMain(demo);
