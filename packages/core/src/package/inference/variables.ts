import type { Fault, Place } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { looksSecret } from './secret-look.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** The variables that an image may hold, and a fault for each that no image can hold. */
export type CheckedVariables = {
  readonly faults: readonly Fault[];
  readonly variables: Readonly<Record<string, string>>;
};

/**
 * Checks environment variables. Those that look like secrets are left out with a warning, as
 * everyone who may pull the image can read them.
 */
export function checkVariables(
  variables: Readonly<Record<string, string>>,
  placeOf: (name: string) => Place,
  log: Pick<Log, 'warn'>,
): CheckedVariables {
  const faults: Fault[] = [];
  const kept: [string, string][] = [];
  for (const [name, value] of Object.entries(variables)) {
    const place = placeOf(name);
    if (!NAME.test(name)) {
      const message = `${JSON.stringify(name)} cannot be the name of an environment variable; use letters, digits and _`;
      faults.push({ message, place });
    } else if (!isVariableValue(value)) {
      const message = `the value of ${name} has a line end or another control character; remove it, or put the value into a file of the source directory`;
      faults.push({ message, place });
    } else if (looksSecret(name, value)) {
      const line = `the environment variable ${name} looks like a secret and is left out of the image, where everyone could read it; give it to the container when it starts: docker run -e ${name}`;
      log.warn(line, place);
    } else kept.push([name, value]);
  }
  return { faults, variables: Object.fromEntries(kept) };
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
