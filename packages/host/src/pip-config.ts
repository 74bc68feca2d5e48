import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './host.ts';

/** Options of the sections `global` and `install` in pip's configuration files; later files win. */
export async function readPipConfig(
  environment: Environment,
  home: string,
): Promise<Readonly<Record<string, string>>> {
  const named = environment['PIP_CONFIG_FILE'];
  if (named === '/dev/null' || named?.toLowerCase() === 'nul') return {};
  const files = [
    '/etc/pip.conf',
    ...windowsFiles(environment, home),
    join(home, '.pip', 'pip.conf'),
    join(environment['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'pip', 'pip.conf'),
    ...(named === undefined || named === '' ? [] : [named]),
  ];
  const options: Record<string, string> = {};
  for (const file of files) {
    // pip itself passes over a file that is not there or not readable.
    const text = await readFile(file, 'utf8').catch(() => '');
    Object.assign(options, parsePipConfig(text));
  }
  return options;
}

/** Where pip looks on Windows; APPDATA is set there alone. */
function windowsFiles(environment: Environment, home: string): string[] {
  const { APPDATA: ofUser = '', PROGRAMDATA: ofAll = '' } = environment;
  if (ofUser === '') return [];
  return [
    ...(ofAll === '' ? [] : [join(ofAll, 'pip', 'pip.ini')]),
    join(home, 'pip', 'pip.ini'),
    join(ofUser, 'pip', 'pip.ini'),
  ];
}

/** `key = value` lines of the two sections; indented lines go on with the value before. */
export function parsePipConfig(text: string): Record<string, string> {
  const options: Record<string, string> = {};
  let section = '';
  let last: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const head = /^\[(?<name>[^\]]+)\]/.exec(line);
    const option = /^(?<key>[A-Za-z_-]+)\s*[=:]\s*(?<value>.*)$/.exec(line);
    if (head !== null) {
      section = head.groups?.['name']?.trim().toLowerCase() ?? '';
      last = undefined;
    } else if (option !== null && (section === 'global' || section === 'install')) {
      last = option.groups?.['key']?.toLowerCase().replaceAll('_', '-') ?? '';
      options[last] = option.groups?.['value']?.trim() ?? '';
    } else if (/^\s+\S/.test(line) && last !== undefined) {
      options[last] = `${options[last] ?? ''} ${line.trim()}`.trim();
    } else if (!/^\s*[#;]/.test(line)) last = undefined;
  }
  return options;
}
