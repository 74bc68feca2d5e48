import { commandOf, commandsOf } from './rule.ts';
import type { Rule } from './rule.ts';

/** Rules for text that came out of a web page, a word processor or Windows. */
export const textRules = [
  {
    id: 'dash-in-option',
    severity: 'error',
    summary:
      'An option starts with a dash (–, —, −) instead of a hyphen, as copied from a web page.',
    fix: 'write "-" for one dash and "--" for a long option',
    find: ({ steps }) =>
      steps.flatMap(({ instruction }) => {
        const [found] =
          /(?<=^|\s)[\u2010-\u2015\u2212]+[A-Za-z][\w-]*/u.exec(commandOf(instruction)) ?? [];
        return found === undefined
          ? []
          : [{ at: instruction, what: `${found} starts with a dash that is no hyphen` }];
      }),
  },
  {
    id: 'curly-quote',
    severity: 'error',
    summary: 'A value or command stands in typographic quotes (“ ” ‘ ’), which no shell knows.',
    fix: 'write " or \'',
    find: ({ steps }) =>
      steps.flatMap(({ instruction }) => {
        const text = instruction.name === 'ENV' ? instruction.text : commandOf(instruction);
        const [found] =
          /(?<=^|[\s=[,(])[\u2018\u201C][^\u2018-\u201D]*[\u2019\u201D]/u.exec(text) ?? [];
        return found === undefined
          ? []
          : [{ at: instruction, what: `${found} stands in typographic quotes` }];
      }),
  },
  {
    id: 'list-not-json',
    severity: 'warning',
    summary:
      'RUN, CMD or ENTRYPOINT starts like a list but is not JSON, so a shell gets the brackets.',
    fix: 'write a JSON list with double quotes, or leave the brackets out',
    find: ({ steps }) =>
      steps.flatMap(({ instruction }) => {
        const { args } = instruction;
        const isList = args.kind === 'text' && /^\[\s*['"][^\n]*\]$/.test(args.text);
        return isList && commandOf(instruction) !== ''
          ? [{ at: instruction, what: `${args.text} is no JSON` }]
          : [];
      }),
  },
  {
    id: 'blank-continuation',
    severity: 'hint',
    summary:
      'A blank line stands in the middle of an instruction; builders will refuse it one day.',
    fix: 'remove the line, or put # on it',
    find: ({ dockerfile }) =>
      dockerfile.blankLines.map((line) => ({
        at: { line },
        what: 'this blank line is in the middle of an instruction',
      })),
  },
  {
    id: 'windows-line-ends',
    severity: 'error',
    summary:
      'A script that is copied has Windows line ends: Linux looks for an interpreter "sh\\r".',
    fix: 'save it with LF line ends, and add "*.sh text eol=lf" to .gitattributes',
    find: ({ copied, context }) =>
      copied.flatMap(({ at, source }) =>
        context?.windowsScripts.has(source) === true
          ? [{ at, what: `${source} has Windows line ends (CRLF)` }]
          : [],
      ),
  },
  {
    id: 'lost-between-steps',
    severity: 'warning',
    summary:
      'cd, export, source or conda activate end a RUN, and the next RUN knows nothing of it.',
    fix: 'use WORKDIR or ENV, or put it into one RUN with what needs it',
    find: ({ steps }) =>
      steps.flatMap(({ instruction }) => {
        const last = commandsOf(instruction).at(-1) ?? '';
        return /^(?:cd|export|source|\.|conda activate|micromamba activate)\s+\S/.test(last)
          ? [{ at: instruction, what: `"${last}" has no effect after this RUN` }]
          : [];
      }),
  },
] as const satisfies readonly Rule[];
