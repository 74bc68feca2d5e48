/** One command that the agent has read: `##vso[name key=value;]data`. */
export type AzureCommand = {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
};

export type AzureLog = {
  readonly commands: readonly AzureCommand[];
  /** What the job's page shows: lines and the texts of commands, masked. */
  readonly shown: string;
};

/** Reads a log as the agent does; a command may stand anywhere in a line. */
export function readAzureLog(text: string): AzureLog {
  const commands: AzureCommand[] = [];
  const shown: string[] = [];
  const masks = new Set<string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const command = parseCommand(line);
    if (command !== undefined) commands.push(command);
    if (command?.name === 'task.setsecret') masks.add(command.data);
    else {
      const plain = command === undefined ? line : `${command.name}: ${command.data}`;
      shown.push([...masks].reduce((rest, mask) => rest.replaceAll(mask, '***'), plain));
    }
  }
  return { commands, shown: shown.join('\n') };
}

/** As the agent's own Command.TryParse: the first `]` ends the properties, whatever is quoted. */
export function parseCommand(line: string): AzureCommand | undefined {
  const start = line.indexOf('##vso[');
  const end = line.indexOf(']', start);
  if (start < 0 || end < 0) return undefined;
  const [name = '', ...rest] = line.slice(start + '##vso['.length, end).split(' ');
  if (name.split('.').filter((part) => part !== '').length !== 2) return undefined;
  const properties: Record<string, string> = {};
  for (const pair of rest.join(' ').split(';')) {
    const equals = pair.indexOf('=');
    if (equals <= 0 || equals === pair.length - 1) continue;
    properties[pair.slice(0, equals).toLowerCase()] = unescape(pair.slice(equals + 1));
  }
  return { name: name.toLowerCase(), properties, data: unescape(line.slice(end + 1)) };
}

function unescape(text: string): string {
  return text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']')
    .replaceAll('%AZP25', '%');
}
