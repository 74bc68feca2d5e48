import { CodedError, InputError, messageOf, refuse } from '@package-model/core/errors';
import type { Fault } from '@package-model/core/errors';
import type { Log, Move } from '@package-model/core/log';
import { guardSecrets } from '@package-model/host/guard-secrets';
import type { Answer, Host, Issue } from '@package-model/host/host';
import type { RunOrigin } from '@package-model/host/run-origin';
import { forkNotice, originFaults, secretsGiven } from './fork.ts';
import { parseInputs } from './parse-inputs.ts';
import { credentialsInText, withoutMembers } from './settings.ts';
import { newJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { reportStep } from './report-step.ts';
import type { Failure } from './report-step.ts';
import { StepFailed } from './step-failed.ts';
import type { InputTable, RawInputs, Step, StepContext, ValuesOf } from './step.ts';
import { inputsOf } from './surface-inputs.ts';
import { toldRun } from './told-run.ts';
import { tellNotes, warnDeprecated } from './tell-of-inputs.ts';
import { withLogins } from './logins/with-logins.ts';
import type { OpenWorld } from './world.ts';

export type RunStepDeps = {
  readonly host: Host;
  /** Opens what the step may use of the machine, once its inputs are known to be good. */
  readonly open: OpenWorld;
  /** Where relative paths of the call start. */
  readonly workingDirectory: string;
  readonly signal: AbortSignal;
  /** What the surface found wrong with the call itself; told together with faulty inputs. */
  readonly faults?: readonly Fault[];
  /** Who wrote the files; without it whoever runs the step. */
  readonly readOrigin?: () => Promise<RunOrigin>;
};

type Deps = RunStepDeps & { readonly isForkPullRequest: boolean };

/**
 * Runs one step on one surface: inputs, work, outputs, the table of moves, errors. Resolves to the
 * process's exit code: 0, 1 for failed work, 2 for bad input.
 */
export async function runStep<T extends InputTable>(
  step: Step<T>,
  given: RunStepDeps,
): Promise<number> {
  const host = guardSecrets(given.host);
  const journal = newJournal();
  try {
    const origin = (await given.readOrigin?.()) ?? { kind: 'own' };
    refuse('BAD_INPUT', originFaults(origin));
    const deps = { ...given, host, isForkPullRequest: origin.kind === 'fork' };
    const values = await readValues(step, deps);
    await work(step, { values, journal }, deps);
    return 0;
  } catch (error) {
    const failure = failureOf(spelled(error, step, host), given.signal);
    if (!journal.isReported) {
      const outputs = error instanceof StepFailed ? error.outputs : undefined;
      // What went wrong is told even where the report itself cannot be written.
      await reportStep({ title: step.title, journal, outputs, failure }, host).catch(
        (reason: unknown) => host.log.warn(messageOf(reason)),
      );
    }
    for (const line of failure.frames) host.log.debug(line);
    return host.fail(failure.issues, failure.exitCode);
  } finally {
    if (!given.signal.aborted) host.keepState?.({ ended: 'true' });
    host.finish?.();
  }
}

async function readValues<T extends InputTable>(step: Step<T>, deps: Deps): Promise<ValuesOf<T>> {
  const { host, workingDirectory, isForkPullRequest } = deps;
  const given = await readGiven(step.inputs, deps);
  const log = stepLog(host, []);
  const spell = (name: string): string => host.spell(name);
  const found = [...(deps.faults ?? [])];
  const raw = await collectFaults(found, async () => {
    return (await step.complete?.(given, { log, workingDirectory, isForkPullRequest })) ?? given;
  });
  const values = await collectFaults(found, async () =>
    parseInputs(step.inputs, raw ?? given, spell),
  );
  warnDeprecated(step.inputs, raw ?? given, host);
  tellNotes(step.inputs, raw ?? given, host);
  // What a file that cannot be read would have given is not missing.
  if (values !== undefined && raw !== undefined) {
    const { identity } = host;
    const job = { isForkPullRequest, ...(identity !== undefined && { identity }) };
    found.push(...(step.check?.(values, spell, job) ?? []));
  }
  if (values === undefined || found.length > 0) throw new InputError('BAD_INPUT', found);
  return values;
}

/** What the surface was given, with its secrets masked. */
async function readGiven(
  table: InputTable,
  { host, isForkPullRequest }: Pick<Deps, 'host' | 'isForkPullRequest'>,
): Promise<RawInputs> {
  const texts = await host.readInputs(Object.keys(inputsOf(table, host.kind)));
  for (const [name, input] of Object.entries(table)) {
    const text = texts[name]?.trim() ?? '';
    if (input.secret !== true || text === '') continue;
    const hidden = withoutMembers(text, input.openMembers ?? []);
    for (const secret of [hidden, ...credentialsInText(text)]) host.addSecret(secret);
  }
  const withheld = isForkPullRequest ? secretsGiven(table, texts) : [];
  // The job's own token was given by nobody.
  const told = withheld.filter((name) => table[name]?.expression === undefined);
  if (isForkPullRequest) notice(host)(forkNotice(told.map((name) => host.spell(name))));
  const kept = Object.entries(texts).filter(([name]) => !withheld.includes(name));
  return Object.fromEntries(kept.map(([name, text]) => [name, { text }]));
}

function notice({ log }: Host): (line: string) => void {
  return (line) => (log.notice === undefined ? log.info(line) : log.notice(line));
}

async function collectFaults<R>(found: Fault[], read: () => Promise<R>): Promise<R | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found.push(...error.faults);
    return undefined;
  }
}

