import { parse } from 'docker-file-parser';
import { nearest } from '../config/nearest.ts';
import type { Heredoc, LogicalLine } from './dockerfile-lines.ts';
import { readArguments, readPairs } from './dockerfile-arguments.ts';
import type { Arguments, Pair } from './dockerfile-arguments.ts';
import { splitWords, unquoteWord } from './dockerfile-words.ts';
import { instructionRules } from './instruction-rules.ts';

/** `--name=value` before the arguments; a flag without value stands alone. */
export type Flag = { readonly name: string; readonly value?: string };

/** One instruction of a Dockerfile. */
export type Instruction = {
  /** In capitals. */
  readonly name: string;
  readonly flags: readonly Flag[];
  readonly args: Arguments;
  /** Everything after the name, continued lines joined, as written. */
  readonly text: string;
  /** First and last physical line, 1-based; a heredoc's lines are in it. */
  readonly line: number;
  readonly endLine: number;
  readonly heredocs: readonly Heredoc[];
  /** Index of the stage it is in; undefined before the first FROM. */
  readonly stage: number | undefined;
  /** Of ENV, LABEL and ARG; else empty. */
  readonly pairs: readonly Pair[];
  /** The instruction that ONBUILD keeps for later. */
  readonly trigger?: Instruction;
};

export type InstructionContext = {
  readonly escape: string;
  readonly stage: number | undefined;
  readonly fault: (message: string, line: number) => void;
};

/** Reads one joined line; undefined, and a fault, when nobody could read it safely. */
export function readInstruction(
  from: LogicalLine,
  context: InstructionContext,
): Instruction | undefined {
  const fault = (message: string): undefined => {
    context.fault(message, from.line);
  };
  const [, word = '', text = ''] = /^([^\t\v\f\r ]+)(?:[\t\v\f\r ]+(.*))?$/su.exec(from.text) ?? [];
  const name = word.toUpperCase();
  const rule = instructionRules.get(name);
  if (rule === undefined) {
    const near = nearest(name, instructionRules.keys());
    const hint = near === undefined ? 'remove it' : `did you mean ${near}?`;
    return fault(`${JSON.stringify(word)} is not an instruction of a Dockerfile; ${hint}`);
  }
  if (text.trim() === '') return fault(`${name} has no arguments; complete it`);
  const { flags, rest } = splitFlags(text, context.escape);
  const unknown = flags.find((flag) => rule.flags?.includes(flag.name) !== true);
  if (unknown !== undefined)
    return fault(`--${unknown.name} is not an option of ${name}; remove it`);
  if (name === 'ONBUILD' && /^\s*ONBUILD(?:\s|$)/i.test(rest)) {
    return fault('ONBUILD cannot keep ONBUILD; remove it');
  }
  const args = readArguments(rest, rule.args);
  if ('fault' in args) return fault(`${name} ${args.fault}`);
  if (!agrees(name, rest, { args, escape: context.escape })) {
    return fault(`this ${name} is read differently by different parsers; write it more plainly`);
  }
  const pairs = rule.args === 'pairs' ? readPairs(name, rest, context.escape) : [];
  if ('fault' in pairs) return fault(`${name} ${pairs.fault}`);
  const { line, endLine, heredocs } = from;
  const { stage } = context;
  const known = { name, flags, args, text, line, endLine, heredocs, stage, pairs };
  const why = whyIncomplete(known);
  if (why !== undefined) return fault(why);
  if (name !== 'ONBUILD') return known;
  const trigger = readInstruction({ ...from, text: rest }, context);
  if (trigger === undefined) return undefined;
  if (!/^(?:ONBUILD|FROM|MAINTAINER)$/.test(trigger.name)) return { ...known, trigger };
  return fault(`ONBUILD cannot keep ${trigger.name}; remove it`);
}

/** The words of the arguments, quotes taken away: sources and target of COPY, names of stages. */
export function wordsOf(instruction: Instruction, escape: string): readonly string[] {
  const { args } = instruction;
  if (args.kind === 'json') return args.values;
  return splitWords(args.text, escape).words.map((word) => unquoteWord(word.text, escape));
}

/** The value of a flag, quotes and all; '' for one without, undefined when it is not there. */
export function flagOf(instruction: Instruction, name: string): string | undefined {
  const flag = instruction.flags.find((candidate) => candidate.name === name);
  return flag === undefined ? undefined : (flag.value ?? '');
}

function splitFlags(text: string, escape: string) {
  const flags: Flag[] = [];
  const { words } = splitWords(text, escape);
  for (const word of words) {
    if (!word.text.startsWith('--') || word.text === '--') {
      return { flags, rest: text.slice(word.at).trim() };
    }
    const written = unquoteWord(word.text.slice(2), escape);
    const equals = written.indexOf('=');
    if (equals < 0) flags.push({ name: written });
    else flags.push({ name: written.slice(0, equals), value: written.slice(equals + 1) });
  }
  return { flags, rest: '' };
}

/** True when docker-file-parser sees one instruction of that name in the form that we see. */
function agrees(
  name: string,
  rest: string,
  { args, escape }: { readonly args: Arguments; readonly escape: string },
): boolean {
  if (rest === '') return true;
  const directive = escape === '\\' ? '' : `# escape=${escape}\n`;
  const [found, ...others] = parse(`${directive}${name} ${rest}`);
  if (found === undefined || others.length > 0 || found.name !== name) return false;
  if (name === 'SHELL' || args.kind === 'text') return true;
  return JSON.stringify(found.args) === JSON.stringify(args.values);
}

function whyIncomplete(instruction: Omit<Instruction, 'trigger'>): string | undefined {
  const { name, args, heredocs } = instruction;
  const text = args.kind === 'text' ? args.text : '';
  const count =
    args.kind === 'json' ? args.values.length : text.split(/\s+/).filter(Boolean).length;
  if (name === 'FROM' && !/^\S+(?:\s+AS\s+[A-Za-z0-9][A-Za-z0-9_.-]*)?$/i.test(text)) {
    return `FROM ${text} cannot be read; write FROM image, or FROM image AS name`;
  }
  if (name === 'SHELL' && args.kind !== 'json') {
    return 'SHELL takes a JSON list only; write SHELL ["/bin/sh", "-c"]';
  }
  if ((name === 'COPY' || name === 'ADD') && count < 2) {
    return `${name} needs a source and a target; complete it`;
  }
  if (count === 0 && heredocs.length === 0 && name !== 'CMD' && name !== 'ENTRYPOINT') {
    return `${name} has no arguments; complete it`;
  }
  return undefined;
}
