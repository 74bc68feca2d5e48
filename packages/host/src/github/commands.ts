import { withoutMarks } from '../plain-line.ts';

/** Workflow commands: https://docs.github.com/actions/reference/workflow-commands */
export type CommandName =
  'error' | 'warning' | 'notice' | 'debug' | 'group' | 'endgroup' | 'add-mask';

export type CommandProperties = Readonly<Record<string, string | number | undefined>>;

/**
 * One command line, with line end; data and properties are escaped. What is shown of the data holds
 * no mark of the log (`##[endgroup]`) at the start of one of its lines.
 */
export function formatCommand(
  name: CommandName,
  data: string,
  properties: CommandProperties = {},
): string {
  const written = Object.entries(properties)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const head = written.length === 0 ? name : `${name} ${written.join(',')}`;
  const shown = name === 'add-mask' ? data : withoutMarks(data);
  return `::${head}::${escapeData(shown)}\n`;
}

/** Text as it is, which the runner prints and does not read. `token` must be new and random. */
export function formatStopped(text: string, token: string): string {
  return `::stop-commands::${token}\n${text}\n::${token}::\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
