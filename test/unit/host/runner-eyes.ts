/** What a runner sees in text that a process prints: commands it obeys and marks it colours. */
export type Seen = { readonly commands: readonly string[]; readonly marks: readonly string[] };

// Characters that do not count where .NET compares texts by the rules of a language.
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * Reads as GitHub's runner does, and somewhat more willingly: `::name::` after any blanks, `##[name]`
 * anywhere, in any case, known to the runner or not; nothing between stop-commands and its token.
 */
export function asGithub(text: string): Seen {
  const commands: string[] = [];
  const marks: string[] = [];
  let stopToken: string | undefined;
  for (const line of linesOf(text)) {
    const { name, data = '' } = /^\s*::(?<name>[^:\s]*).*?::(?<data>.*)$/s.exec(line)?.groups ?? {};
    const shown = name === undefined || stopToken !== undefined ? line : data;
    const mark = /##\[(?<name>[^\]]*)/.exec(shown)?.groups?.['name'];
    if (mark !== undefined && name !== 'add-mask') marks.push(mark.toLowerCase());
    if (stopToken !== undefined) {
      if (name?.toLowerCase() === stopToken) stopToken = undefined;
    } else if (name?.toLowerCase() === 'stop-commands') stopToken = data.toLowerCase();
    else if (name !== undefined) commands.push(name.toLowerCase());
  }
  // What is stopped and never goes on hides every command that comes later.
  if (stopToken !== undefined) commands.push('stop-commands');
  return { commands, marks };
}

/** Reads as Azure's agent does, and somewhat more willingly: `##vso[name …]` anywhere. */
export function asAgent(text: string): Seen {
  const commands: string[] = [];
  const marks: string[] = [];
  for (const line of linesOf(text)) {
    const found = /##(?<vso>vso)?\[(?<name>[^\]\s]*)/i.exec(line)?.groups;
    if (found?.['vso'] !== undefined) commands.push((found['name'] ?? '').toLowerCase());
    else if (found !== undefined) marks.push((found['name'] ?? '').toLowerCase());
  }
  return { commands, marks };
}

/** Names and values in a file of outputs or variables, as GitHub's runner reads it. */
export function inCommandFile(text: string): readonly (readonly [string, string])[] {
  const entries: (readonly [string, string])[] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const equals = line.indexOf('=');
    const here = line.indexOf('<<');
    if (line === '') continue;
    if (here < 0 || (equals >= 0 && equals < here)) {
      entries.push([line.slice(0, equals), line.slice(equals + 1)]);
      continue;
    }
    const end = lines.indexOf(line.slice(here + 2), at + 1);
    entries.push([line.slice(0, here), lines.slice(at + 1, end).join('\n')]);
    at = end;
  }
  return entries;
}

function linesOf(text: string): string[] {
  return text.replace(UNSEEN, '').split(/[\r\n]/);
}
