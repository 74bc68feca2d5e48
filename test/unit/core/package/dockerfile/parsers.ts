import { parseDockerfile } from '@package-model/core/package/dockerfile/dockerfile-reader';
import type { Instruction } from '@package-model/core/package/dockerfile/dockerfile-reader';
import { unquoteWord } from '@package-model/core/package/dockerfile/dockerfile-words';
import { parse } from 'docker-file-parser';
import type { CommandEntry } from 'docker-file-parser';
import { DockerfileParser } from 'dockerfile-ast';
import type { Instruction as AstInstruction, Property } from 'dockerfile-ast';

/** A reading in words that all parsers share: `last line NAME --flags arguments`. */
export type Reading = readonly string[];

/** What our reader makes of a text, and what it refuses. */
export function ours(text: string): { readonly reading: Reading; readonly faults: Reading } {
  const { dockerfile, faults } = parseDockerfile(text);
  return {
    reading: dockerfile.instructions.map((instruction) =>
      line(instruction.endLine, instruction.name, argumentsOf(instruction, dockerfile.escape)),
    ),
    faults: faults.map(({ message, place }) => `${String(place?.line)}: ${message}`),
  };
}

function argumentsOf(instruction: Instruction, escape: string): string {
  const { args, trigger, pairs } = instruction;
  if (trigger !== undefined) return `${trigger.name} ${trigger.text}`;
  const flags = instruction.flags.map(({ name, value }) =>
    value === undefined ? `--${name}` : `--${name}=${value}`,
  );
  const heredocs = instruction.heredocs.map(({ content }) => JSON.stringify(content));
  if (pairs.length > 0) {
    const text = pairs.map(({ name, value }) =>
      value === undefined ? name : `${name}=${JSON.stringify(unquoteWord(value, escape))}`,
    );
    return text.join(' ');
  }
  const rest = args.kind === 'json' ? `JSON ${JSON.stringify(args.values)}` : args.text;
  return [...flags, rest, ...heredocs].join(' ');
}

/** The same of docker-file-parser alone. */
export function dockerFileParser(text: string): Reading | { readonly throws: string } {
  try {
    return parse(text).map((entry) => line(entry.lineno, entry.name, entryArguments(entry)));
  } catch (error) {
    return { throws: String(error) };
  }
}

function entryArguments({ args, name, raw }: CommandEntry): string {
  if (name === 'ONBUILD') return raw.replace(/^\S+\s+/, '');
  if (typeof args === 'string') return args;
  if (Array.isArray(args)) {
    if (name === 'ARG') return args.map(wordOrPair).join(' ');
    // It has one form for JSON and for words: only in JSON is the text that of the list.
    const json = raw.replaceAll(/\s/g, '').endsWith(JSON.stringify(args).replaceAll(/\s/g, ''));
    return json ? `JSON ${JSON.stringify(args)}` : args.join(' ');
  }
  return Object.entries(args)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(' ');
}

function wordOrPair(word: string): string {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  return name === undefined ? word : `${name}=${JSON.stringify(value)}`;
}

/** The same of dockerfile-ast alone. */
export function dockerfileAst(text: string): Reading {
  const dockerfile = DockerfileParser.parse(text);
  return dockerfile.getInstructions().map((instruction) => {
    const endLine = instruction.getRange().end.line + 1;
    return line(endLine, instruction.getKeyword(), astArguments(instruction));
  });
}

function astArguments(instruction: AstInstruction): string {
  const one = instruction.getKeyword() === 'ARG' ? 'getProperty' : 'getProperties';
  const properties = ask(instruction, one);
  if (properties.length > 0) return properties.filter(isProperty).map(pairOf).join(' ');
  const flags = ask(instruction, 'getFlags').map(String);
  const json = ask(instruction, 'getJSONStrings').map(String);
  const words = instruction.getArguments().map(String);
  const rest = json.length > 0 ? `JSON [${json.join(',')}]` : words.join(' ');
  return [...flags, rest].join(' ');
}

/** What a method answers that only some instructions have. */
function ask(instruction: AstInstruction, method: string): readonly unknown[] {
  const found: unknown = Reflect.get(instruction, method);
  if (typeof found !== 'function') return [];
  const answer: unknown = Reflect.apply(found, instruction, []);
  if (answer === null || answer === undefined) return [];
  return Array.isArray(answer) ? answer : [answer];
}

function isProperty(value: unknown): value is Property {
  return typeof value === 'object' && value !== null && 'getName' in value;
}

function pairOf(property: Property): string {
  const value = property.getValue();
  return value === null ? property.getName() : `${property.getName()}=${JSON.stringify(value)}`;
}

function line(at: number, name: string, args: string): string {
  return `${String(at)} ${name} ${args.replaceAll(/[\t\r\n ]+/g, ' ').trim()}`;
}
