import type { BaseFacts } from './base-facts.ts';
import {
  checkEntrypoint,
  checkLayers,
  checkPaths,
  checkUser,
  checkVolumes,
} from './check-container.ts';
import { checkConda, checkPackages, checkPython, checkServer } from './check-python.ts';
import { checkDistribution, checkLibc, checkPlatform, checkShell } from './check-system.ts';
import { warning } from './finding.ts';
import type { Finding } from './finding.ts';
import { retiredWarning } from './known-image.ts';

/** What a check of a base image is called. */
export type CheckId = 'retired' | 'running' | (typeof baseChecks)[number]['id'];
export type BaseCheck = Finding & { readonly id: CheckId };

/** A check of a base image, with the reason why it is made. */
type Check = {
  readonly id: string;
  readonly why: string;
  readonly look: (facts: BaseFacts) => Finding;
};

/** The checks that read layers and config, in the order in which they are told. */
export const baseChecks = [
  {
    id: 'platform',
    why: 'images are made for linux/amd64 only, as Azure ML made them',
    look: checkPlatform,
  },
  {
    id: 'distribution',
    why: 'packages can be added with apt on Debian and Ubuntu alone',
    look: checkDistribution,
  },
  {
    id: 'libc',
    why: 'wheels on PyPI are built for glibc, new ones for 2.28 and later',
    look: checkLibc,
  },
  {
    id: 'shell',
    why: 'the environment is installed by RUN steps, which need /bin/sh',
    look: checkShell,
  },
  { id: 'python', why: 'the scoring server runs on Python 3.9 to 3.12', look: checkPython },
  {
    id: 'packages',
    why: 'the environment is a virtual environment, made with venv and pip',
    look: checkPackages,
  },
  {
    id: 'conda',
    why: 'some conda files hold packages that pip does not have',
    look: checkConda,
  },
  {
    id: 'server',
    why: 'with userManagedDependencies nothing is installed: the base brings the scoring server',
    look: checkServer,
  },
  { id: 'user', why: "the server runs as the image's own user, never as root", look: checkUser },
  {
    id: 'entrypoint',
    why: "the base's ENTRYPOINT stays and is given the server's command as arguments",
    look: checkEntrypoint,
  },
  {
    id: 'paths',
    why: 'models go to /models, code to /var/azureml-app, and never through a link',
    look: checkPaths,
  },
  { id: 'volumes', why: 'a VOLUME over these paths would hide what is there', look: checkVolumes },
  { id: 'layers', why: 'engines run images of up to 125 layers', look: checkLayers },
] as const satisfies readonly Check[];

/** All findings on an image; one with a fault cannot be a base image. */
export function checkBase(reference: string, facts: BaseFacts): readonly BaseCheck[] {
  const retired = retiredWarning(reference);
  return [
    ...(retired === undefined ? [] : [{ id: 'retired', ...warning(retired) } as const]),
    ...baseChecks.map(({ id, look }) => ({ id, ...look(facts) })),
  ];
}
