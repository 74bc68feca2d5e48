import type { Place } from '../../errors.ts';

/** One line of an ignore file. */
export type IgnoreRule = { readonly pattern: string; readonly place: Place };

/** What of a source directory stays out of the image. Paths are below it, with forward slashes. */
export type IgnoreRules = {
  /** The file's base name, as logs name it. */
  readonly name: string;
  /** True when rules may take back in what lies in a folder that is left out. */
  readonly takesBack: boolean;
  /** Reads the rules that a folder brings itself; called before its content is asked about. */
  enter(folder: string): Promise<void>;
  /** The rule that leaves a path out. */
  leavesOut(path: string, kind: PathKind): IgnoreRule | undefined;
};

export type PathKind = 'file' | 'folder';

/** A text of rules and how messages name its file. */
export type RuleText = { readonly text: string; readonly file: string };

/** The rules of a path itself or of the first folder above it that is left out as a whole. */
export function ruleAgainst(rules: IgnoreRules, file: string): IgnoreRule | undefined {
  const parts = file.split('/');
  for (let length = 1; !rules.takesBack && length < parts.length; length += 1) {
    const rule = rules.leavesOut(parts.slice(0, length).join('/'), 'folder');
    if (rule !== undefined) return rule;
  }
  return rules.leavesOut(file, 'file');
}
