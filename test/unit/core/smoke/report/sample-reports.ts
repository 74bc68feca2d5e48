import { digestOf } from '../../../../../packages/core/src/oci/digest.ts';
import type {
  CaseReport,
  CheckReport,
  SmokeReport,
} from '../../../../../packages/core/src/smoke/report/report.ts';

const imageDigest = digestOf('image');

/** A case that passed, with three requests. */
export const goodCase: CaseReport = {
  name: 'two patients',
  passed: true,
  status: 200,
  latencyMs: 12.4,
  faults: [],
  notes: ['The answer is JSON inside a JSON string; it was compared decoded.'],
  latenciesMs: [11.8, 12.4, 19.9],
  request: {
    method: 'POST',
    path: '/score',
    headers: { 'content-type': 'application/json' },
    bodyPreview: '{"data":[[0.0381,0.0507,0.0617],[-0.0019,-0.0446,-0.0515]]}',
    sizeBytes: 59,
  },
  answer: {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-ms-request-id': '5b1c' },
    bodyPreview: '[235.9496372217627, 62.0]',
    sizeBytes: 25,
    sha256: digestOf('answer'),
  },
};

const binaryCase: CaseReport = {
  ...goodCase,
  name: 'an image of 28 × 28 pixels',
  notes: [],
  latencyMs: 31,
  latenciesMs: [31],
  request: {
    method: 'POST',
    path: '/score?top=3',
    headers: { 'content-type': 'image/png' },
    bodyPreview: null,
    sizeBytes: 12_480,
  },
  answer: {
    status: 200,
    headers: { 'content-type': 'application/json' },
    bodyPreview:
      '{"top":[{"label":"7","p":0.98},{"label":"1","p":0.01}],"model":{"name":"digits"}}',
    sizeBytes: 82,
    sha256: digestOf('digits'),
  },
};

function check(id: string, title: string, more: Partial<CheckReport> = {}): CheckReport {
  return { id, title, severity: 'error', outcome: 'passed', message: null, ...more };
}

/** A smoke test that passed, with a warning and a check that was skipped. */
export const passedReport: SmokeReport = {
  schemaVersion: 1,
  image: 'package-model/candidate:6105d6cc76af400325e94d58',
  imageDigest,
  modelTransfer: 'image',
  baseline: null,
  profile: null,
  passed: true,
  outcome: 'passed',
  startedAt: '2026-01-02T03:04:05.678Z',
  finishedAt: '2026-01-02T03:04:19.321Z',
  readyMs: 6180,
  latencyMs: 14.1,
  casesDigest: digestOf('cases'),
  cases: [goodCase, binaryCase],
  casesFrom: 'given',
  checks: [
    check('health', 'GET / answers 200'),
    check('error-as-200', 'No error in an answer of status 200'),
    check('secrets-in-log', 'No secrets in the log'),
    check('root-user', 'The service does not run as root', {
      severity: 'warning',
      outcome: 'failed',
      message: 'The process runs as root (uid 0). Add a user to the base image, or set user.',
    }),
    check('memory-growth', 'Memory does not grow over 100 requests', {
      severity: 'warning',
      outcome: 'skipped',
      message: 'The engine does not tell how much memory the container uses.',
    }),
  ],
  failure: null,
  cause: null,
  log: null,
  facts: {
    imageName: 'registry.example.com/team/diabetes',
    engine: { name: 'docker', version: '28.2.2' },
    imageSizeBytes: 612_000_000,
    layers: [
      layer('base', 'debian bookworm-slim', 28_230_000),
      layer('environment', 'pip install -r requirements.txt', 421_000_000),
      layer('model', 'diabetes:3 model.pkl', 161_000_000),
      layer('code', 'code', 12_000),
    ],
    limits: { cpus: 1, memoryBytes: 2_000_000_000 },
    peakMemoryBytes: 391_000_000,
  },
  notTested: ['Answers under the load of production.'],
};

function layer(
  kind: SmokeReport['facts']['layers'][number]['kind'],
  title: string,
  sizeBytes: number,
): SmokeReport['facts']['layers'][number] {
  return { digest: digestOf(title), sizeBytes, kind, title };
}

/** The same image when a case got another answer. */
export const failedReport: SmokeReport = {
  ...passedReport,
  passed: false,
  outcome: 'case-failed',
  cases: [
    {
      ...goodCase,
      passed: false,
      notes: [],
      faults: ['/0: 235.9496372217627, expected 151.2', '/1: 62, expected 97.5'],
    },
    binaryCase,
    {
      ...goodCase,
      name: 'a patient without a value',
      passed: false,
      status: 500,
      latencyMs: 48,
      latenciesMs: [48],
      notes: [],
      faults: [
        "status 500, expected 200; the answer: unsupported operand type(s) for -: 'NoneType' and 'float'",
      ],
      answer: {
        status: 500,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        bodyPreview: "unsupported operand type(s) for -: 'NoneType' and 'float'",
        sizeBytes: 57,
        sha256: digestOf('500'),
      },
    },
  ],
  failure: {
    code: 'CASE_FAILED',
    message:
      '2 of 3 smoke-test cases failed:\n  two patients:\n    /0: 235.9496372217627, expected 151.2\nThe log of the container:\nTypeError',
  },
  cause: {
    id: 'run-raised',
    message:
      "run() raised TypeError: unsupported operand type(s) for -: 'NoneType' and 'float' (score.py line 14); the request's data has a null.",
    place: { file: 'score.py', line: 14 },
    excerpt: [
      '  12  def run(raw):',
      '  13      rows = json.loads(raw)["data"]',
      '> 14      rows = [[value - 0.5 for value in row] for row in rows]',
      '  15      return model.predict(rows).tolist()',
    ],
  },
  log: [
    '2026-01-02 03:04:11,402 I [11] gunicorn.error - Listening at: http://0.0.0.0:31311 (11)',
    '2026-01-02 03:04:12,011 W [61] root - /usr/local/lib/python3.11/site-packages/sklearn/base.py:348: InconsistentVersionWarning',
    '2026-01-02 03:04:14,520 E [61] azmlinfsrv - Encountered Exception: Traceback (most recent call last):',
    '  File "/var/azureml-app/score.py", line 14, in run',
    '    rows = [[value - 0.5 for value in row] for row in rows]',
    "TypeError: unsupported operand type(s) for -: 'NoneType' and 'float'",
    '2026-01-02 03:04:14,523 I [61] gunicorn.access - 127.0.0.1 - - "POST /score HTTP/1.0" 500 57',
  ].join('\n'),
};

/** The report with one text wherever the container or the service can put text. */
export function reportSaying(text: string): SmokeReport {
  const body = { headers: { [text]: text }, bodyPreview: text, sizeBytes: 1e6 };
  const { request, answer } = goodCase;
  if (answer === null) throw new Error('the sample has an answer');
  return {
    ...failedReport,
    image: text,
    facts: { ...failedReport.facts, imageName: text },
    cases: [
      {
        ...goodCase,
        name: text,
        passed: false,
        faults: [text],
        notes: [text],
        request: { ...request, ...body, method: text, path: text },
        answer: { ...answer, ...body },
      },
    ],
    checks: [{ id: text, title: text, severity: 'error', outcome: 'failed', message: text }],
    failure: { code: 'CASE_FAILED', message: text },
    cause: { id: text, message: text, place: { file: text, line: 1 }, excerpt: [text] },
    log: text,
    notTested: [text],
  };
}