async function work<T extends InputTable>(
  step: Step<T>,
  { values, journal }: { readonly values: ValuesOf<T>; readonly journal: Journal },
  deps: Deps,
): Promise<void> {
  const { host, signal, isForkPullRequest } = deps;
  await using world = await deps.open(isForkPullRequest);
  journal.start(world.clock);
  for (const secret of world.secrets) host.addSecret(secret);
  const { runId, temporaryDirectory } = world.settings;
  const { docker }: { readonly docker?: unknown } = values;
  host.keepState?.({ runId, temporaryDirectory, docker: typeof docker === 'string' ? docker : '' });
  const context: StepContext = {
    run: toldRun(world.run, { log: host.log, clock: world.clock }),
    pipe: world.pipe,
    clock: world.clock,
    settings: world.settings,
    log: stepLog(host, journal.moves),
    signal,
    ...(host.identity !== undefined && { identity: host.identity }),
    group: (title, part, place) =>
      host.group(title, place === undefined ? part : () => journal.time(title, part), place),
    answer: (answer) => showAnswer(answer, host),
    summarize: (markdown, options) => journal.keepPart(markdown, options),
    isForkPullRequest,
    notice: notice(host),
    publish: async (made) => host.publish?.(made),
    hide: (secret) => host.addSecret(secret.reveal()),
    spell: (inputName) => host.spell(inputName),
  };
  const request = isForkPullRequest ? undefined : step.logins?.(values);
  const outputs = await withLogins(request, { host, context }, (ready) => step.run(values, ready));
  journal.isReported = true;
  await reportStep({ title: step.title, journal, outputs }, host);
}

function stepLog(host: Host, moves: Move[]): Log {
  const { log } = host;
  return {
    debug: (line) => log.debug(line),
    info: (line) => log.info(line),
    warn: (line, place) => log.warn(line, place),
    progress: (event) => log.progress(event),
    moved: (move) => void moves.push(move),
  };
}

function showAnswer(answer: Answer, host: Host): void {
  if (host.answer !== undefined) host.answer(answer);
  else for (const line of answer.text.split('\n')) host.log.info(line);
}

/** Core names inputs as the tables do; users know them as their surface spells them. */
function spelled(error: unknown, step: Step, host: Host): unknown {
  if (!(error instanceof InputError)) return error;
  const faults = error.faults.map((fault): Fault => {
    const { place } = fault;
    const key = place?.file === undefined ? place?.key : undefined;
    if (key === undefined || !Object.hasOwn(step.inputs, key)) return fault;
    return { ...fault, place: { ...place, key: host.spell(key) } };
  });
  return new InputError(error.code, faults, { cause: error });
}

/** What the user is told of an error, and what only those who look for its cause are. */
function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) {
    return told([{ message: `Cancelled: ${messageOf(signal.reason)}` }]);
  }
  if (error instanceof InputError) return { ...told(error.faults), exitCode: 2 };
  const frames = framesOf(error);
  const isOwn = error instanceof CodedError;
  const place = isOwn ? error.place : undefined;
  const message = isOwn ? error.message : `Unexpected error: ${messageOf(error)}`;
  return { ...told([{ message, ...(place && { place }) }]), frames };
}

function told(issues: readonly Issue[]): Failure {
  return { issues, exitCode: 1, frames: [] };
}

/** Where an error and its causes were raised; what the error says is told by itself. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const frames = error.stack?.slice(error.stack.indexOf(error.message) + error.message.length);
  const { cause } = error;
  const because = cause instanceof Error ? [`caused by ${cause.name}: ${cause.message}`] : [];
  return [`${error.name}${frames ?? ''}`, ...because, ...framesOf(cause)];
}
