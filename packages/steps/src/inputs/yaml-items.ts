const COMMENT_LINE = /^\s*(#|$)/;

/** Items of a block list of YAML (`- a`), without its quotes; undefined for other text. */
export function readYamlItems(text: string): string[] | undefined {
  const lines = text.split('\n').filter((line) => !COMMENT_LINE.test(line));
  const items = lines.map((line) => /^\s*-\s+(\S.*)$/s.exec(line)?.[1]);
  const found = items.filter((item) => item !== undefined);
  return items.length > 0 && found.length === items.length ? found.map(yamlScalar) : undefined;
}

/** `NAME: value` lines of YAML; undefined for other text. Values are those of a single line. */
export function readYamlPairs(text: string): (readonly [string, string])[] | undefined {
  const lines = text.split('\n').filter((line) => !COMMENT_LINE.test(line));
  const pairs = lines.flatMap((line) => {
    const [, name, value = ''] = /^([^\s=:"']+):(?:\s+(.*))?$/s.exec(line.trim()) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
  return lines.length > 0 && pairs.length === lines.length ? pairs : undefined;
}

/** What YAML means by more than the text itself: blocks, references, tags, maps and lists. */
export function isPlainYaml(value: string): boolean {
  return !/^[|>&*!{[@`%]/.test(value);
}

/** The text of a scalar on one line: quotes and a comment behind it are not part of it. */
export function yamlScalar(source: string): string {
  const text = source.trim();
  const double = /^("(?:[^"\\]|\\.)*")(?:\s+#.*)?$/s.exec(text)?.[1];
  if (double !== undefined) return unescaped(double);
  const single = /^'((?:[^']|'')*)'(?:\s+#.*)?$/s.exec(text)?.[1];
  return single?.replaceAll("''", "'") ?? text.replace(/\s#.*$/s, '').trim();
}

function unescaped(quoted: string): string {
  try {
    const value: unknown = JSON.parse(quoted);
    return String(value);
  } catch {
    return quoted.slice(1, -1); // An escape that JSON does not know: as it is written.
  }
}
