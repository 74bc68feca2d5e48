import type { BaseFacts } from '@package-model/core/base/base-facts';
import type { BaseCheck } from '@package-model/core/base/check-base';
import { readSaved } from '@package-model/core/base/read-saved';
import type { Engine, EngineImage } from '@package-model/core/engine/engine';
import { probePython } from '@package-model/core/engine/python-probe';
import type { PythonProbe } from '@package-model/core/engine/python-probe';
import { InputError } from '@package-model/core/errors';
import { chooseLogin, pullWithLogin } from '../build-image/base-login.ts';
import type { PullBase } from '../build-image/base-login.ts';
import { digestIn } from '../build-image/fetch-base.ts';
import { openEngine } from '../open-engine.ts';
import type { StepContext } from '../step.ts';
import type { CheckValues, Reading } from './reading.ts';

/** Reads an image that the engine has, or pulls, and asks the Python in it. */
export async function readFromEngine(values: CheckValues, context: StepContext): Promise<Reading> {
  const { image: name } = values;
  if (name.startsWith('dir:')) {
    const message = 'a layout folder is read without an engine; leave this switch off';
    throw new InputError('BAD_INPUT', [{ message, place: { key: context.spell('engine') } }]);
  }
  const engine = openEngine(values, context);
  const login = chooseLogin(values, name, { context });
  const pull = login && pullWithLogin(login, values, context);
  const found = await ensureImage(engine, name, { context, pull });
  context.log.info(`Reading ${name} from the engine.`);
  // By its id: a name without a tag would save all images of the repository.
  const read = await readSaved(engine.save(found.id, context.signal));
  const probe = await ask(engine, name, context.signal);
  const digest = digestIn(found, name);
  return {
    image: { ...read, ...(digest === undefined ? {} : { digest }) },
    more: (facts) => [{ id: 'running', ...compare(facts, probe) }],
  };
}

async function ensureImage(
  engine: Engine,
  name: string,
  { context, pull }: { readonly context: StepContext; readonly pull: PullBase | undefined },
): Promise<EngineImage> {
  const { log, signal } = context;
  const present = await engine.inspectImage(name, signal);
  if (present !== undefined) return present;
  log.info(`Pulling ${name}.`);
  const options = { signal, onLine: (line: string) => log.debug(line) };
  await (pull ?? engine.pull.bind(engine))(name, options);
  const pulled = await engine.inspectImage(name, signal);
  if (pulled !== undefined) return pulled;
  const message = `the engine has no image ${name} after pulling it; check the name`;
  throw new InputError('BAD_INPUT', [{ message }]);
}

/** The probe, or why the image's Python did not answer. */
async function ask(
  engine: Engine,
  name: string,
  signal: AbortSignal,
): Promise<PythonProbe | string> {
  try {
    return await probePython(engine, name, signal);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** What the layers say against what the running image says; differences are warnings. */
export function compare(
  facts: BaseFacts,
  probe: PythonProbe | string,
): Pick<BaseCheck, 'level' | 'message'> {
  const { python, libc, uid } = facts;
  if (typeof probe === 'string') return { level: python ? 'fault' : 'ok', message: probe };
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['Python', python?.version, probe.version],
    ['its path', python?.executable, probe.executable],
    ['venv', python?.venv, probe.venv],
    ['ensurepip', python?.ensurepip, probe.ensurepip],
    ['pip', python?.pip, probe.pip],
    ['libc', libc.kind, probe.libc.kind],
    ['uid', uid, probe.user.uid],
  ];
  const differing = pairs.filter(([, read, asked]) => read !== undefined && read !== asked);
  if (differing.length === 0) {
    const message = `its own Python says the same: ${probe.version}, ${probe.libc.kind} ${probe.libc.version}, uid ${probe.user.uid}`;
    return { level: 'ok', message };
  }
  const shown = differing.map(
    ([what, read, asked]) => `${what}: layers ${String(read)}, running ${String(asked)}`,
  );
  return { level: 'warning', message: `what runs differs from what was read: ${shown.join('; ')}` };
}
