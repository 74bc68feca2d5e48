import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const projectRoot = path.resolve(import.meta.dirname, '../../..');

/** A fenced block: its language, the word after it that says what it is, and its place. */
export type Snippet = {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly kind: string;
  readonly text: string;
};

/** Markdown that people write, the README first; docs/reference is generated. */
export function documents(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(path.join(projectRoot, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`);
  const packages = readdirSync(path.join(projectRoot, 'packages'));
  const examples = readdirSync(path.join(projectRoot, 'examples'));
  return [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'CHANGELOG.md',
    ...below('docs/guides').toSorted(),
    ...below('docs/migrate').toSorted(),
    ...below('docs/decisions').toSorted(),
    ...packages.map((name) => `packages/${name}/README.md`),
    ...examples.map((name) => `examples/${name}/README.md`),
  ];
}

/** The fenced blocks of a document, in order. */
export function snippetsOf(file: string): Snippet[] {
  const lines = readFileSync(path.join(projectRoot, file), 'utf8').split('\n');
  const snippets: Snippet[] = [];
  let open: { readonly line: number; readonly info: string; readonly body: string[] } | undefined;
  for (const [index, line] of lines.entries()) {
    const info = /^```(.*)$/.exec(line)?.[1];
    if (info === undefined) open?.body.push(line);
    else if (open === undefined) open = { line: index + 1, info, body: [] };
    else {
      const [language = '', kind = ''] = open.info.split(' ');
      snippets.push({ file, line: open.line, language, kind, text: `${open.body.join('\n')}\n` });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${file}:${open.line}: the block is not closed`);
  return snippets;
}

/** All blocks of all documents in one language. */
export function snippetsIn(language: string): Snippet[] {
  return documents()
    .flatMap(snippetsOf)
    .filter((snippet) => snippet.language === language);
}
