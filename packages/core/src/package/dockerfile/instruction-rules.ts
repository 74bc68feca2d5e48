/** text: as it is; json: a list or text; list: a list or words; pairs: NAME=value. */
export type ArgumentsForm = 'text' | 'json' | 'list' | 'pairs';

type Rule = {
  readonly args: ArgumentsForm;
  readonly flags?: readonly string[];
};

const COPY_FLAGS = ['chown', 'chmod', 'link', 'exclude'];
/** Every instruction there is, with the form of its arguments and its options. */
export const instructionRules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    ADD: { args: 'list', flags: [...COPY_FLAGS, 'checksum', 'keep-git-dir', 'unpack'] },
    ARG: { args: 'pairs' },
    CMD: { args: 'json' },
    COPY: { args: 'list', flags: [...COPY_FLAGS, 'from', 'parents'] },
    ENTRYPOINT: { args: 'json' },
    ENV: { args: 'pairs' },
    EXPOSE: { args: 'text' },
    FROM: { args: 'text', flags: ['platform'] },
    HEALTHCHECK: {
      args: 'text',
      flags: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
    },
    LABEL: { args: 'pairs' },
    MAINTAINER: { args: 'text' },
    ONBUILD: { args: 'text' },
    RUN: { args: 'json', flags: ['mount', 'network', 'security', 'device'] },
    SHELL: { args: 'json' },
    STOPSIGNAL: { args: 'text' },
    USER: { args: 'text' },
    VOLUME: { args: 'list' },
    WORKDIR: { args: 'text' },
  } satisfies Record<string, Rule>),
);
