import type { Log } from '../../log.ts';
import { readTextFile } from '../config/text-file.ts';
import type { CondaFile } from '../environment/conda-file.ts';
import { minorVersion } from '../environment/conda.ts';
import type { InferenceConfig } from '../inference/inference-config.ts';
import type { FoundFile } from '../inference/inference-paths.ts';
import type { JudgeOptions } from './judge-conda-file.ts';
import { judgeCondaFile } from './judge-conda-file.ts';
import { judgeScript } from './judge-script.ts';
import type { Verdict } from './verdict.ts';
import { asFault } from './verdict.ts';

/** Judges a conda file for whoever installs its conda packages; faults stand in the answer. */
export type Judge = (file: CondaFile, condaPackages: JudgeOptions['condaPackages']) => CondaFile;

export type ProjectOptions = Pick<JudgeOptions, 'assumedPython' | 'upgrade'> & {
  /** Absent when it is generated. */
  readonly entryScript?: FoundFile;
};

export type JudgedRequest = {
  readonly config: Pick<
    InferenceConfig,
    'entryScript' | 'generatedScript' | 'baseImage' | 'baseDockerfile'
  >;
  readonly baseImage?: string;
  readonly upgrade?: boolean;
  /** Set when the code is in the base image already. */
  readonly codeThere?: unknown;
  /** The Python that the default base image has. */
  readonly assumedPython: string;
};

/** The judge of what a plan is asked for. */
export async function judgeOf(
  request: JudgedRequest,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<Judge> {
  const { config, baseImage = config.baseImage, assumedPython } = request;
  const isOwn = config.generatedScript === undefined && request.codeThere === undefined;
  const options: ProjectOptions = {
    upgrade: request.upgrade === true ? 'apply' : 'say',
    ...(baseImage === undefined && config.baseDockerfile === undefined ? { assumedPython } : {}),
    ...(isOwn ? { entryScript: config.entryScript } : {}),
  };
  return projectJudge(options, log);
}

/**
 * The judge of a project: what its conda file and its entry script ask for and nothing present can
 * give. Scripts are never changed. Without a conda file, ask with an empty one.
 */
export async function projectJudge(
  { entryScript, ...options }: ProjectOptions,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<Judge> {
  const text = entryScript && (await readTextFile(entryScript.path, entryScript.shownAs));
  return (file, condaPackages) => {
    const judged = judgeCondaFile(file, { ...options, condaPackages }, log);
    if (entryScript === undefined || text === undefined) return judged;
    const python = pythonOf(judged) ?? options.assumedPython;
    const verdicts = judgeScript(text, entryScript.shownAs, {
      ...(python === undefined ? {} : { python }),
      lines: linesOf(judged),
    });
    warn(verdicts, log);
    const faults = verdicts.filter(({ level }) => level === 'fault').map(asFault);
    return { ...judged, faults: [...judged.faults, ...faults] };
  };
}

function pythonOf(file: CondaFile): string | undefined {
  return minorVersion(file.entries.find(({ spec }) => spec?.name === 'python')?.spec);
}

function linesOf(file: CondaFile): readonly string[] {
  const conda = file.entries.flatMap(({ spec }) =>
    spec === undefined ? [] : [`${spec.name}${spec.version}`],
  );
  return [...conda, ...file.pip.map(({ text }) => text)];
}

function warn(verdicts: readonly Verdict[], log: Pick<Log, 'warn'>): void {
  for (const { level, message, place } of verdicts) {
    if (level === 'warning') log.warn(message, place);
  }
}
