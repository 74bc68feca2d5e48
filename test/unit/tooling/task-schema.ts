import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileSchema } from '@package-model/matchers/json-schema';

const file = new URL('../../fixtures/azure-pipelines/tasks.schema.json', import.meta.url);
// An escaped colon is a fault in a regular expression for Unicode, as validators read them.
const text = readFileSync(fileURLToPath(file), 'utf8').replaceAll('\\\\:', ':');
const compiled = compileSchema(JSON.parse(text));

/** Where a task.json breaks the schema that Microsoft publishes; [] for one that keeps to it. */
export function taskViolations(manifest: unknown): readonly string[] {
  if (compiled.kind === 'faulty') throw new Error(compiled.message);
  return compiled.look(manifest).map(({ pointer, message }) => `${pointer}: ${message}`);
}
