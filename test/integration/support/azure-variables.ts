/** What a job knows: variables by name (case does not matter), with those that are secret. */
export type JobVariables = {
  get(name: string): string | undefined;
  set(name: string, value: string, options?: { readonly isSecret: boolean }): void;
  /** `$(name)` replaced by what is known; others stay, as the agent leaves them. */
  expand(text: string): string;
  /** As a task sees them: `BUILD_BUILDID`; secret ones are `SECRET_…` alone. */
  environment(): Record<string, string>;
  secrets(): readonly string[];
};

/** A connection of the project to a service, with the id that a task gets for its name. */
export type ServiceConnection = {
  readonly id: string;
  readonly url: string;
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
};

const DEEPEST = 50;

/** Variables of a job, to begin with these. */
export function createVariables(first: Readonly<Record<string, string>>): JobVariables {
  type Entry = { readonly name: string; readonly value: string; readonly isSecret: boolean };
  const entries = new Map<string, Entry>();
  const set: JobVariables['set'] = (name, value, { isSecret } = { isSecret: false }) => {
    const before = entries.get(name.toLowerCase());
    entries.set(name.toLowerCase(), {
      name,
      value,
      isSecret: isSecret || before?.isSecret === true,
    });
  };
  for (const [name, value] of Object.entries(first)) set(name, value);
  const get = (name: string): string | undefined => entries.get(name.toLowerCase())?.value;
  const all = (): readonly Entry[] => [...entries.values()];
  const named = (isSecret: boolean) =>
    all()
      .filter((entry) => entry.isSecret === isSecret)
      .map(({ name }) => name);
  const expand = (text: string): string => {
    // A variable's text may name others; the agent gives up on circles, too.
    let before = text;
    for (let depth = 0; depth < DEEPEST; depth += 1) {
      const after = before.replace(/\$\(([^()]+)\)/g, (macro, name: string) => get(name) ?? macro);
      if (after === before) break;
      before = after;
    }
    return before;
  };
  return {
    get,
    set,
    expand,
    environment: () => ({
      ...Object.fromEntries(
        all().map(({ name, value, isSecret }) => [
          isSecret ? `SECRET_${variableKey(name)}` : variableKey(name),
          value,
        ]),
      ),
      VSTS_PUBLIC_VARIABLES: JSON.stringify(named(false)),
      VSTS_SECRET_VARIABLES: JSON.stringify(named(true)),
    }),
    secrets: () =>
      all()
        .filter(({ isSecret }) => isSecret)
        .map(({ value }) => value),
  };
}

/** What the agent puts into a task's environment for a connection. */
export function connectionVariables(connection: ServiceConnection): Record<string, string> {
  const { id, url, scheme, parameters, data = {} } = connection;
  const keyed = (prefix: string, values: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [`${prefix}_${id}_${key.toUpperCase()}`, value]),
    );
  return {
    [`ENDPOINT_URL_${id}`]: url,
    [`ENDPOINT_AUTH_${id}`]: JSON.stringify({ scheme, parameters }),
    [`ENDPOINT_AUTH_SCHEME_${id}`]: scheme,
    ...keyed('ENDPOINT_AUTH_PARAMETER', parameters),
    ...keyed('ENDPOINT_DATA', data),
  };
}

/** A name as it stands in an environment. */
export function variableKey(name: string): string {
  return name.replaceAll(/[. ]/g, '_').toUpperCase();
}
