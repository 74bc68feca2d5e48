/** One workflow command that the runner has read: `::name key=value::data`. */
export type GithubCommand = {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
};

export type GithubLog = {
  readonly commands: readonly GithubCommand[];
  /** What the job's page shows: lines and the texts of commands, masked. */
  readonly shown: string;
  /** True when a group was opened in another: the page shows no such thing. */
  readonly hasNestedGroups: boolean;
};

/** Reads a log as the runner does: commands, except between stop-commands and its token; masks. */
export function readGithubLog(text: string): GithubLog {
  const commands: GithubCommand[] = [];
  const shown: string[] = [];
  const masks = new Set<string>();
  let stopToken: string | undefined;
  let openGroups = 0;
  let hasNestedGroups = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const command = parseCommand(line);
    if (stopToken !== undefined) {
      if (command?.name === stopToken) stopToken = undefined;
      else shown.push(masked(line, masks));
      continue;
    }
    if (command === undefined) {
      shown.push(masked(line, masks));
      continue;
    }
    if (command.name === 'stop-commands') stopToken = command.data;
    else if (command.name === 'add-mask') masks.add(command.data);
    else shown.push(masked(`${command.name}: ${command.data}`, masks));
    if (command.name === 'group') openGroups += 1;
    if (command.name === 'endgroup') openGroups -= 1;
    hasNestedGroups ||= openGroups > 1;
    commands.push(command);
  }
  return { commands, shown: shown.join('\n'), hasNestedGroups };
}

/** `::name key=value,key=value::data` at the start of a line, else the old `##[name]data` anywhere. */
function parseCommand(line: string): GithubCommand | undefined {
  const { name, properties, data } =
    /^::(?<name>[^: ]+)(?: (?<properties>.*?))?::(?<data>.*)$/.exec(line.trim())?.groups ?? {};
  if (name === undefined) return parseOldCommand(line);
  const pairs = (properties ?? '').split(',').filter((pair) => pair.includes('='));
  return {
    name,
    properties: Object.fromEntries(pairs.map(parseProperty)),
    data: unescape(data ?? ''),
  };
}

function parseOldCommand(line: string): GithubCommand | undefined {
  const { name, data } = /##\[(?<name>[^\] ]+)[^\]]*\](?<data>.*)$/.exec(line)?.groups ?? {};
  return name === undefined ? undefined : { name, properties: {}, data: data ?? '' };
}

function parseProperty(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  const value = pair
    .slice(equals + 1)
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',');
  return [pair.slice(0, equals).trim(), unescape(value)];
}

function unescape(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function masked(text: string, masks: ReadonlySet<string>): string {
  let result = text;
  for (const mask of masks) result = result.replaceAll(mask, '***');
  return result;
}
