import type { Fault } from '../../errors.ts';
import type { Requirement } from './pip-requirement.ts';
import { chooseServer, conflictFault, isServer, serverPackages } from './scoring-server.ts';

/** Requirement lines with the scoring server among them. */
export type WithServer = {
  readonly pip: readonly string[];
  /** One sentence per line that is added or replaced. */
  readonly notes: readonly string[];
  readonly faults: readonly Fault[];
};

/**
 * Adds the scoring server where the list does not bring it, in the release that fits the Python and
 * the other lines; the old metapackage gives way to it.
 */
export function addServer(
  entries: readonly Requirement[],
  pythonVersion: string | undefined,
): WithServer {
  const kept = entries.filter((entry) => entry.name !== serverPackages.metapackage);
  const choice = chooseServer(pythonVersion, kept);
  const pip = kept.map((entry) => entry.text);
  if (choice.kind === 'conflict') {
    return { pip, notes: [], faults: choice.conflicts.map(conflictFault) };
  }
  const { lines, reason } = choice;
  const listed = kept.some((entry) => isServer(entry.name));
  const [server, ...beside] = listed ? [undefined, ...lines] : lines;
  const because = reason === '' ? '' : `; a newer one does not go with ${reason}`;
  const notes = [
    ...(kept.length < entries.length
      ? [
          `${serverPackages.metapackage} is replaced by ${server ?? 'the server that is listed'}: a scoring image needs no azureml-core${because}.`,
        ]
      : server === undefined
        ? []
        : [
            `${server} is added: it is the scoring server, and nothing listed brings it${because}.`,
          ]),
    ...beside.map(
      (line) => `${line} is added: this scoring server needs it and does not say so itself.`,
    ),
  ];
  return { pip: [...pip, ...lines], notes, faults: [] };
}
