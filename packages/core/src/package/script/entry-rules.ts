import type { Finding } from './finding.ts';
import type { ScriptFacts } from './look-facts.ts';

const RESERVED = 'request_headers';

/** What the scoring server wants of an entry script: init, run, and how run may be written. */
export function entryFindings(facts: ScriptFacts, file: string): Finding[] {
  return [
    ...functionFindings(facts, file),
    ...runFindings(facts, file),
    ...relativeFindings(facts, file),
    ...facts.dumps.map(({ line, column }): Finding => ({
      id: 'double-encoding',
      severity: 'warning',
      message:
        'run() returns json.dumps(…): the server encodes results itself, so clients get a string in a string; return the object',
      place: { file, line, column },
    })),
  ];
}

function functionFindings(facts: ScriptFacts, file: string): Finding[] {
  const id = 'script-functions';
  return (['init', 'run'] as const).flatMap((name): Finding[] => {
    const found = facts.defined.filter((entry) => entry.name === name);
    const own = found.findLast((entry) => !entry.nested);
    if (own?.kind === 'async') {
      const { line, column } = own;
      const message = `${name}() is an async function, and the server does not await it; write def ${name}, with asyncio.run(…) inside where you need it`;
      return [{ id: 'run-async', severity: 'warning', message, place: { file, line, column } }];
    }
    if (own !== undefined) return [];
    const [star] = facts.star;
    if (star !== undefined) {
      const { line, column } = star;
      const message = `${name}() must come from this import of everything; that cannot be checked here`;
      return [{ id, severity: 'warning', message, place: { file, line, column } }];
    }
    const [nested] = found;
    if (nested === undefined) {
      const message = `the entry script defines no ${name}() at module level; add it, the scoring server calls it`;
      return [{ id, severity: 'fault', message, place: { file } }];
    }
    const { line, column } = nested;
    const message = `${name}() is defined inside a class or function; move it to module level, where the scoring server looks`;
    return [{ id, severity: 'fault', message, place: { file, line, column } }];
  });
}

function runFindings({ run, defined }: ScriptFacts, file: string): Finding[] {
  const last = defined.findLast((entry) => entry.name === 'run' && !entry.nested);
  // Another definition after it is the one that counts, and its signature is not known.
  if (run === null || last?.line !== run.line) return [];
  const place = { file, line: run.line, column: run.column };
  const known = run.decorators.every((name) => isSchema(name) || isRaw(name));
  // A decorator of the user's own may well change what the server sees.
  const severity = known ? 'fault' : 'warning';
  const findings: Finding[] = [];
  const refused = [
    ...run.positionalOnly.map((name) => `the positional-only ${name}`),
    ...(run.args === null ? [] : [`*${run.args}`]),
    ...(run.kwargs === null ? [] : [`**${run.kwargs}`]),
  ];
  if (refused.length > 0) {
    const message = `run() takes ${refused.join(', ')}: the server passes parameters by name only and does not start; name each parameter`;
    findings.push({ id: 'run-parameters', severity, message, place });
  } else if (run.parameters.every((name) => name === RESERVED)) {
    const message = `run() has no parameter for the request, and the server does not start; add one: def run(data)`;
    findings.push({ id: 'run-parameters', severity, message, place });
  }
  if (run.decorators.some(isSchema) && run.decorators.some(isRaw)) {
    const message =
      'run() is decorated with both @rawhttp and @input_schema, and the server does not start; keep one of them';
    findings.push({ id: 'run-decorators', severity: 'fault', message, place });
  }
  return findings;
}

function isSchema(name: string): boolean {
  return /(^|\.)(input_schema|output_schema)$/.test(name);
}

function isRaw(name: string): boolean {
  return /(^|\.)rawhttp$/.test(name);
}

function relativeFindings(facts: ScriptFacts, file: string): Finding[] {
  const relative = facts.imports.filter((entry) => entry.level > 0 && !entry.guarded);
  return relative.map(({ line, column, level, module, names, nested }) => {
    const written = `from ${'.'.repeat(level)}${module} import ${names.join(', ')}`;
    const better = module === '' ? `import ${names.join(', ')}` : written.replace(/ \.+/, ' ');
    const message = `${written}: the server loads the entry script outside of any package, so that relative imports fail; write ${better}`;
    const severity = nested ? 'warning' : 'fault';
    return { id: 'relative-import', severity, message, place: { file, line, column } };
  });
}
