import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderEnvironment } from '@package-model/core/package/dockerfile/dockerfile';
import type { Environment } from '@package-model/core/package/plan/plan';
import { readMachineSettings } from '@package-model/host/settings';
import { buildSecrets } from '@package-model/steps/build-image/network';
import { settingsOf } from '@package-model/steps/settings';
import { secretsEngine, testEngine } from './engines.ts';
import { ensureServerBase, serverBaseImage } from './server-base.ts';

/**
 * A prebuilt inference image in the structure of Azure ML's own: nginx on 5001 before the server on
 * 31311, both kept by runit, the server in an environment below /azureml-envs, user `dockeruser`.
 */
export const prebuiltImage = 'package-model-test/prebuilt-inference:1';

const systemImage = 'package-model-test/prebuilt-system:1';
const environmentPath = '/azureml-envs/minimal';

/** Sees that the engine has the image; the first time it is built (a minute, from Debian and PyPI). */
export async function ensurePrebuiltImage(): Promise<void> {
  const { signal } = new AbortController();
  const folder = await mkdtemp(join(tmpdir(), 'package-model-prebuilt-'));
  try {
    if ((await testEngine(folder).inspectImage(prebuiltImage, signal)) !== undefined) return;
    await ensureServerBase();
    await buildSystem(join(folder, 'system'), folder);
    const context = join(folder, 'image');
    await mkdir(context);
    for (const [name, text] of Object.entries(files)) await writeFile(join(context, name), text);
    const engine = await secretsEngine(folder, signal);
    const request = { contextFolder: context, dockerfile: 'Dockerfile', tag: prebuiltImage };
    await engine.build({ ...request, secrets: [] }, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The server's image with nginx and runit, from the machine's Debian mirror. */
async function buildSystem(context: string, folder: string): Promise<void> {
  const { signal } = new AbortController();
  const machine = await readMachineSettings(process.env, 'terminal');
  try {
    const secrets = buildSecrets(settingsOf(machine).network);
    const ids = secrets.map(({ id }) => id);
    const environment: Environment = {
      baseImage: serverBaseImage,
      platform: { os: 'linux', architecture: 'amd64' },
      pip: [],
      apt: ['nginx-light', 'runit'],
      userManaged: true,
      variables: {},
    };
    await mkdir(context);
    const text = renderEnvironment(environment, { secrets: { kind: 'buildkit', ids } });
    await writeFile(join(context, 'Dockerfile'), text);
    const engine = await secretsEngine(folder, signal);
    const request = { contextFolder: context, dockerfile: 'Dockerfile', tag: systemImage };
    await engine.build({ ...request, secrets }, signal);
  } finally {
    await machine.dispose();
  }
}

const dockerfile = `FROM ${systemImage}
USER root
RUN mkdir -p /azureml-envs /var/azureml-app /var/azureml-server \\
 && cp -a /opt/venv ${environmentPath} \\
 && grep -rlI /opt/venv ${environmentPath}/bin ${environmentPath}/pyvenv.cfg | xargs sed -i 's#/opt/venv#${environmentPath}#g' \\
 && rm -rf /opt/venv \\
 && useradd --create-home --uid 1001 dockeruser
COPY nginx.conf /etc/nginx/nginx.conf
COPY nginx-run /var/runit/nginx/run
COPY gunicorn-run /var/runit/gunicorn/run
COPY gunicorn-finish /var/runit/gunicorn/finish
RUN chmod 755 /var/runit/*/run /var/runit/*/finish \\
 && chown -R dockeruser /var/runit /var/azureml-app ${environmentPath} /var/lib/nginx /var/log/nginx
ENV AML_APP_ROOT=/var/azureml-app AML_SERVER_ROOT=/var/azureml-server SVDIR=/var/runit
ENV AZUREML_CONDA_ENVIRONMENT_PATH=${environmentPath} AZUREML_INFERENCE_SERVER_HTTP_ENABLED=True
ENV PATH=${environmentPath}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /var/azureml-app
EXPOSE 5001 8883 8888
USER dockeruser
CMD ["runsvdir", "/var/runit"]
`;

const nginx = `daemon off;
pid /tmp/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_max_body_size 100m;
  server {
    listen 5001;
    location / {
      proxy_pass http://127.0.0.1:31311;
      proxy_connect_timeout 1000s;
      proxy_read_timeout 1000s;
      add_header x-through nginx always;
    }
  }
}
`;

/** Takes the entry script as Azure's does: below the app root, with or without a leading slash. */
const gunicorn = `#!/bin/sh
exec 2>&1
root="\${AML_APP_ROOT:-/var/azureml-app}"
script="\${AZUREML_ENTRY_SCRIPT:-main.py}"
echo "entry script folder: $root/$(dirname "\${script#/}")"
cd "$root" || exit 1
exec azmlinfsrv --entry_script "$script" --port 31311
`;

/** Ends the container when the server has ended with an error. */
const finish = `#!/bin/sh
if [ "$1" -ne 0 ]; then
  echo "Exit code $1 is not normal. Killing image."
  kill -HUP 1
fi
`;

const files: Readonly<Record<string, string>> = {
  Dockerfile: dockerfile,
  'nginx.conf': nginx,
  'nginx-run': '#!/bin/sh\nexec 2>&1\nexec nginx\n',
  'gunicorn-run': gunicorn,
  'gunicorn-finish': finish,
};
