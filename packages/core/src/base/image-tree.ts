/** What is known of one path of an image. */
export type TreeEntry =
  | { readonly kind: 'directory' }
  | { readonly kind: 'link'; readonly target: string }
  /** `content` where it was kept. */
  | { readonly kind: 'file'; readonly executable: boolean; readonly content?: Uint8Array }
  | { readonly kind: 'other' };

/** One change that a layer makes, paths relative and POSIX. */
export type TreeChange =
  | { readonly kind: 'set'; readonly path: string; readonly entry: TreeEntry }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'clear'; readonly path: string };

type Node = { entry: TreeEntry; readonly children: Map<string, Node> };

/** As many links as Linux follows in one path. */
const LINK_LIMIT = 40;

/** The paths of an image that somebody wanted to know of, after all of its layers. */
export class ImageTree {
  readonly #root: Node = { entry: { kind: 'directory' }, children: new Map() };

  /** Applies a layer on top of those before it; its whiteouts hide only what is below it. */
  apply(changes: readonly TreeChange[]): void {
    for (const change of changes) {
      if (change.kind === 'remove') this.#remove(change.path);
      if (change.kind === 'clear') this.#find(change.path)?.children.clear();
    }
    for (const change of changes) if (change.kind === 'set') this.#set(change.path, change.entry);
  }

  /** What stands at a path, links in it followed; undefined when nothing known does. */
  at(path: string): { readonly path: string; readonly entry: TreeEntry } | undefined {
    let left = LINK_LIMIT;
    let rest = partsOf(path);
    let done: string[] = [];
    let node = this.#root;
    while (rest.length > 0) {
      const [name = '', ...after] = rest;
      rest = after;
      if (name === '..') {
        done = done.slice(0, -1);
        node = this.#find(done.join('/')) ?? this.#root;
        continue;
      }
      const next = node.children.get(name);
      if (next === undefined) return undefined;
      if (next.entry.kind === 'link') {
        left -= 1;
        if (left < 0) return undefined;
        const { target } = next.entry;
        rest = [...partsOf(target), ...rest];
        if (!target.startsWith('/')) continue;
        done = [];
        node = this.#root;
        continue;
      }
      done = [...done, name];
      node = next;
    }
    return { path: done.join('/'), entry: node.entry };
  }

  /** The text of a file whose content was kept. */
  text(path: string): string | undefined {
    const entry = this.at(path)?.entry;
    const content = entry?.kind === 'file' ? entry.content : undefined;
    return content === undefined ? undefined : Buffer.from(content).toString('utf8');
  }

  /** Names directly below a folder, ordered; [] when it is not there. */
  names(path: string): string[] {
    const found = this.at(path);
    const node = found === undefined ? undefined : this.#find(found.path);
    return node === undefined ? [] : [...node.children.keys()].toSorted();
  }

  /** All paths with what stands there, links not followed. */
  *paths(): Generator<readonly [path: string, entry: TreeEntry]> {
    const waiting: [string, Node][] = [['', this.#root]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [path, node] = next;
      if (path !== '') yield [path, node.entry];
      for (const [name, child] of node.children) {
        waiting.push([path === '' ? name : `${path}/${name}`, child]);
      }
    }
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of partsOf(path)) node = node?.children.get(name);
    return node;
  }

  #remove(path: string): void {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name !== undefined) this.#find(parts.join('/'))?.children.delete(name);
  }

  #set(path: string, entry: TreeEntry): void {
    let node = this.#root;
    for (const name of partsOf(path)) {
      let next = node.children.get(name);
      if (next === undefined) {
        next = { entry: { kind: 'directory' }, children: new Map() };
        node.children.set(name, next);
      }
      node = next;
    }
    if (entry.kind !== 'directory') node.children.clear();
    node.entry = entry;
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
