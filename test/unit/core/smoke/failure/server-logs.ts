import type { Evidence, Look } from '../../../../../packages/core/src/smoke/failure/cause.ts';

const SITE = '/opt/venv/lib/python3.11/site-packages';
const SERVER = `${SITE}/azureml_inference_server_http/server`;
const TIME = '2026-11-27 22:44:46,076';
const DIRECT =
  'The above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):';
const END = `${TIME} I [7] gunicorn.error - Worker exiting (pid: 7)
2026-11-27 22:44:47,578 E [1] gunicorn.error - Worker (pid:7) exited with code 3.
2026-11-27 22:44:47,603 E [1] gunicorn.error - Reason: Worker failed to boot.
`;

/** What azureml-inference-server-http 1.5.1 writes when init() raises; `inner` is the user's part. */
export function initLog(inner: string): string {
  return `Azure ML Inferencing HTTP server v1.5.1

${TIME} I [7] azmlinfsrv.user_script - Found user script at /var/azureml-app/source/score.py
${TIME} I [7] azmlinfsrv.user_script - Invoking user's init function
${TIME} E [7] azmlinfsrv - User's init function failed
${TIME} E [7] azmlinfsrv - Encountered Exception Traceback (most recent call last):
  File "${SERVER}/user_script.py", line 119, in invoke_init
    self._user_init()
${inner}

${DIRECT}
  File "${SERVER}/aml_blueprint.py", line 109, in setup
    self.user_script.invoke_init()
  File "${SERVER}/user_script.py", line 121, in invoke_init
    raise UserScriptException(ex) from ex
azureml_inference_server_http.server.user_script.UserScriptException: Caught an unhandled exception from the user script

${TIME} I [7] azmlinfsrv - Model Directory Contents:
${TIME} I [7] azmlinfsrv - 1/
${END}`;
}

/** The same for an exception at import. */
export function importLog(inner: string): string {
  return `${TIME} E [8] azmlinfsrv - Traceback (most recent call last):
  File "${SERVER}/user_script.py", line 77, in load_script
    main_module_spec.loader.exec_module(user_module)
  File "<frozen importlib._bootstrap_external>", line 940, in exec_module
${inner}

${DIRECT}
  File "${SERVER}/aml_blueprint.py", line 91, in setup
    self.user_script.load_script(config.app_root)
  File "${SERVER}/user_script.py", line 79, in load_script
    raise UserScriptImportException(ex) from ex
azureml_inference_server_http.server.user_script.UserScriptImportException: Failed to import user script because it raised an unhandled exception

${END}`;
}

/** The same for a request whose run() raises; the server goes on. */
export function runLog(inner: string): string {
  return `${TIME} E [7] azmlinfsrv - Caught an unhandled exception from the user script
${TIME} E [7] azmlinfsrv - Encountered Exception: Traceback (most recent call last):
  File "${SERVER}/user_script.py", line 135, in invoke_run
    run_output = self._wrapped_user_run(**run_parameters, request_headers=dict(request.headers))
${inner}

${DIRECT}
  File "${SERVER}/aml_blueprint.py", line 150, in handle_score
    response = self.user_script.invoke_run(request, timeout_ms=config.scoring_timeout)
  File "${SERVER}/user_script.py", line 140, in invoke_run
    raise UserScriptException(ex) from ex
azureml_inference_server_http.server.user_script.UserScriptException: Caught an unhandled exception from the user script

${TIME} I [7] azmlinfsrv - POST /score 500 2.100ms 81
`;
}

/** A frame of the user's script. */
export function own(line: number, code: string, name = 'init'): string {
  return `  File "/var/azureml-app/source/score.py", line ${line}, in ${name}\n    ${code}`;
}

export const frameOf = (file: string, code: string): string =>
  `  File "${SITE}/${file}", line 50, in load\n    ${code}`;

const nothing: Look = {
  lines: async () => undefined,
  tree: async () => undefined,
  packages: async () => undefined,
  conflicts: async () => undefined,
  sockets: async () => undefined,
};

/** Evidence of a container that ended with the server's exit code 3, unless told otherwise. */
export function evidence(given: Partial<Evidence>, look: Partial<Look> = {}): Evidence {
  return {
    log: '',
    state: { kind: 'exited', exitCode: 3, oomKilled: false, error: '' },
    code: 'CONTAINER_DIED',
    seen: '',
    port: 5001,
    memoryLimitBytes: undefined,
    image: {
      architecture: 'amd64',
      user: '10001:0',
      env: new Map([
        ['AML_APP_ROOT', '/var/azureml-app'],
        ['AZUREML_ENTRY_SCRIPT', 'source/score.py'],
        ['AZUREML_MODEL_DIR', '/var/azureml-app/azureml-models/factor/1'],
      ]),
    },
    memory: async () => undefined,
    look: { ...nothing, ...look },
    ...given,
  };
}
