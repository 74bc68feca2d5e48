import { imagePaths } from '../../../image/paths.ts';
import type { Cause, Evidence, RootCause } from '../cause.ts';
import { pythonFailure } from '../python-failure.ts';
import { causeAt, causeOf } from '../say.ts';
import { shownPath } from '../excerpt.ts';

const NO_FUNCTION = /User script at (\S+) does not have a (init|run)\(\) function defined/;
const NO_VARIABLE =
  /(?:run\(\)[^\n]*)?(?:cannot|must not|not)[^\n]*(?:\*args|\*\*kwargs|positional)/i;
const NO_VALUE = /A value is not provided for the '(\w+)' parameter/;
const DECORATOR = /@(?:\w+\.)*input_schema\(\s*(?:param_name\s*=\s*)?["'](\w+)["']/g;
const ARGUMENTS =
  /\b(run|init)\(\) (got an unexpected keyword argument '\w+'|missing \d+ required positional arguments?: .+|takes \d+ positional arguments? but \d+ (?:was|were) given)/;

/** init() and run() that the server cannot call as they are written. */
export const runSignature: Cause = {
  id: 'run-signature',
  title: 'The server cannot call init() or run() as they are written',
  meaning:
    "The server calls `init()` without arguments and `run()` by the names of its parameters: without a decorator the first one gets the body as text; with `@input_schema('NAME', …)` each parameter gets the member of the JSON object that has its name, so the names must be equal.",
  remedy:
    "Define both `init()` and `run(…)` at the top level of the entry script, give `run()` plain parameters (no `*args`, no `**kwargs`), and write in each `@input_schema('NAME', …)` the name of a parameter.",
  async match(evidence) {
    const unnamed = await withoutValue(evidence);
    if (unnamed !== undefined) return unnamed;
    const failure = pythonFailure(evidence);
    for (const error of failure?.errors ?? []) {
      const absent = NO_FUNCTION.exec(error.text);
      if (absent !== null) return absentFunction(absent, evidence);
      const wrong = ARGUMENTS.exec(error.text);
      const isServers = failure?.at === 'server' || failure?.at === 'import';
      const isRefused = isServers && NO_VARIABLE.test(error.text);
      if (wrong === null && !isRefused) continue;
      const what = wrong === null ? error.text : `${wrong[1] ?? 'run'}() ${wrong[2] ?? ''}`;
      const act = actFor(wrong?.[1], wrong?.[2] ?? '');
      return causeAt(error, evidence, { id: runSignature.id, what, act });
    }
    return undefined;
  },
};

/** A request was refused for want of a parameter: is it the request, or the decorator? */
async function withoutValue(evidence: Evidence): Promise<RootCause | undefined> {
  const { seen, code, image } = evidence;
  const parameter = NO_VALUE.exec(seen)?.[1];
  const entry = image?.env.get('AZUREML_ENTRY_SCRIPT');
  if (code !== 'CASE_FAILED' || parameter === undefined || entry === undefined) return undefined;
  const path = `${image?.env.get('AML_APP_ROOT') ?? imagePaths.appRoot}/${entry}`;
  const lines = await evidence.look.lines(path);
  const names = [...(lines ?? []).join('\n').matchAll(DECORATOR)].map(([, name]) => name ?? '');
  if (lines === undefined || names.length === 0 || names.includes(parameter)) return undefined;
  const line = 1 + lines.findIndex((text) => /^\s*(?:async )?def run\(/.test(text));
  const error = { type: '', text: '', frames: [{ file: path, line, name: 'run', code: '' }] };
  const quoted = names.map((name) => JSON.stringify(name)).join(', ');
  const what = `run() takes a parameter ${parameter}, but @input_schema names ${quoted}`;
  const act = `The two must be the same name: write def run(${names.join(', ')}), or @input_schema("${parameter}", …).`;
  return causeAt(error, evidence, { id: runSignature.id, what, act });
}

function absentFunction(found: RegExpExecArray, evidence: Evidence): RootCause {
  const [, path = '', name = 'run'] = found;
  const example = name === 'run' ? 'def run(data):' : 'def init():';
  const text = `${shownPath(path, evidence)}: the entry script has no ${name}() function. Define it at the top level: ${example}`;
  return causeOf(runSignature.id, text);
}

function actFor(name: string | undefined, fault: string): string {
  if (name === 'init') return 'The server calls init() without arguments: take none.';
  const keyword = /argument '(\w+)'/.exec(fault)?.[1];
  if (keyword !== undefined) {
    return `The name in @input_schema("${keyword}", …) must be the name of a parameter: write def run(${keyword}).`;
  }
  return 'The server calls run() by the names of its parameters: take plain parameters, one for each @input_schema, or one for the body.';
}
