import { existsSync } from 'node:fs';
import { cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { agentVariables } from './azure-agent.ts';
import type { BuiltInStep } from './azure-pipeline-file.ts';
import { isFork } from './azure-pipeline-step.ts';
import type { StepDeps } from './azure-pipeline-step.ts';
import { startChild } from './child.ts';

/** Does what Azure DevOps' own steps do, as far as our templates use them; throws when one fails. */
export async function runBuiltIn(step: BuiltInStep, deps: StepDeps): Promise<void> {
  const { variables, options } = deps;
  const { artifacts } = options;
  if ('checkout' in step) return;
  if ('script' in step) return runScript(step, deps);
  if ('task' in step) return logIn(variables.expand(step.inputs.containerRegistry), deps);
  if (artifacts === undefined) throw new Error('the run has no place for artifacts');
  const name = variables.expand(step.artifact);
  const kept = join(artifacts, name);
  if ('download' in step) {
    const target = join(variables.expand('$(Pipeline.Workspace)'), name);
    return cp(kept, target, { recursive: true });
  }
  const source = variables.expand(step.publish);
  if (existsSync(kept)) throw new Error(`Artifact ${name} already exists for build 1.`);
  const isFolder = (await stat(source)).isDirectory();
  await mkdir(artifacts, { recursive: true });
  await cp(source, isFolder ? kept : join(kept, basename(source)), { recursive: true });
}

async function runScript(
  { script, env = {} }: Extract<BuiltInStep, { readonly script: string }>,
  { agent, workspace, variables }: StepDeps,
): Promise<void> {
  const own = Object.entries(env).map(([name, text]) => [name, variables.expand(text)] as const);
  const child = startChild(['bash', '-e', '-c', variables.expand(script)], {
    cwd: workspace,
    env: {
      ...agentVariables(agent, workspace),
      ...variables.environment(),
      ...Object.fromEntries(own),
    },
  });
  const { exitCode, stdout, stderr } = await child.done;
  if (exitCode !== 0) throw new Error(`the script failed: ${stdout}${stderr}`);
}

/** As `Docker@2` with the command login: a configuration of docker in a folder of the job. */
async function logIn(name: string, { agent, variables, options }: StepDeps): Promise<void> {
  if (isFork(variables)) throw new Error(`Docker@2 has no login of ${name} in a fork`);
  const { registry = '', username, password } = options.connections?.[name]?.parameters ?? {};
  const folder = join(agent.temporary, 'DockerConfig_1');
  await mkdir(folder, { recursive: true });
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  const { protocol, host } = new URL(registry);
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }));
  variables.set('DOCKER_CONFIG', folder);
  if (protocol === 'https:') return;
  // skopeo asks for TLS where nobody says otherwise.
  const containers = join(agent.base, '.config/containers');
  await mkdir(containers, { recursive: true });
  const insecure = `[[registry]]\nlocation = "${host}"\ninsecure = true\n`;
  await writeFile(join(containers, 'registries.conf'), insecure);
}
