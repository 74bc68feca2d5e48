/** A release of the scoring server, as far as it decides what may stand beside it. */
export type ServerRelease = {
  readonly version: string;
  /** The specifier that stands for it: its whole line of releases where it is the newest. */
  readonly specifier: string;
  /** The Pythons it takes. */
  readonly python: string;
  /** What it needs on Linux, by package: from its metadata and that of the flask it can have. */
  readonly needs: Readonly<Record<string, string>>;
  /** What its metadata forgets: packages whose later versions broke it. */
  readonly forgets: Readonly<Record<string, string>>;
};

type Row = readonly [
  version: string,
  specifier: string,
  python: string,
  needs: string,
  forgets: string,
];

const FLASK_3_1 =
  'flask~=3.1.0 werkzeug>=3.1 jinja2>=3.1.2 itsdangerous>=2.2 click>=8.1.3 markupsafe>=2.1.1';
const FLASK_3_0 =
  'flask~=3.0.0 werkzeug>=3.0.3 jinja2>=3.1.2 itsdangerous>=2.1.2 click>=8.1.3 markupsafe>=2.1.1';
const WERKZEUG_3 =
  'flask>=2.2.5,<=2.3.2 werkzeug>=3.0.3 jinja2>=3.0 itsdangerous>=2.0 click>=8.0 markupsafe>=2.1.1 opencensus-ext-azure~=1.1.0';
const WERKZEUG_2 = 'flask<=2.3.2 werkzeug<3.0.0 opencensus-ext-azure~=1.1.0 flask-cors~=3.0.1';
const PYDANTIC_1 = 'flask<2.3.0 pydantic>=1.9,<1.11 opencensus-ext-azure~=1.1.0 flask-cors~=3.0.1';
const NEWER = 'gunicorn>=23.0.0 inference-schema~=1.8.0 certifi>=2024.7.4';
const OTEL = 'opentelemetry-sdk==1.33.0 opentelemetry-api==1.33.0';
const CENSUS = 'opencensus-ext-azure~=1.1.0';
const GUNICORN_20 = 'gunicorn==20.1.0';
const OLD = 'setuptools<81';

/**
 * Source: METADATA in the wheels of azureml-inference-server-http on pypi.org, 2026-11-27, newest
 * first. What they forget was found by starting them in a fresh environment of that day: gunicorn
 * 20 cannot import `pkg_resources`, which newer setuptools do not have, and does not start.
 */
const rows: readonly Row[] = [
  [
    '1.5.1',
    '~=1.5',
    '>=3.9',
    `${FLASK_3_1} flask-cors~=6.0.0 pydantic~=2.12.0 ${NEWER} ${OTEL}`,
    '',
  ],
  [
    '1.5.0',
    '==1.5.0',
    '>=3.9',
    `${FLASK_3_1} flask-cors~=6.0.0 pydantic~=2.11.0 ${NEWER} ${OTEL}`,
    '',
  ],
  [
    '1.4.1',
    '~=1.4.0',
    '>=3.9',
    `${FLASK_3_1} flask-cors~=6.0.0 pydantic~=2.11.0 ${NEWER} ${CENSUS}`,
    '',
  ],
  [
    '1.4.0',
    '==1.4.0',
    '>=3.9',
    `${FLASK_3_0} flask-cors~=5.0.0 pydantic~=2.9.0 ${NEWER} ${CENSUS}`,
    '',
  ],
  ['1.3.4', '~=1.3.0', '>=3.8', `${WERKZEUG_3} flask-cors~=5.0.0 pydantic~=2.9.0 ${NEWER}`, ''],
  [
    '1.3.3',
    '==1.3.3',
    '>=3.8',
    `${WERKZEUG_3} flask-cors~=5.0.0 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,
    '',
  ],
  [
    '1.3.2',
    '==1.3.2',
    '>=3.8',
    `${WERKZEUG_3} flask-cors~=4.0.1 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,
    '',
  ],
  [
    '1.3.0',
    '==1.3.0',
    '>=3.8',
    `${WERKZEUG_3} flask-cors~=3.0.1 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,
    '',
  ],
  [
    '1.2.2',
    '~=1.2.0',
    '>=3.8',
    `${WERKZEUG_3} flask-cors~=3.0.1 pydantic~=2.0 gunicorn==22.0.0 inference-schema~=1.7.0`,
    '',
  ],
  [
    '1.2.1',
    '==1.2.1',
    '>=3.8',
    `${WERKZEUG_2} pydantic~=2.0 gunicorn==22.0.0 inference-schema~=1.7.0`,
    '',
  ],
  [
    '1.2.0',
    '==1.2.0',
    '>=3.8',
    `${WERKZEUG_2} pydantic~=2.0 ${GUNICORN_20} inference-schema~=1.7.0`,
    'setuptools<81',
  ],
  [
    '1.1.0',
    '~=1.1.0',
    '>=3.8',
    `${WERKZEUG_2} pydantic~=2.0 ${GUNICORN_20} inference-schema~=1.7.0`,
    'setuptools<81',
  ],
  ['1.0.0', '~=1.0.0', '>=3.8', `${PYDANTIC_1} ${GUNICORN_20} inference-schema~=1.7.0`, OLD],
  ['0.8.4.2', '~=0.8.4', '>=3.7', `${PYDANTIC_1} ${GUNICORN_20} inference-schema~=1.7.0`, OLD],
  ['0.8.4.1', '==0.8.4.1', '>=3.7', `${PYDANTIC_1} ${GUNICORN_20} inference-schema~=1.5.0`, OLD],
];

/** The releases that a package may be given, newest first. */
export function serverReleases(): readonly ServerRelease[] {
  return rows.map(([version, specifier, python, needs, forgets]) => ({
    version,
    specifier,
    python,
    needs: parse(needs),
    forgets: parse(forgets),
  }));
}

function parse(text: string): Readonly<Record<string, string>> {
  const lines = text.split(' ').filter((line) => line !== '');
  return Object.fromEntries(lines.map((line) => split(line)));
}

function split(line: string): [string, string] {
  const at = line.search(/[<>=~]/);
  return [line.slice(0, at), line.slice(at)];
}
