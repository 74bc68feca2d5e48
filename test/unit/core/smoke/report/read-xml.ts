/** An element of XML as a test looks at it. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Of itself, without that of its children. */
  readonly text: string;
};

type Draft = {
  name: string;
  attributes: Record<string, string>;
  children: Draft[];
  text: string;
};

// oxlint-disable-next-line no-control-regex -- what XML 1.0 does not allow, section 2.2
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;
const TAG = /<(\/?)([a-z-]+)((?:\s+[a-z-]+="[^"<]*")*)\s*(\/?)>/y;
const TEXT = /[^<]+/y;
const names: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};

/** Reads a small part of XML 1.0 strictly: elements, attributes, text. Raises on anything else. */
export function readXml(text: string): Element {
  if (FORBIDDEN.test(text)) throw new Error('a character that XML does not know');
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!text.startsWith(declaration)) throw new Error('no declaration');
  const root: Draft = { name: '', attributes: {}, children: [], text: '' };
  const open: Draft[] = [root];
  for (let at = declaration.length; at < text.length;) {
    const current = open.at(-1) ?? root;
    TEXT.lastIndex = at;
    TAG.lastIndex = at;
    const plain = TEXT.exec(text)?.[0];
    const tag = TAG.exec(text);
    if (plain !== undefined) current.text += decode(plain);
    else if (tag === null) throw new Error(`no tag at: ${text.slice(at, at + 80)}`);
    else follow(tag, open);
    at += (plain ?? tag?.[0] ?? ' ').length;
  }
  const [element] = root.children;
  if (open.length !== 1 || element === undefined) throw new Error('not closed');
  return element;
}

function follow(tag: RegExpExecArray, open: Draft[]): void {
  const [, closing, name = '', attributes = '', empty] = tag;
  if (closing === '/') {
    const ended = open.pop();
    if (ended?.name !== name) throw new Error(`${name} ends ${ended?.name ?? 'nothing'}`);
    return;
  }
  const pairs = [...attributes.matchAll(/([a-z-]+)="([^"]*)"/g)];
  const read = pairs.map(([, key = '', value = '']) => [key, decode(value)] as const);
  const element: Draft = { name, attributes: Object.fromEntries(read), children: [], text: '' };
  open.at(-1)?.children.push(element);
  if (empty !== '/') open.push(element);
}

function decode(text: string): string {
  return text.replace(/&([^;\s]*);?/g, (whole, name: string) => {
    const character = names[name];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`a bare & in: ${text}`);
    return character;
  });
}

/** All elements of a name, in the order of the document. */
export function elements(root: Element, name: string): readonly Element[] {
  const below = root.children.flatMap((child) => elements(child, name));
  return root.name === name ? [root, ...below] : below;
}
