import type { PinnedImage } from '../inputs/image.ts';
import type { BaselineValues } from '../inputs/smoke-baseline.ts';
import type { FurtherDeps, FurtherWork } from './further-work.ts';

/** Everything that the inputs ask for beyond the test itself, in its order. */
export async function furtherWork(
  values: BaselineValues & { readonly image: PinnedImage },
  deps: FurtherDeps,
): Promise<FurtherWork> {
  const works = await askedFor(values, deps);
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

/** Most runs ask for neither, and need not load them. */
async function askedFor(
  values: BaselineValues & { readonly image: PinnedImage },
  deps: FurtherDeps,
): Promise<readonly FurtherWork[]> {
  const works: (FurtherWork | undefined)[] = [];
  if (values.baseline !== undefined) {
    const { baselineWork } = await import('./baseline.ts');
    works.push(await baselineWork(values, deps));
  }
  if (values.profile) {
    const { profileWork } = await import('./profile.ts');
    works.push(await profileWork(values, deps));
  }
  return works.filter((work) => work !== undefined);
}
