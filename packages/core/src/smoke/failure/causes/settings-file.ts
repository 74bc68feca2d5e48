import type { Cause } from '../cause.ts';
import { pythonFailure } from '../python-failure.ts';
import { causeOf } from '../say.ts';
import { shownPath } from '../excerpt.ts';

const INVALID = /Invalid config file!|=+\s*Configuration Error\s*=+/;
const NAMED = /^Config File: (?!None\s*$)(\S.*)$/m;

/** A file of the project that the server reads as its own settings. */
export const settingsFile: Cause = {
  id: 'settings-file',
  title: 'A config.json is taken for settings of the server',
  meaning:
    'The scoring server reads `config.json` in the root of the application, or beside the entry script, as its own settings. A file of that name with another purpose (a model’s, a tokenizer’s) stops it or changes its settings.',
  remedy: 'Rename the file, or move it into a subfolder, and correct the path in the script.',
  async match(evidence) {
    const { log, image } = evidence;
    if (!INVALID.test(log) || hasOwnFailure(pythonFailure(evidence)?.at)) return undefined;
    const root = image?.env.get('AML_APP_ROOT') ?? '';
    const entry = image?.env.get('AZUREML_ENTRY_SCRIPT') ?? '';
    const beside = entry.includes('/') ? `/${entry.slice(0, entry.lastIndexOf('/'))}` : '';
    const candidates = [`${root}/config.json`, `${root}${beside}/config.json`];
    const named = NAMED.exec(log)?.[1];
    for (const path of named === undefined ? candidates : [named, ...candidates]) {
      if ((await evidence.look.lines(path)) === undefined) continue;
      const text = `The scoring server takes ${shownPath(path, evidence)} for its own settings and cannot read it${reasonIn(log)}. Rename the file, or move it into a subfolder.`;
      return causeOf(settingsFile.id, text);
    }
    return undefined;
  },
};

function hasOwnFailure(at: string | undefined): boolean {
  return at === 'init' || at === 'run';
}

function reasonIn(log: string): string {
  const error = /^json\.decoder\.JSONDecodeError: (.+)$/m.exec(log)?.[1];
  return error === undefined ? '' : ` (${error})`;
}
