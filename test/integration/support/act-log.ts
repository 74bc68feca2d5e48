import * as z from 'zod/mini';
import type { GithubCommand } from './github-log.ts';

const lineSchema = z.object({
  msg: z.string(),
  jobID: z.optional(z.string()),
  stage: z.optional(z.string()),
  stepID: z.optional(z.array(z.string())),
  stepResult: z.optional(z.string()),
  jobResult: z.optional(z.string()),
  raw_output: z.optional(z.boolean()),
  command: z.optional(z.string()),
  arg: z.optional(z.string()),
  name: z.optional(z.string()),
  kvPairs: z.nullish(z.record(z.string(), z.string())),
});

/** What act told of a run, by the id of a job and of a step. */
export type ActLog = {
  readonly jobs: Readonly<Record<string, string>>;
  /** Of a step's main part (`smoke`) and of what runs at the end of the job (`smoke/Post`). */
  readonly steps: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly commands: readonly GithubCommand[];
  /** What the steps have printed. */
  readonly printed: string;
  /** The log as GitHub lets people download it, the starts and ends of steps as act tells them. */
  readonly page: string;
  /** All of it, for the message of a test that fails. */
  readonly text: string;
};

type Line = z.infer<typeof lineSchema>;

/** Reads the log of `act --json`; lines that are no JSON are act's own errors. */
export function parseActLog(log: string): ActLog {
  const jobs: Record<string, string> = {};
  const steps: Record<string, string> = {};
  const outputs: Record<string, Record<string, string>> = {};
  const commands: GithubCommand[] = [];
  const printed: string[] = [];
  const page: string[] = [];
  const text: string[] = [];
  for (const line of log.split('\n').map(parseLine)) {
    text.push(line.msg.trimEnd());
    page.push(...pageLines(line));
    const step = line.stepID?.at(-1) ?? '';
    if (line.jobResult !== undefined) jobs[line.jobID ?? ''] = line.jobResult;
    if (line.stepResult !== undefined) steps[stepName(step, line.stage)] = line.stepResult;
    if (line.raw_output === true) printed.push(line.msg.trimEnd());
    if (line.command === 'set-output' && line.name !== undefined) {
      (outputs[step] ??= {})[line.name] = line.arg ?? '';
    } else if (line.command !== undefined) {
      const { command: name, kvPairs, arg: data = '' } = line;
      commands.push({ name, properties: kvPairs ?? {}, data });
    }
  }
  return {
    jobs,
    steps,
    outputs,
    commands,
    printed: printed.join('\n'),
    page: page.join('\n'),
    text: text.join('\n'),
  };
}

/** Commands that the log shows; the summary, too, has a place of its own. */
const shown = ['group', 'endgroup', 'error', 'warning', 'notice'];

function pageLines({ msg, command, arg = '' }: Line): readonly string[] {
  if (/^(LocalRepositoryCache|Using docker host) /.test(msg)) return [];
  if (command === undefined) return [msg.trimEnd()];
  if (command === 'summary') return ['', msg.trim().replace(/^.*?Summary - /, ''), ''];
  return shown.includes(command) ? [`##[${command}]${arg}`] : [];
}

function stepName(step: string, stage: string | undefined): string {
  return stage === undefined || stage === 'Main' ? step : `${step}/${stage}`;
}

function parseLine(text: string): Line {
  if (!text.startsWith('{')) return { msg: text };
  return lineSchema.parse(JSON.parse(text));
}
