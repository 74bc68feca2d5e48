import { commandOf, commandsOf, hasCache } from './rule.ts';
import type { Rule } from './rule.ts';

const APT =
  /^(?:sudo\s+(?:-\S+\s+)*)?(?:\w+=\S+\s+)*(?:apt-get|apt|aptitude|apk|yum|dnf|microdnf)\s/;
const ROOT = /^(?:root|0)(?::|$)/;

const installs = (command: string): boolean =>
  APT.test(command) && /\s(?:install|add)(?:\s|$)/.test(command);
const isApt = (command: string): boolean => /(?:^|\s)apt(?:-get|itude)?\s/.test(command);

/** Rules for apt, pip and conda. */
export const packageRules = [
  {
    id: 'apt-as-non-root',
    severity: 'error',
    summary: 'apt runs as a user that is not root; images that serve models run as dockeruser.',
    fix: 'put USER root before it, and USER dockeruser (the user of the base image) after it',
    find: ({ steps }) =>
      steps.flatMap(({ instruction, user }) => {
        if (user === undefined || ROOT.test(user)) return [];
        const command = commandsOf(instruction).find((text) => APT.test(text));
        return command === undefined || command.startsWith('sudo')
          ? []
          : [{ at: instruction, what: `"${cut(command)}" runs as ${user}` }];
      }),
  },
  {
    id: 'apt-asks',
    severity: 'error',
    summary: 'apt install without -y asks, gets no answer and ends the build.',
    fix: 'add -y',
    find: ({ steps }) =>
      steps.flatMap(({ instruction }) => {
        if (/\byes\s*\|/.test(commandOf(instruction))) return [];
        const command = commandsOf(instruction).find(
          (text) =>
            installs(text) &&
            isApt(text) &&
            !/\s(?:-[a-z]*y[a-z]*|--yes|--assume-yes|-qq)\b/.test(text),
        );
        return command === undefined
          ? []
          : [{ at: instruction, what: `"${cut(command)}" asks before it installs` }];
      }),
  },
  {
    id: 'apt-without-update',
    severity: 'warning',
    summary:
      'apt install stands in a RUN without apt update: its lists are missing, or old from a cache.',
    fix: 'write apt-get update && apt-get install … in one RUN',
    find: ({ steps }) =>
      steps.flatMap(({ instruction }) => {
        const commands = commandsOf(instruction);
        const at = commands.findIndex((text) => installs(text) && isApt(text));
        const before = commands.slice(0, at).some((text) => isApt(text) && /\supdate\b/.test(text));
        return at < 0 || before
          ? []
          : [{ at: instruction, what: 'this RUN installs packages without apt-get update' }];
      }),
  },
  {
    id: 'apt-lists-left',
    severity: 'hint',
    summary: 'The package lists of apt stay in the layer, some 20 to 50 MB.',
    fix: 'end the RUN with && rm -rf /var/lib/apt/lists/*',
    find: ({ steps }) =>
      steps.flatMap(({ instruction }) => {
        const updates = commandsOf(instruction).some(
          (text) => isApt(text) && /\supdate\b/.test(text),
        );
        const cleans = commandOf(instruction).includes('/var/lib/apt/lists');
        return !updates || cleans || hasCache(instruction, '/var/lib/apt')
          ? []
          : [{ at: instruction, what: 'the package lists of apt stay in this layer' }];
      }),
  },
  {
    id: 'pip-cache-left',
    severity: 'hint',
    summary: 'pip keeps what it downloaded in the layer.',
    fix: 'add --no-cache-dir',
    find: ({ steps }) =>
      steps.flatMap(({ instruction, variables }) => {
        const pip = commandsOf(instruction).find((text) =>
          /(?:^|\s|\/)pip3?\s+(?:\S+\s+)*?install\b/.test(text),
        );
        const off = variables.has('PIP_NO_CACHE_DIR') || pip?.includes('--no-cache-dir') === true;
        return pip === undefined ||
          off ||
          hasCache(instruction, 'pip') ||
          /\bpip\b.*\bcache purge/s.test(commandOf(instruction))
          ? []
          : [{ at: instruction, what: 'the cache of pip stays in this layer' }];
      }),
  },
  {
    id: 'conda-not-on-path',
    severity: 'warning',
    summary:
      'A conda environment is made, but the server is not started from it: PATH has another first.',
    fix: 'add ENV AZUREML_CONDA_ENVIRONMENT_PATH=<its folder> PATH=<its folder>/bin:$PATH',
    find: ({ finalSteps, variable }) =>
      finalSteps.flatMap(({ instruction }) => {
        const command = commandsOf(instruction).find((text) =>
          /(?:^|\/|\s)(?:conda|mamba|micromamba)\s+(?:env\s+)?create\b/.test(text),
        );
        if (command === undefined) return [];
        const [, folder] = /\s(?:-p|--prefix)[\s=]+(\S+)/.exec(command) ?? [];
        const [, name] = /\s(?:-n|--name)[\s=]+(\S+)/.exec(command) ?? [];
        const place = folder ?? (name === undefined ? '/envs/' : `/envs/${name}`);
        const path = variable('PATH')?.value ?? '';
        return path
          .split(':')
          .some(
            (entry) =>
              `${entry}/`.includes(`${place}/`) || (name === undefined && entry.includes(place)),
          )
          ? []
          : [
              {
                at: instruction,
                what: `PATH does not hold ${place}/bin, where this environment goes`,
              },
            ];
      }),
  },
] as const satisfies readonly Rule[];

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
