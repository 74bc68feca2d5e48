import type { PinnedImage } from '../inputs/image.ts';
import type { BaselineValues } from '../inputs/smoke-baseline.ts';
import { baselineWork } from './baseline.ts';
import { profileWork } from './profile.ts';
import type { FurtherDeps, FurtherWork } from './further-work.ts';

/** Everything that the inputs ask for beyond the test itself, in its order. */
export async function furtherWork(
  values: BaselineValues & { readonly image: PinnedImage },
  deps: FurtherDeps,
): Promise<FurtherWork> {
  const asked = [await baselineWork(values, deps), await profileWork(values, deps)];
  const works = asked.filter((work) => work !== undefined);
  return {
    async afterCases(asked, requestTimeoutMs) {
      for (const work of works) await work.afterCases(asked, requestTimeoutMs);
    },
    async complete(report, target) {
      let current = report;
      for (const work of works) {
        if (current.passed) current = await work.complete(current, target);
      }
      return current;
    },
  };
}
