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

function parseCommand(line: string): AzureCommand | undefined {
  const { name, properties, data } =
    /##vso\[(?<name>[\w.]+)(?: (?<properties>[^\]]*))?\](?<data>.*)$/i.exec(line)?.groups ?? {};
  if (name === undefined) return undefined;
  const pairs = (properties ?? '').split(';').filter((pair) => pair.includes('='));
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(
      pairs.map((pair) => {
        const equals = pair.indexOf('=');
        const value = pair
          .slice(equals + 1)
          .replaceAll('%3B', ';')
          .replaceAll('%5D', ']');
        return [pair.slice(0, equals).trim().toLowerCase(), unescape(value)];
      }),
    ),
    data: unescape(data ?? ''),
  };
}

function unescape(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%AZP25', '%');
}
