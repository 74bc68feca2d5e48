import type { Log } from '../../log.ts';
import type { ConfigFile } from '../config/config-value.ts';
import type { KeyPath } from '../config/key-path.ts';
import { formatKeyPath } from '../config/key-path.ts';

const SECRET_WORDS = /(^|_)(PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|SAS)(_|$)/;
const KEY_WORD = /(^|_)(KEY|APIKEY)(_|$)|CONNECTION_?STRING/;
const LONG_VALUE = 16;

const SECRET_TEXTS: readonly RegExp[] = [
  /[a-z][a-z0-9+.-]*:\/\/[^\s/@]+@/i,
  /\/t\/[A-Za-z0-9-]{8,}\//,
  /[?&](?:sig|token|access_token|code|api[_-]?key|password)=[^&\s]/i,
  /(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)\s*=\s*[^;\s]/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:ghp|gho|ghs|ghu|github_pat|glpat|xox[abp])[_-][A-Za-z0-9_-]{16,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\./,
  /\b[Bb]earer\s+[A-Za-z0-9._~+/-]{16,}/,
];

/** True for the name and value of a variable that most likely is a password, token or key. */
export function looksSecret(name: string, value: string): boolean {
  if (hasSecret(value)) return true;
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[.-]/g, '_');
  const upper = words.toUpperCase();
  // A number or a switch beside such a word is a setting: MAX_TOKEN=512, USE_TOKEN=true.
  if (/^\d{0,6}$|^(true|false|yes|no|on|off|none)$/i.test(value.trim())) return false;
  if (SECRET_WORDS.test(upper)) return true;
  return KEY_WORD.test(upper) && value.length >= LONG_VALUE && !/[\s/\\]/.test(value.trim());
}

/** True for text with a password or token in it: a URL's user part, a signature, a known token. */
export function hasSecret(text: string): boolean {
  return SECRET_TEXTS.some((pattern) => pattern.test(text));
}

/**
 * Warns of each text below a key of a configuration that has a secret in it, without the text; true
 * when there was one.
 */
export function warnSecretTexts(
  value: unknown,
  at: { readonly config: ConfigFile; readonly path: KeyPath },
  log: Pick<Log, 'warn'>,
): boolean {
  const { config, path } = at;
  if (typeof value === 'string' && hasSecret(value)) {
    const line = `${formatKeyPath(path)} has what looks like a password or token in it: everyone who can read the repository has it; take it out and change it`;
    log.warn(line, config.placeOf(path));
    return true;
  }
  if (typeof value !== 'object' || value === null) return false;
  const found = Object.entries(value).map(([key, member]) => {
    const below = Array.isArray(value) ? Number(key) : key;
    return warnSecretTexts(member, { config, path: [...path, below] }, log);
  });
  return found.includes(true);
}
