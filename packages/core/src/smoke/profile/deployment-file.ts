import { type FormattingOptions, applyEdits, modify } from 'jsonc-parser';
import { InputError } from '../../errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { parseJsonText } from '../../package/config/json-text.ts';
import { readTextFile } from '../../package/config/text-file.ts';
import type { Resources } from './profile-report.ts';
import { isRecord } from '../../is-record.ts';
import { exists } from '../../files/exists.ts';

const KEY = 'containerResourceRequirements';

/** Writes resources into a deployment configuration. */
export type DeploymentFile = { write(resources: Resources): Promise<void> };

/**
 * A deployment configuration of v1 (JSON, comments allowed) that can be written; one that is not
 * there is made when it is written. InputError BAD_FILE when it is no JSON object.
 */
export async function openDeploymentFile(path: string, shownAs = path): Promise<DeploymentFile> {
  if (!/\.json$/i.test(path)) {
    const message = 'the resources can only be written into a .json file; name one';
    throw new InputError('BAD_FILE', [{ message, place: { file: shownAs } }]);
  }
  const text = (await exists(path)) ? await readTextFile(path, shownAs) : undefined;
  if (text !== undefined) checkDeployment(text, shownAs);
  return {
    write: (resources) => writeFileAtomically(path, withResources(text, resources)),
  };
}

/** The same text with other resources; everything else in it stays, comments included. */
export function withResources(text: string | undefined, resources: Resources): string {
  const { cpu, memoryInGB } = resources;
  if (text === undefined) {
    const made = { computeType: 'ACI', [KEY]: { cpu, memoryInGB } };
    return `${JSON.stringify(made, null, 2)}\n`;
  }
  const { value } = parseJsonText(plain(text), '', { comments: 'allowed' });
  const former = memberOf(value, KEY);
  const formattingOptions = styleOf(text);
  const mark = text.slice(0, text.length - plain(text).length);
  let edited = plain(text);
  const set = (name: string, number: number) => {
    const path = isRecord(former) ? [KEY, name] : [KEY];
    const given = isRecord(former) ? number : { cpu, memoryInGB };
    edited = applyEdits(edited, modify(edited, path, given, { formattingOptions }));
  };
  set('cpu', cpu);
  set('memoryInGB', memoryInGB);
  // A limit of AKS may not be below what is asked for.
  for (const [name, number] of [
    ['cpuLimit', cpu],
    ['memoryInGBLimit', memoryInGB],
  ] as const) {
    const limit = memberOf(former, name);
    if (typeof limit === 'number' && limit < number) set(name, number);
  }
  return mark + edited;
}

function checkDeployment(text: string, file: string): void {
  const { value } = parseJsonText(plain(text), file, { comments: 'allowed' });
  if (isRecord(value)) return;
  const message = 'this is no deployment configuration: it must be a JSON object';
  throw new InputError('BAD_FILE', [{ message, place: { file } }]);
}

function styleOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
  };
}

function plain(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
}
