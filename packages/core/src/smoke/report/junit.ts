import { markup, type Markup } from './markup.ts';
import { type CaseReport, type CheckReport, isFault, type SmokeReport } from './report.ts';
import { causeLine, checkWord, imageNameOf } from './words.ts';

/**
 * A report as JUnit XML, as Jenkins' schema has it and Azure's test tab and GitHub's reporters read
 * it: one suite each for the service, the cases and the checks. Characters that XML does not know
 * are replaced.
 */
export function renderJunit(report: SmokeReport): string {
  const suites = suitesOf(report);
  const count = (kind: Kind): number => suites.reduce((sum, suite) => sum + suite.counts[kind], 0);
  const attributes = countAttributes({
    tests: count('tests'),
    failures: count('failures'),
    skipped: count('skipped'),
  });
  const tookMs = Date.parse(report.finishedAt) - Date.parse(report.startedAt);
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="smoke test"${attributes} time="${seconds(tookMs)}">
${suites.map((suite) => suiteOf(suite, report))}</testsuites>
`.text;
}

type Test = {
  readonly name: string;
  readonly timeMs: number | null;
  readonly fault?: { readonly message: string; readonly text: string; readonly type: string };
  readonly skipped?: string;
  readonly output?: string;
};
type Kind = 'tests' | 'failures' | 'skipped';
type Counts = Readonly<Record<Kind, number>>;
type Suite = { readonly name: string; readonly tests: readonly Test[]; readonly counts: Counts };

function suitesOf(report: SmokeReport): readonly Suite[] {
  const named = [
    { name: 'service', tests: [serviceTest(report)] },
    { name: 'cases', tests: report.cases.map(caseTest) },
    { name: 'checks', tests: report.checks.map(checkTest) },
  ];
  const filled = named.filter(({ tests }) => tests.length > 0);
  return filled.map((suite) => ({ ...suite, counts: countsOf(suite.tests) }));
}

function countsOf(tests: readonly Test[]): Counts {
  const failures = tests.filter(({ fault }) => fault !== undefined).length;
  const skipped = tests.filter((test) => test.skipped !== undefined).length;
  return { tests: tests.length, failures, skipped };
}

/** Fails where the smoke test failed and no case and no check tells why. */
function serviceTest(report: SmokeReport): Test {
  const { failure, readyMs } = report;
  const test = { name: 'starts and becomes ready', timeMs: readyMs };
  const isTold = report.cases.some((one) => !one.passed) || report.checks.some(isFault);
  if (failure === null || (isTold && readyMs !== null)) return test;
  const message = causeLine(report) ?? failure.code;
  return { ...test, fault: { message, text: failure.message, type: report.outcome } };
}

function caseTest({ name, passed, latencyMs, faults, notes, answer }: CaseReport): Test {
  const output = notes.join('\n');
  const test = { name, timeMs: latencyMs, ...(output !== '' && { output }) };
  if (passed) return test;
  const preview = answer?.bodyPreview ?? null;
  const shown = preview === null ? [] : ['', 'The answer:', preview];
  const text = [...faults, ...shown].join('\n');
  return { ...test, fault: { message: faults[0] ?? 'failed', text, type: 'case-failed' } };
}

function checkTest(check: CheckReport): Test {
  const message = check.message ?? '';
  const test = { name: `${check.id}: ${check.title}`, timeMs: null };
  switch (checkWord(check)) {
    case 'failed':
      return { ...test, fault: { message, text: message, type: 'check-failed' } };
    case 'warning':
      return { ...test, output: `warning: ${message}` };
    case 'skipped':
      return { ...test, skipped: message };
    case 'passed':
      return test;
  }
}

function suiteOf({ name, tests, counts }: Suite, report: SmokeReport): Markup {
  const { imageDigest, outcome, startedAt, log } = report;
  const timeMs = tests.reduce((sum, test) => sum + (test.timeMs ?? 0), 0);
  const output = name === 'service' && log !== null ? outputOf(log) : undefined;
  return markup`<testsuite name="${name}"${countAttributes(counts)} errors="0" time="${seconds(timeMs)}" timestamp="${startedAt.slice(0, 19)}">
<properties>
<property name="image" value="${imageNameOf(report)}"/>
<property name="digest" value="${imageDigest ?? ''}"/>
<property name="outcome" value="${outcome}"/>
</properties>
${tests.map((test) => testOf(test, name))}${output}</testsuite>
`;
}

function testOf({ name, timeMs, fault, skipped, output }: Test, suite: string): Markup {
  const time = timeMs === null ? undefined : markup` time="${seconds(timeMs)}"`;
  return markup`<testcase name="${name}" classname="smoke-test.${suite}"${time}>${
    fault &&
    markup`<failure message="${oneLine(fault.message)}" type="${fault.type}">${fault.text}</failure>`
  }${skipped === undefined ? undefined : markup`<skipped message="${oneLine(skipped)}"/>`}${
    output === undefined ? undefined : outputOf(output)
  }</testcase>
`;
}

function outputOf(text: string): Markup {
  return markup`<system-out>${text}</system-out>
`;
}

function countAttributes({ tests, failures, skipped }: Counts): Markup {
  return markup` tests="${tests}" failures="${failures}" skipped="${skipped}"`;
}

/** An attribute has no line ends: readers turn them into spaces, each in its own way. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function seconds(timeMs: number): string {
  return (timeMs / 1000).toFixed(3);
}
