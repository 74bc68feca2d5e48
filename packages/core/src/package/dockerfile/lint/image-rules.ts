import { looksSecret } from '../../inference/secret-look.ts';
import { unquoteWord } from '../dockerfile-words.ts';
import type { Rule } from './rule.ts';

/** Rules for base, user, variables and how the image starts. */
export const imageRules = [
  {
    id: 'unpinned-base',
    severity: 'warning',
    summary:
      'The base image has no tag, or latest: the same Dockerfile gives another image tomorrow.',
    fix: 'name a tag with a date or version, or name@sha256:…',
    find: ({ dockerfile }) =>
      dockerfile.stages.flatMap(({ base, instruction }) => {
        if (base.kind !== 'image' || base.image.includes('@')) return [];
        const tag = /:([^/:]+)$/.exec(base.image)?.[1];
        if (tag !== undefined && tag !== 'latest') return [];
        const what = tag === undefined ? 'has no tag' : 'moves with every release';
        return [{ at: instruction, what: `${base.image} ${what}` }];
      }),
  },
  {
    id: 'root-at-end',
    severity: 'warning',
    summary:
      'The image is left as root. Ours never serve as root: they would run as 10001 instead.',
    fix: 'end with USER dockeruser, or the user that the base image has',
    find: ({ lastUser }) =>
      lastUser !== undefined && /^(?:root|0)(?::|$)/.test(lastUser.user)
        ? [{ at: lastUser.at, what: 'the image is left as root from here on' }]
        : [],
  },
  {
    id: 'secret-in-variable',
    severity: 'error',
    summary: 'ENV or ARG holds a secret: everyone who may pull the image can read it.',
    fix: 'use RUN --mount=type=secret, or give it to the container when it starts',
    find: ({ dockerfile }) =>
      dockerfile.instructions.flatMap((instruction) => {
        if (instruction.name === 'LABEL') return [];
        return instruction.pairs.flatMap(({ name, value }) => {
          const text =
            value === undefined ? 'given to the build' : unquoteWord(value, dockerfile.escape);
          return text !== '' && looksSecret(name, text)
            ? [{ at: instruction, what: `${name} looks like a secret` }]
            : [];
        });
      }),
  },
  {
    id: 'volume-hides-files',
    severity: 'warning',
    summary: 'VOLUME at our paths: what later layers put there is hidden. We drop such a volume.',
    fix: 'remove the VOLUME',
    find: ({ finalSteps }) =>
      finalSteps.flatMap(({ instruction: at }) => {
        if (at.name !== 'VOLUME') return [];
        const words = at.args.kind === 'json' ? at.args.values : at.args.text.split(/\s+/);
        const ours = words.find(
          (word) =>
            /^\/(?:models|var\/azureml-app|var)?(?:\/|$)/.test(word) &&
            !/^\/var\/(?!azureml-app)/.test(word),
        );
        return ours === undefined
          ? []
          : [{ at, what: `the volume ${ours} hides what is put there` }];
      }),
  },
  {
    id: 'command-replaced',
    severity: 'hint',
    summary: 'CMD is replaced by the command of the scoring server.',
    fix: 'leave it for plain docker build, or remove it',
    find: ({ finalSteps }) =>
      finalSteps
        .filter(({ instruction }) => instruction.name === 'CMD')
        .slice(-1)
        .map(({ instruction }) => ({
          at: instruction,
          what: 'this CMD is replaced by that of the server',
        })),
  },
  {
    id: 'own-entrypoint',
    severity: 'warning',
    summary: 'ENTRYPOINT stays and gets the command of the scoring server as its arguments.',
    fix: 'end the script with exec "$@", or remove ENTRYPOINT',
    find: ({ finalSteps }) =>
      finalSteps
        .filter(({ instruction }) => instruction.name === 'ENTRYPOINT')
        .slice(-1)
        .map(({ instruction }) => ({
          at: instruction,
          what: 'this ENTRYPOINT gets the command of the server as arguments',
        })),
  },
] as const satisfies readonly Rule[];
