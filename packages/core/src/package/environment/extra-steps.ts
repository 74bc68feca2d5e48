import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { CodeListing } from '../code/code.ts';
import { checkDirectives, whyRefused } from '../dockerfile/check-rendered.ts';
import { parseDockerfile, wordsOf } from '../dockerfile/dockerfile-reader.ts';
import type { Dockerfile, Instruction } from '../dockerfile/dockerfile-reader.ts';
import type { SourceText } from '../inference/inference-config.ts';
import type { ContextFiles } from './context-files.ts';
import { contextFilesFolder, noContextFiles } from './context-files.ts';

/** Dockerfile lines that follow the packages, and the files that they copy. */
export type ExtraSteps = { readonly text: string; readonly context: ContextFiles };

const FOLDER = 'steps';

type Copied = { readonly words: readonly string[]; readonly files: Set<string> };

/**
 * Reads extra Dockerfile steps. What they copy must be code of the source directory, which goes
 * into the build context; each COPY is written anew to find it there. InputError BAD_FILE with all
 * lines that may not stand here.
 */
export function readExtraSteps(steps: SourceText, listing: CodeListing): ExtraSteps | undefined {
  const { file = 'extra steps', line: firstLine = 1 } = steps.place;
  const text = steps.text.replace(/^\uFEFF/, '');
  refuse('BAD_FILE', checkDirectives(text, file, firstLine));
  const { dockerfile, faults } = parseDockerfile(text, { file, firstLine, steps: true });
  const found: Fault[] = [...faults];
  const taken = new Set<string>();
  const lines = dockerfile.instructions.map((instruction) => {
    const fault = (message: string): string => {
      found.push({ message, place: { file, line: instruction.line } });
      return '';
    };
    const why = whyNotHere(instruction) ?? whyRefused(instruction, dockerfile);
    if (why !== undefined) return fault(why);
    if (instruction.name !== 'COPY' && instruction.name !== 'ADD') {
      return `${instruction.name} ${instruction.text}\n`;
    }
    const copied = copiedFiles(instruction, { dockerfile, listing });
    if ('fault' in copied) return fault(copied.fault);
    for (const path of copied.files) taken.add(path);
    return copyLine(instruction, copied.words);
  });
  refuse('BAD_FILE', found);
  if (lines.length === 0) return undefined;
  return { text: lines.join(''), context: contextOf(taken, listing) };
}

function whyNotHere({ name }: Instruction): string | undefined {
  switch (name) {
    case 'FROM':
      return 'FROM cannot stand in extra steps, which follow the base image; name the base image in the configuration';
    case 'ENTRYPOINT':
    case 'CMD':
      return `${name} cannot stand in extra steps, as the image starts the scoring server; remove it`;
    default:
      return undefined;
  }
}

/** The sources of a COPY as the build context has them, and the code files that they mean. */
function copiedFiles(
  instruction: Instruction,
  { dockerfile, listing }: { readonly dockerfile: Dockerfile; readonly listing: CodeListing },
): Copied | { readonly fault: string } {
  const all = wordsOf(instruction, dockerfile.escape);
  const sources = all.slice(0, -1);
  const files = new Set<string>();
  const words: string[] = [];
  for (const source of sources) {
    const relative = source.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '') || '.';
    if (source.includes('$')) {
      return {
        fault: `the source ${source} has a variable, so it cannot be checked; write it out`,
      };
    }
    if (relative.split('/').includes('..')) {
      return { fault: `the source ${source} leaves the source directory; copy it inside` };
    }
    const matched = matching(relative === '.' ? '' : relative, listing);
    if (matched.length === 0) {
      return {
        fault: `${instruction.name} finds no ${source} in the source directory; correct the path, or see whether an ignore file leaves it out`,
      };
    }
    for (const path of matched) files.add(path);
    words.push(`${contextFilesFolder}/${FOLDER}${relative === '.' ? '' : `/${relative}`}`);
  }
  return { words: [...words, all.at(-1) ?? ''], files };
}

/** Code paths below the source directory that a source means: a file, a folder or a pattern. */
function matching(relative: string, { code }: CodeListing): string[] {
  const prefix = code.directory === '' ? '' : `${code.directory}/`;
  const wanted = relative === '' ? [] : relative.split('/').map(segment);
  return code.files
    .map(({ path }) => path.slice(prefix.length))
    .filter((path) => {
      const parts = path.split('/');
      return (
        parts.length >= wanted.length && wanted.every((part, at) => part.test(parts[at] ?? ''))
      );
    });
}

/** One part of a path, in which `*` and `?` mean what builders make of them. */
function segment(text: string): RegExp {
  const escaped = text.replaceAll(/[\\^$.+()|{}[\]]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`, 'su');
}

function copyLine({ name, flags }: Instruction, words: readonly string[]): string {
  const options = flags.map((flag) =>
    flag.value === undefined ? `--${flag.name} ` : `--${flag.name}=${flag.value} `,
  );
  return `${name} ${options.join('')}${JSON.stringify(words)}\n`;
}

function contextOf(taken: ReadonlySet<string>, { code, sources }: CodeListing): ContextFiles {
  if (taken.size === 0) return noContextFiles;
  const prefix = code.directory === '' ? '' : `${code.directory}/`;
  const files = code.files.filter(({ path }) => taken.has(path.slice(prefix.length)));
  const moved = files.map((file) => {
    const own = file.path;
    return { own, file: { ...file, path: `${FOLDER}/${own.slice(prefix.length)}` } };
  });
  return {
    files: moved.map(({ file }) => file),
    sources: new Map(
      moved.flatMap(({ own, file }) => {
        const source = sources.get(own);
        return source === undefined ? [] : [[file.path, source] as const];
      }),
    ),
    faults: [],
  };
}
