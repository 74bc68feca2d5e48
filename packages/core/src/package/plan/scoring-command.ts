import { imagePaths } from '../../image/paths.ts';
import type { Plan } from './plan.ts';

/**
 * The container's command in both renderings, unless the base image starts its own server. The server wants `--entry_script` even though the
 * variable is set, and takes the port from the flag alone.
 */
export function scoringCommand(plan: Plan): readonly string[] {
  const { interpreterPath } = plan.environment;
  const server =
    interpreterPath === undefined
      ? ['azmlinfsrv']
      : [interpreterPath, '-m', 'azureml_inference_server_http'];
  const entryScript = `${imagePaths.appRoot}/${plan.code.entryScript}`;
  return [...server, '--entry_script', entryScript, '--port', String(plan.port)];
}
