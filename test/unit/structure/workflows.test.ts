import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const folder = resolve(import.meta.dirname, '../../../.github/workflows');
const rights = z.record(z.string(), z.enum(['read', 'write', 'none']));
const schema = z.object({
  on: z.unknown(),
  permissions: z.optional(rights),
  jobs: z.record(
    z.string(),
    z.object({
      permissions: z.optional(rights),
      uses: z.optional(z.string()),
      steps: z.optional(
        z.array(
          z.object({
            uses: z.optional(z.string()),
            run: z.optional(z.string()),
            env: z.optional(z.record(z.string(), z.unknown())),
            with: z.optional(z.record(z.string(), z.unknown())),
          }),
        ),
      ),
    }),
  ),
});

const workflows = readdirSync(folder).map((name) => {
  const workflow = schema.parse(parse(readFileSync(join(folder, name), 'utf8')));
  return { name, ...workflow };
});

test.each(workflows)('$name pins the actions of others by commit', ({ jobs }) => {
  const used = Object.values(jobs).flatMap(({ uses, steps = [] }) => [
    uses,
    ...steps.map((step) => step.uses),
  ]);
  const foreign = used.filter(
    (uses) => uses !== undefined && !/^(\.|org\/package-model)/.test(uses),
  );
  expect(foreign.filter((uses) => !/@[0-9a-f]{40}$/.test(uses ?? ''))).toEqual([]);
});

// The one for others has the rights of its caller where a job names none of its own.
const own = workflows.filter(({ name }) => name !== 'package-model.yml');
test.each(own)('$name may write nothing by default', ({ permissions }) => {
  expect(permissions).toBeDefined();
  expect(Object.values(permissions ?? {})).not.toContain('write');
});

test.each(workflows)('$name keeps its token out of jobs that may not push', ({ jobs }) => {
  for (const [job, { permissions, steps = [] }] of Object.entries(jobs)) {
    if (permissions?.['contents'] === 'write') continue;
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with?.['persist-credentials'], job).toBe(false);
    }
  }
});

test.each(workflows)(
  '$name may be run again: what it uploads takes the place of the former',
  ({ jobs }) => {
    const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))) {
      expect(step.with).toMatchObject({ overwrite: true });
    }
  },
);

test('the commit of new bundles has its checks, which its push does not start', () => {
  const commit = workflows.find(({ name }) => name === 'update-dist.yml')?.jobs['commit'];
  expect(commit?.permissions).toEqual({ contents: 'write', actions: 'write' });
  const [last] = commit?.steps?.slice(-1) ?? [];
  expect(last?.run).toMatch(/^git push [^]*^gh workflow run ci\.yml --ref "\$BRANCH"\n$/m);
  expect(last?.env).toMatchObject({ GH_TOKEN: '${{ github.token }}' });
  const ci = workflows.find(({ name }) => name === 'ci.yml');
  expect(ci?.on).toHaveProperty('workflow_dispatch');
});

test('packages and actions get their updates each week, those of a kind at once', () => {
  const file = resolve(folder, '../dependabot.yml');
  const { updates } = z
    .object({ updates: z.array(z.record(z.string(), z.unknown())) })
    .parse(parse(readFileSync(file, 'utf8')));
  expect(updates.map((one) => one['package-ecosystem'])).toEqual(['npm', 'github-actions']);
  for (const one of updates) {
    expect(one).toMatchObject({ directory: '/', schedule: { interval: 'weekly' } });
    expect(Object.values(one['groups'] ?? {})).toEqual([{ patterns: ['*'] }]);
  }
});

test('a release has an exact tag, so that the tag that moves has none', () => {
  const release = workflows.find(({ name }) => name === 'release.yml');
  expect(release?.on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } });
});
