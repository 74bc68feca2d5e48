import path from 'node:path';
import type { CodeListing } from '../code/code.ts';
import type { FoundFile } from '../inference/inference-paths.ts';

/** A file of the code as messages name the entry script. */
export function shownAs(
  name: string,
  listing: Pick<CodeListing, 'sources'>,
  entryScript: FoundFile,
): string {
  const source = listing.sources.get(name);
  const { path: own, shownAs: shown } = entryScript;
  if (source?.kind !== 'file' || !own.endsWith(shown)) return name;
  return path.relative(own.slice(0, -shown.length), source.path).split(path.sep).join('/');
}
