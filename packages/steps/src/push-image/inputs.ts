import { loginInputs } from '../inputs/logins.ts';
import { switchInput } from '../inputs/define.ts';
import { pinnedImage } from '../inputs/image.ts';
import { caCertificates, docker } from '../inputs/machine.ts';
import { tags } from '../inputs/model.ts';
import { accept, ownReport } from '../inputs/smoke.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

export const load = switchInput({
  group: 'image',
  description: 'Leave the promoted image in the local engine under its name.',
});

/** Of the chain: a step that should not push is not called. */
export const push = {
  ...switchInput({
    group: 'image',
    description:
      'Store the model and release the image. With false both stay in the folder .models, are tested there, and nothing is pushed: for pull requests.',
  }),
  default: 'true',
} as const;

/** On, because whoever may put release tags may attach a result, too. */
export const attachReport = {
  ...switchInput({
    group: 'image',
    description:
      'Attach the result of the smoke test (an in-toto statement, not signed) to the promoted digest.',
  }),
  default: 'true',
} as const;

const onGithub = ['github'] as const;

export const attest = switchInput({
  group: 'image',
  only: onGithub,
  description:
    'Sign where the digest comes from and the result of its smoke test with the identity of the job, before the release tags are put: stored with GitHub and attached to the digest. It needs the permissions id-token: write and attestations: write.',
});

export const pushImageInputs = {
  image: pinnedImage,
  tags,
  'report-path': ownReport,
  accept,
  'attach-report': attachReport,
  attest,
  load,
  docker,
  'ca-certificates': caCertificates,
  ...loginInputs,
} as const satisfies InputTable;

export const pushImageOutputs = {
  image: { description: 'The promoted image by digest: repository@sha256:…' },
  tags: { description: 'The release tags, between commas.' },
  digest: { description: 'Digest of the promoted image: sha256:…' },
  'image-name': {
    description:
      'Its name without tag and digest, HOST/REPOSITORY: with digest what tools that sign ask for.',
  },
  attestation: {
    description: 'Digest of the attached test result; empty where none was attached.',
  },
  'attestation-urls': {
    description: 'Pages of what was signed, between commas: build provenance, test result.',
    only: onGithub,
  },
  'bundle-path': {
    description: 'File with the Sigstore bundles of what was signed, one a line.',
    only: onGithub,
  },
} as const satisfies OutputTable;

export type PushImageValues = ValuesOf<typeof pushImageInputs>;
