import { compareCodeUnits } from '../../canonical-json.ts';
import { defaultUser, homeOf, imagePaths } from '../../image/paths.ts';
import { filesFolder } from '../../image/model-layout.ts';
import { renderPairs } from './dockerfile-quote.ts';
import { aptStep } from '../environment/apt-step.ts';
import { condaPath, condaStage, condaSteps, condaVariables } from '../environment/conda-steps.ts';
import type { BuildSecrets } from '../environment/environment-steps.ts';
import {
  copyRequirements,
  pythonSteps,
  venvFolder,
  venvPath,
} from '../environment/environment-steps.ts';
import { prebuiltUser } from '../environment/prebuilt.ts';
import { byName } from '../plan/parse-plan.ts';
import type { Environment, Plan } from '../plan/plan.ts';
import { planPatterns } from '../plan/plan-patterns.ts';
import { scoringCommand } from '../plan/scoring-command.ts';

export type EnvironmentRendering = {
  readonly secrets: BuildSecrets;
  /** The base image's own user, where it has one. */
  readonly user?: string;
};

export type ImageRendering = EnvironmentRendering & {
  /** Plain tars of the build context, in layer order: `models/<hex>.tar`. */
  readonly modelTars: readonly string[];
  readonly linksTar: string;
  readonly codeTar: string;
};

/** The Dockerfile of the environment image: base, Debian packages, Python packages, user. */
export function renderEnvironment(environment: Environment, options: EnvironmentRendering): string {
  return `${environmentBody(environment, options)}${userLine(options.user)}`;
}

/**
 * The Dockerfile of the whole image. Needs nothing but its folder and, for `none` and `wheels`, no
 * BuildKit. Tars are unpacked by ADD, so modes and owners are those of the layers; folders that the
 * base image has already get theirs back, as the layers of `build-image` keep them.
 */
export function renderDockerfile(plan: Plan, options: ImageRendering): string {
  const tars = [...options.modelTars, options.linksTar, options.codeTar];
  const adds = tars.map((tar) => `ADD ${checked(tar, planPatterns.contextFile)} /\n`);
  return [
    environmentBody(plan.environment, options),
    makeRoom(plan),
    ...adds,
    `RUN sh ${PARENTS} && rm ${PARENTS}\n`,
    renderPairs('ENV', byName({ ...homeOf(userOf(plan, options)), ...plan.variables })),
    renderPairs('LABEL', byName(plan.labels)),
    `EXPOSE ${String(plan.port)}\n`,
    `WORKDIR ${imagePaths.appRoot}\n`,
    userLine(userOf(plan, options)),
    commandLine(plan),
  ].join('');
}

/** A script that gives the base image's folders their modes and owners back. */
const PARENTS = '/.package-model-parents';

/**
 * Takes old files of the models away, which would shine through, and notes what the base image has
 * at the parents. Links there are refused, as the layers of `build-image` refuse them.
 */
function makeRoom(plan: Plan): string {
  const { models, appRoot, azuremlModels } = imagePaths;
  for (const { name, version } of plan.models) {
    checked(name, planPatterns.modelName);
    checked(version, planPatterns.modelVersion);
  }
  const layout = plan.modelLayout?.kind ?? 'linked';
  const links = [...new Set(plan.models.map(({ name }) => `${azuremlModels}/${name}`))];
  const roots = layout === 'linked' ? [models] : [];
  const parents = [...roots, '/var', appRoot, azuremlModels, ...links].join(' ');
  const old = plan.models.map((model) => ` /${filesFolder(model, layout)}`).join('');
  const hint = 'package-model: the base image has a link here, where a folder is needed';
  const lines = [
    `RUN for path in ${parents}; do if [ -L "$path" ]; then echo "${hint}: $path" >&2; exit 1; fi; done`,
    ...(old === '' ? [] : [`rm -rf${old}`]),
    `{ stat -c 'chown %u:%g %n && chmod %a %n' ${parents} > ${PARENTS} 2>/dev/null || true; }`,
  ];
  return `${lines.join(' \\\n && ')}\n`;
}

function environmentBody(environment: Environment, options: EnvironmentRendering): string {
  const { secrets } = options;
  const base = checked(environment.baseImage, planPatterns.image);
  const apt = aptStep(
    environment.apt.map((name) => checked(name, planPatterns.apt)).toSorted(compareCodeUnits),
    secrets,
  );
  const variables = renderPairs('ENV', byName(environment.variables));
  const packages = packagesBody(environment, { base, apt, secrets });
  return `FROM ${packages}${variables}${environment.extraSteps ?? ''}`;
}

function packagesBody(
  environment: Environment,
  { base, apt, secrets }: { readonly base: string; readonly apt: string } & EnvironmentRendering,
): string {
  if (environment.conda !== undefined) {
    return [
      `${base} AS system\nUSER root\n${apt}\n`,
      `FROM system AS conda\n${condaStage(environment, secrets)}\n`,
      `FROM system\n${condaSteps(environment, secrets)}`,
      `${renderPairs('ENV', condaVariables)}ENV PATH="${condaPath}"\n`,
    ].join('');
  }
  if (environment.pip.length === 0) return `${base}\nUSER root\n${apt}`;
  if (environment.installInto !== undefined) return intoBase(environment, { base, apt, secrets });
  const path = `ENV PATH="${venvPath}"\n`;
  const copied = copyRequirements(environment);
  const python = copied + pythonSteps(environment, secrets);
  if (secrets.kind !== 'wheels') return `${base}\nUSER root\n${apt}${python}${path}`;
  return [
    `${base} AS system\nUSER root\n${apt}\n`,
    `FROM system AS wheels\nCOPY ${checked(secrets.folder, planPatterns.contextFile)} /wheels\n`,
    `${python}\n`,
    `FROM system\n${copied}COPY --from=wheels ${venvFolder} ${venvFolder}\n${path}`,
  ].join('');
}

/** Wheels stay in a layer here: a stage of their own cannot hand over what pip changes in a base. */
function intoBase(
  environment: Environment,
  { base, apt, secrets }: { readonly base: string; readonly apt: string } & EnvironmentRendering,
): string {
  const wheels =
    secrets.kind === 'wheels'
      ? `COPY ${checked(secrets.folder, planPatterns.contextFile)} /wheels\n`
      : '';
  const steps = copyRequirements(environment) + pythonSteps(environment, secrets);
  return `${base}\nUSER root\n${apt}${wheels}${steps}`;
}

/** A base image that starts its own server is left to do so. */
function commandLine(plan: Plan): string {
  if (plan.environment.serverFrom === 'base') return '';
  return `CMD ${JSON.stringify(scoringCommand(plan))}\n`;
}

function userOf(plan: Plan, { user }: EnvironmentRendering): string {
  return user ?? (plan.environment.serverFrom === 'base' ? prebuiltUser : defaultUser);
}

function userLine(user: string = defaultUser): string {
  return `USER ${checked(user, planPatterns.user)}\n`;
}

/** The last gate before text becomes part of an instruction; inputs were refused long before. */
function checked(text: string, pattern: RegExp): string {
  if (!pattern.test(text))
    throw new TypeError(`${JSON.stringify(text)} cannot go into a Dockerfile`);
  return text;
}
