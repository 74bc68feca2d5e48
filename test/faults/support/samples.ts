/** Files that are right, to be changed into such as are not, and the words of each grammar. */

export const configs: readonly string[] = [
  `{
  "entryScript": "score.py",
  "environment": {
    "name": "diabetes",
    "environmentVariables": { "EXAMPLE": "value" },
    "python": {
      "userManagedDependencies": false,
      "condaDependencies": { "dependencies": ["python=3.11", { "pip": ["numpy==1.26.4"] }] }
    },
    "docker": { "baseImage": "python:3.11-slim", "platform": { "os": "Linux" } }
  }
}
`,
  '{"entryScript": "score.py", "runtime": "python", "condaFile": "myenv.yml", "enableGpu": false}\n',
];
export const configTokens = [
  ...'{}[]:,"1'.split(''),
  'null',
  'true',
  'None',
  '"../x"',
  '"/etc/passwd"',
  '"entryScript"',
  '"score.py"',
  '"sourceDirectory"',
  '"."',
  '"environment"',
  '"python"',
  '"condaFile"',
  '"condaDependencies"',
  '"docker"',
  '"baseDockerfile"',
  '"spark"',
  '"missing"',
];
export const jsonTokens = [
  ...'{}[]:,"\\0 \n\uFEFF'.split(''),
  '"a"',
  '"b"',
  '-1',
  '1e9',
  'null',
  'true',
  '\r\n',
  '//',
  '/*',
  '*/',
  '\\u00e4',
  '\\ud800',
  '"__proto__"',
];

export const condas: readonly string[] = [
  `name: project
channels:
  - conda-forge
dependencies:
  - python=3.11
  - numpy>=1.26,<2
  - pip:
      - scikit-learn==1.5.2
      - azureml-defaults
variables:
  KEY: value
`,
  'dependencies: [python=3.9, {pip: ["flask ; python_version < \'4\'"]}]\n',
];
export const yamlTokens = [
  ...'[]{},|>\n\t"\'a'.split(''),
  '- ',
  ': ',
  '? ',
  '&a ',
  '*a',
  '<<: ',
  '!!str ',
  '  ',
  '# ',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  'dependencies:\n',
  'pip:',
];

export const specs: readonly string[] = [
  'conda-forge::numpy=1.26=py311_0',
  'scikit-learn >=1.2, <2',
  'python=3.11.*',
];
export const specTokens = [...'=<|*, a'.split(''), '::', '==', '>=', '!=', '~=', '1.2'];

export const pips: readonly string[] = [
  'scikit-learn[extra, more]~=1.5 ; python_version < "4"',
  'name @ https://example.com/a-1.0.whl',
  '--index-url https://user:word@example.com/simple',
];
export const pipTokens = [
  ...'[](),;@# -a*?\n"\''.split(''),
  '==',
  '>=',
  '~=',
  '--',
  '1.0',
  'https://',
  'git+',
  '.whl',
  './',
];

export const scripts: readonly [string, ...string[]] = [
  `import json
import os
from azureml.core.model import Model as M, Dataset


def init():
    global model
    """A text
    of two lines."""
    model = (os.environ["AZUREML_MODEL_DIR"],
             1)


@decorated(x=[1, 2])
async def run(data, *, limit=1):
    values = {"a": [b for b in json.loads(data)]}; other = 1
    return json.dumps(values)
`,
  'init = lambda: None\nrun = init\n',
];
export const pythonTokens = [
  ...'*()[]{}:=;"\'\\\n\t#,'.split(''),
  'def ',
  'class ',
  'import ',
  'from ',
  ' as ',
  '"""',
  "'''",
  '    ',
  'init',
  'run',
  'return json.dumps(',
];

export const rules: readonly string[] = ['*.csv\n!keep.csv\n/data/\n**/x\na[b-d]?\n\\#a\n# b\n'];
export const ruleTokens = [
  ...'*?[]!^-/\\# \nab.\uFEFF{(+$|'.split(''),
  '**',
  '\r\n',
  '..',
  '[:alpha:]',
  '[a-',
];

export const dockerfiles: readonly string[] = [
  `# syntax=docker/dockerfile:1
ARG BASE=python:3.11
FROM \${BASE} AS first
ENV A="b c" D=e
RUN apt-get update && \\
    apt-get install -y curl
COPY --chown=1:1 ["a", "b/"]
FROM first
LABEL "x"='y'
ENTRYPOINT ["runsvdir", "/var/runit"]
`,
  'FROM scratch\nCOPY <<EOF /a\ntext\nEOF\n',
];
export const dockerTokens = [
  ...'\n"\'[]$}= a'.split(''),
  'FROM ',
  'RUN ',
  'COPY ',
  'ENV ',
  'ARG ',
  'LABEL ',
  'ONBUILD ',
  'AS ',
  '--from=',
  '\\\n',
  '# ',
  '# escape=`\n',
  '${',
  ':-',
  '<<',
  '<<-',
  'EOF',
];

export const lock = `{
  "schemaVersion": 1,
  "environments": {
    "622d2749efde45cbc95511e5": {
      "baseImage": "docker.io/library/python:3.11-slim",
      "baseIdentity": "sha256:${'3'.repeat(64)}",
      "tag": "env-cf99327797931fc8faf855a7",
      "builtAt": "2026-03-01T09:30:00.000Z",
      "images": { "layout": "sha256:${'f'.repeat(64)}" },
      "packages": ["numpy==2.2.6"]
    }
  }
}
`;
