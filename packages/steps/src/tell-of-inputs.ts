import type { Host } from '@package-model/host/host';
import type { InputTable, RawInputs } from './step.ts';

/**
 * Warns of each given input that has a better one. GitHub's runner does it by itself for what a
 * workflow gives; it cannot know what a file says.
 */
export function warnDeprecated(table: InputTable, raw: RawInputs, host: Host): void {
  for (const [name, { deprecated }] of Object.entries(table)) {
    const given = raw[name];
    if (deprecated === undefined || given === undefined || given.text.trim() === '') continue;
    const told = deprecated.replace(/`([a-z0-9-]+)`/g, (_, other: string) => host.spell(other));
    const { place } = given;
    if (place !== undefined) host.log.warn(`${place.key ?? name} is deprecated: ${told}`, place);
    else if (host.kind !== 'github') {
      host.log.warn(`${host.spell(name)} is deprecated: ${told}`);
    }
  }
}

/** Tells which inputs are taken otherwise than they are written. */
export function tellNotes(table: InputTable, raw: RawInputs, host: Host): void {
  for (const [name, { noteOn }] of Object.entries(table)) {
    const note = noteOn?.(raw[name]?.text.trim() ?? '');
    if (note !== undefined) host.log.info(`${host.spell(name)}: ${note}.`);
  }
}
