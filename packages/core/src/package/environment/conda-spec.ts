/** A conda match specification in parts, its version in pip's words. */
export type CondaSpec = {
  readonly name: string;
  /** `==1.2.*`, `>=1,<2` or ''. */
  readonly version: string;
  /** Channel and build text that has no meaning for pip. */
  readonly dropped: readonly string[];
};

const NAME = /^([a-z0-9_][a-z0-9_.-]*)/i;
const OPERATOR = /^(==|!=|~=|<=|>=|<|>|=)?\s*(.+)$/;
const VERSION = /^\d+!?\d*(\.\d+)*((a|b|rc|\.post|\.dev)\d+)*$/;

/** More is no specification, and takes long to find out about. */
const LONGEST_SPEC = 1000;

/**
 * Reads `[channel::]name[version][build]` (conda's MatchSpec). Undefined for what pip cannot say:
 * alternatives with `|`, brackets, versions that PEP 440 does not know.
 */
export function parseCondaSpec(text: string): CondaSpec | undefined {
  if (text.length > LONGEST_SPEC) return undefined;
  const [channel, rest] = splitChannel(text.trim());
  const name = NAME.exec(rest)?.[1];
  if (name === undefined || /[[\]|]/.test(rest)) return undefined;
  const dropped = channel === undefined ? [] : [`channel ${channel}`];
  const { version, build } = splitBuild(rest.slice(name.length).trim());
  if (build !== undefined) dropped.push(`build ${build}`);
  const converted = version === '' || version === '*' ? '' : convertVersion(version, build);
  return converted === undefined
    ? undefined
    : { name: name.toLowerCase(), version: converted, dropped };
}

/** A conda specification that goes to a conda manager as it stands, and whose channel it names. */
export type RawCondaSpec = { readonly name: string; readonly channel: string | undefined };

const RAW = /^[a-z0-9_][a-z0-9_.-]*(?:[ =<>!~|,.*+()[\]'"a-z0-9_:/-]*)$/i;

/** Name and channel of what conda can read, its own words included; undefined for the rest. */
export function readRawSpec(text: string): RawCondaSpec | undefined {
  const [channel, rest] = splitChannel(text);
  const name = RAW.test(rest) ? NAME.exec(rest)?.[1] : undefined;
  return name === undefined ? undefined : { name: name.toLowerCase(), channel };
}

function splitChannel(text: string): [string | undefined, string] {
  const at = text.lastIndexOf('::');
  return at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + 2)];
}

/** `=1.2=py39_0` and `1.2 py39_0` carry a build; `>=1.2, <2` does not. */
function splitBuild(text: string): { version: string; build?: string } {
  const equals = /^(={0,2}\s*[^=<>!~,\s]+)=([^=\s]+)$/.exec(text);
  if (equals !== null) return { version: equals[1] ?? '', build: equals[2] ?? '' };
  const joined = text.replaceAll(/\s*,\s*/g, ',').replaceAll(/([=<>!~])\s+/g, '$1');
  const [version = '', build] = joined.split(/\s+/);
  return build === undefined ? { version } : { version, build };
}

function convertVersion(text: string, build: string | undefined): string | undefined {
  const parts = text.split(',').map((part) => convertPart(part.trim(), build));
  return parts.every((part) => part !== undefined) ? parts.join(',') : undefined;
}

function convertPart(text: string, build: string | undefined): string | undefined {
  const match = OPERATOR.exec(text);
  const operator = match?.[1] ?? '';
  const written = match?.[2] ?? '';
  const open = written.endsWith('*');
  const version = written.replace(/\.?\*$/, '');
  if (!VERSION.test(version)) return undefined;
  switch (operator) {
    case '':
    case '=':
      // One `=` is a prefix for conda, unless a build makes it the exact version.
      return open || (operator === '=' && build === undefined) ? `==${version}.*` : `==${version}`;
    case '==':
    case '!=':
      return open ? `${operator}${version}.*` : `${operator}${version}`;
    default:
      return `${operator}${version}`;
  }
}
