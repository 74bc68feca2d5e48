import path from 'node:path';
import type { Fault } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { FoundFile } from '../inference/inference-paths.ts';
import type { LogicalLine } from './python-source.ts';
import { readPython } from './python-source.ts';
import { readTextFile } from '../config/text-file.ts';

const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except ' +
    'finally for from global if import in is lambda nonlocal not or pass raise return try while ' +
    'with yield'
  ).split(' '),
);
const REQUIRED = ['init', 'run'];

/**
 * Faults of an entry script's text that can be seen without Python: that the module defines `init`
 * and `run`. InputError when it cannot be read. Warns of results that get encoded twice.
 */
export async function checkEntryScript(
  script: FoundFile,
  log: Pick<Log, 'warn'>,
): Promise<readonly Fault[]> {
  const file = script.shownAs;
  const text = await readTextFile(script.path, file);
  if (text.includes('\0')) {
    return [{ message: 'this is no Python source: it holds zero bytes', place: { file } }];
  }
  const { lines, broken } = readPython(text);
  if (broken !== undefined) {
    const message = `this is not valid Python: ${broken.what}; correct it`;
    return [{ message, place: { file, line: broken.line } }];
  }
  const faults = checkDefinitions(lines, file, log);
  for (const { line, code } of lines) {
    if (!/\breturn\s+json\.dumps\s*\(/.test(code)) continue;
    const note =
      'run() returns json.dumps(…): the server encodes results itself, so clients get a string in a string; return the object';
    log.warn(note, { file, line });
  }
  return faults;
}

/** Whether the text imports azureml.core, as far as lines tell. */
export async function importsAzureMLCore(script: FoundFile): Promise<boolean> {
  const { lines } = readPython(await readTextFile(script.path, script.shownAs));
  return lines.some(({ code }) =>
    /^(from|import)\s+azureml(\.core\b|\s+import\s+core\b)/.test(code),
  );
}

/** Faults of the name by which the server is to load a script. */
export function checkScriptName(file: string): Fault[] {
  const place = { file };
  const base = path.posix.basename(file.replaceAll('\\', '/'));
  if (!base.endsWith('.py')) {
    return [{ message: 'an entry script is a .py file; rename it or name another', place }];
  }
  const name = base.slice(0, -'.py'.length);
  if (/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) && !KEYWORDS.has(name)) return [];
  const better = name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
  const hint = KEYWORDS.has(better) ? `${better}_script` : better;
  const message = `${JSON.stringify(name)} cannot be imported as a Python module; rename it, for example to ${hint}.py`;
  return [{ message, place }];
}

function checkDefinitions(
  lines: readonly LogicalLine[],
  file: string,
  log: Pick<Log, 'warn'>,
): Fault[] {
  const found = definitionsOf(lines);
  const missing = REQUIRED.filter((name) => !found.names.has(name));
  if (missing.length > 0 && found.starImport !== undefined) {
    const names = missing.map((name) => `${name}()`).join(' and ');
    const place = { file, line: found.starImport };
    log.warn(
      `${names} must come from this import of everything; that cannot be checked here`,
      place,
    );
    return [];
  }
  return missing.map((name) => {
    const nested = found.nested.get(name);
    if (nested === undefined) {
      const message = `the entry script defines no ${name}() at module level; add it, the scoring server calls it`;
      return { message, place: { file } };
    }
    const message = `${name}() is defined inside a class or function; move it to module level, where the scoring server looks`;
    return { message, place: { file, line: nested } };
  });
}

type Definitions = {
  readonly names: ReadonlySet<string>;
  readonly nested: ReadonlyMap<string, number>;
  readonly starImport?: number;
};

function definitionsOf(lines: readonly LogicalLine[]): Definitions {
  const names = new Set<string>();
  const nested = new Map<string, number>();
  let starImport: number | undefined;
  const scopes: number[] = [];
  for (const { line, indent, code } of lines) {
    while ((scopes.at(-1) ?? -1) >= indent) scopes.pop();
    const statements = code.split(';').map((statement) => statement.trim());
    const defined = statements.flatMap(namesOf);
    if (scopes.length === 0) {
      for (const name of defined) names.add(name);
      if (statements.some((text) => /^from\b.+\bimport\s*\*/.test(text))) starImport = line;
    } else {
      for (const name of defined.filter((entry) => !nested.has(entry))) nested.set(name, line);
    }
    if (/^(async\s+def|def|class)\b/.test(code)) scopes.push(indent);
  }
  return { names, nested, ...(starImport === undefined ? {} : { starImport }) };
}

function namesOf(statement: string): string[] {
  const definition = /^(?:async\s+)?def\s+([\p{ID_Start}_]\p{ID_Continue}*)/u.exec(statement);
  if (definition !== null) return [definition[1] ?? ''];
  const imported = /^(?:from\b.+?\b)?import\b(.*)$/s.exec(statement)?.[1];
  if (imported !== undefined) {
    const parts = imported.replaceAll(/[()]/g, ' ').split(',');
    return parts.map(
      (part) =>
        part
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    );
  }
  const sides = statement.split(/(?<![=!<>:+\-*/%&|^@])=(?!=)/).slice(0, -1);
  // A call or a subscript before `=` means a keyword argument or an item, not a name.
  const call = sides.findIndex((side) => /[\p{ID_Continue}\])"]\s*[([]/u.test(side));
  const targets = call < 0 ? sides : sides.slice(0, call);
  return targets.flatMap((target) => {
    const names = target.replace(/:.*$/s, '').replaceAll(/[()[\]]/g, ' ');
    return names.split(',').map((part) => part.trim());
  });
}
