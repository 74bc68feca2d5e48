import * as z from 'zod/mini';
import { lookMarker } from './look-program.ts';

const at = { line: z.int(), column: z.int() };
const maybeText = z.nullable(z.string());
const run = z.object({
  ...at,
  kind: z.enum(['function', 'async']),
  parameters: z.array(z.string()),
  positionalOnly: z.array(z.string()),
  args: maybeText,
  kwargs: maybeText,
  /** Full names as far as imports tell: `inference_schema.schema_decorators.input_schema`. */
  decorators: z.array(z.string()),
});
const imported = z.object({
  ...at,
  module: z.string(),
  /** Dots before it; 0 for an absolute import. */
  level: z.int(),
  names: z.array(z.string()),
  /** In a function or class. */
  nested: z.boolean(),
  /** In a try that catches its failure, or for type checkers only. */
  guarded: z.boolean(),
});
const facts = z.object({
  name: z.string(),
  defined: z.array(
    z.object({
      ...at,
      name: z.enum(['init', 'run']),
      kind: z.enum(['function', 'async', 'class', 'value', 'import']),
      nested: z.boolean(),
    }),
  ),
  star: z.array(z.object({ ...at, module: z.string() })),
  run: z.nullable(run),
  imports: z.array(imported),
  /** Where run() returns text of json.dumps. */
  dumps: z.array(z.object(at)),
  /** Paths below AZUREML_MODEL_DIR; `more` when something unknown follows. */
  joins: z.array(z.object({ ...at, path: z.string(), more: z.boolean() })),
  /** Walks that do not follow links; no root means AZUREML_MODEL_DIR. */
  walks: z.array(z.object({ ...at, what: z.string(), root: maybeText })),
  /** Calls of get_model_path; null for what is not written out. */
  lookups: z.array(z.object({ ...at, name: maybeText, version: z.nullable(z.int()) })),
});
const unreadable = z.object({
  name: z.string(),
  error: z.object({ ...at, kind: z.enum(['syntax', 'limit']), what: z.string() }),
});
const answer = z.object({
  version: z.string(),
  /** Names of the standard library; null before Python 3.10. */
  standard: z.nullable(z.array(z.string())),
  /** Of the imported names those that can be found; null when it was not asked. */
  installed: z.nullable(z.array(z.string())),
  files: z.array(z.union([unreadable, facts])),
});

/** What the program found in one file that Python could parse. */
export type ScriptFacts = z.infer<typeof facts>;
export type ImportFact = z.infer<typeof imported>;
export type Unreadable = z.infer<typeof unreadable>;
export type LookAnswer = z.infer<typeof answer>;

/** The program's answer in what it printed; undefined when there is none. */
export function parseLook(output: string): LookAnswer | undefined {
  const line = output.split('\n').findLast((candidate) => candidate.startsWith(lookMarker));
  if (line === undefined) return undefined;
  const parsed = z.safeParse(answer, parseJson(line.slice(lookMarker.length)));
  return parsed.success ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Cut off: the schema refuses it, and the caller says that nothing was checked.
  }
}
