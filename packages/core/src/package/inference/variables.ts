import type { Fault, Place } from '../../errors.ts';
import type { Log } from '../../log.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const SECRET_NAME = /PASSWORD|TOKEN|SECRET/i;
const KEY_NAME = /KEY/i;
const LONG_VALUE = 16;

/**
 * Faults of environment variables that no image can hold; warns of those that look like secrets,
 * as everyone who may pull the image can read them.
 */
export function checkVariables(
  variables: Readonly<Record<string, string>>,
  placeOf: (name: string) => Place,
  log: Pick<Log, 'warn'>,
): Fault[] {
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(variables)) {
    const place = placeOf(name);
    if (!NAME.test(name)) {
      const message = `${JSON.stringify(name)} cannot be the name of an environment variable; use letters, digits and _`;
      faults.push({ message, place });
    } else if (!isVariableValue(value)) {
      const message = `the value of ${name} has a line end or another control character; remove it, or put the value into a file of the source directory`;
      faults.push({ message, place });
    } else if (looksSecret(name, value)) {
      const line = `the environment variable ${name} looks like a secret and would be readable in the image; give it to the container when it starts instead`;
      log.warn(line, place);
    }
  }
  return faults;
}

/** True for well-formed text on one line: what both a Dockerfile and an image config can hold. */
export function isVariableValue(value: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are the characters to refuse
  return !/\p{Surrogate}|[\u0000-\u0008\u000A-\u001F\u007F\u0085\u2028\u2029]/u.test(value);
}

/** True for names that a container's environment may have. */
export function isVariableName(name: string): boolean {
  return NAME.test(name);
}

function looksSecret(name: string, value: string): boolean {
  if (SECRET_NAME.test(name)) return value !== '';
  return KEY_NAME.test(name) && value.length >= LONG_VALUE;
}
