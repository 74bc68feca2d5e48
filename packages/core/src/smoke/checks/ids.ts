/** The ids of all checks, in the order of the report; apart from the checks, which are heavier. */
export const checkIds = [
  'error-as-200',
  'healthy-after-malformed',
  'healthy',
  'secrets-in-log',
  'malformed-request',
  'wrong-method',
  'swagger',
  'same-answer',
  'parallel-answers',
  'numpy-in-answers',
  'root-user',
  'writes-outside-tmp',
  'memory-growth',
  'clean-stop',
] as const;

export type CheckId = (typeof checkIds)[number];
