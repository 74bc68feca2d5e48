import type { Check } from './check.ts';
import { cleanStop } from './clean-stop.ts';
import { errorAs200 } from './error-as-200.ts';
import { healthy, healthyAfterMalformed } from './healthy.ts';
import type { CheckId } from './ids.ts';
import { checkIds } from './ids.ts';
import { malformedRequest } from './malformed-request.ts';
import { memoryGrowth } from './memory-growth.ts';
import { numpyInAnswers } from './numpy-in-answers.ts';
import { parallelAnswers } from './parallel-answers.ts';
import { rootUser } from './root-user.ts';
import { sameAnswer } from './same-answer.ts';
import { secretsInLog } from './secrets-in-log.ts';
import { swagger } from './swagger.ts';
import { writesOutsideTmp } from './writes-outside-tmp.ts';
import { wrongMethod } from './wrong-method.ts';

const checks = {
  'error-as-200': errorAs200,
  'healthy-after-malformed': healthyAfterMalformed,
  healthy,
  'secrets-in-log': secretsInLog,
  'malformed-request': malformedRequest,
  'wrong-method': wrongMethod,
  swagger,
  'same-answer': sameAnswer,
  'parallel-answers': parallelAnswers,
  'numpy-in-answers': numpyInAnswers,
  'root-user': rootUser,
  'writes-outside-tmp': writesOutsideTmp,
  'memory-growth': memoryGrowth,
  'clean-stop': cleanStop,
} as const satisfies Record<CheckId, Check>;

/** Every check, in the order of the report. */
export const allChecks: readonly Check[] = checkIds.map((id) => checks[id]);
