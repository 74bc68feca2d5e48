import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../../../../packages/core/src/smoke/report/junit.ts';
import type { SmokeReport } from '../../../../../packages/core/src/smoke/report/report.ts';
import { visibleText } from '../../../../../packages/core/src/smoke/report/visible-text.ts';
import { type Element, elements, readXml } from './read-xml.ts';
import { failedReport, goodCase, passedReport } from './sample-reports.ts';

/** Elements and their attributes as Jenkins' junit-10.xsd has them. */
const known: Readonly<Record<string, { attributes: string[]; children: string[] }>> = {
  testsuites: {
    attributes: ['name', 'time', 'tests', 'failures', 'skipped'],
    children: ['testsuite'],
  },
  testsuite: {
    attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp'],
    children: ['properties', 'testcase', 'system-out'],
  },
  properties: { attributes: [], children: ['property'] },
  property: { attributes: ['name', 'value'], children: [] },
  testcase: {
    attributes: ['name', 'classname', 'time'],
    children: ['failure', 'skipped', 'system-out'],
  },
  failure: { attributes: ['message', 'type'], children: [] },
  skipped: { attributes: ['message'], children: [] },
  'system-out': { attributes: [], children: [] },
};

/** What stands where the schema does not know it. */
function unknown(element: Element): readonly string[] {
  const rule = known[element.name];
  const children = element.children.filter(({ name }) => rule?.children.includes(name) !== true);
  const attributes = Object.keys(element.attributes);
  return [
    ...children.map(({ name }) => `${name} in ${element.name}`),
    ...attributes.filter((name) => rule?.attributes.includes(name) !== true),
    ...element.children.flatMap(unknown),
  ];
}

function expectKnown(root: Element): void {
  expect(root.name).toBe('testsuites');
  expect(unknown(root)).toEqual([]);
}

function expectCounts(root: Element): void {
  for (const suite of [...elements(root, 'testsuite'), root]) {
    const count = (name: string): string => String(elements(suite, name).length);
    expect(suite.attributes).toMatchObject({
      tests: count('testcase'),
      failures: count('failure'),
      skipped: count('skipped'),
    });
  }
}

describe('JUnit XML of a report', () => {
  it.each([
    ['passed', passedReport],
    ['failed', failedReport],
  ])('that %s has only what the schema knows, and right counts', (_name, report) => {
    const root = readXml(renderJunit(report));
    expectKnown(root);
    expectCounts(root);
  });

  it('tells a case that failed, with its differences and the answer', () => {
    const root = readXml(renderJunit(failedReport));
    const failures = elements(root, 'failure');
    expect(failures).toHaveLength(2);
    expect(failures[0]?.attributes['message']).toBe('/0: 235.9496372217627, expected 151.2');
    expect(failures[0]?.text).toContain('/1: 62, expected 97.5');
    expect(failures[0]?.text).toContain('[235.9496372217627, 62.0]');
    const [time] = elements(root, 'testcase').filter(
      ({ attributes }) => attributes['name'] === 'two patients',
    );
    expect(time?.attributes['time']).toBe('0.012');
  });

  it('tells a warning as output of a test that passed, and why one was skipped', () => {
    const root = readXml(renderJunit(passedReport));
    const byName = new Map(elements(root, 'testcase').map((one) => [one.attributes['name'], one]));
    const warned = byName.get('root-user: The service does not run as root');
    expect(warned?.children.map(({ name, text }) => `${name} ${text}`)).toEqual([
      expect.stringContaining('system-out warning: The process runs as root'),
    ]);
    const skipped = byName.get('memory-growth: Memory does not grow over 100 requests');
    expect(skipped?.children[0]?.attributes['message']).toContain('does not tell how much memory');
    expect(elements(root, 'failure')).toEqual([]);
  });

  it('has a failure for a service that never started, with its cause and the log', () => {
    const report: SmokeReport = {
      ...failedReport,
      outcome: 'start-failed',
      readyMs: null,
      cases: [],
      checks: [],
      failure: { code: 'CONTAINER_DIED', message: 'The container ended\nwith a log' },
    };
    const root = readXml(renderJunit(report));
    expectCounts(root);
    const [failure] = elements(root, 'failure');
    expect(failure?.attributes).toMatchObject({
      message: report.cause?.message,
      type: 'start-failed',
    });
    expect(failure?.text).toBe('The container ended\nwith a log');
    expect(elements(root, 'system-out')[0]?.text).toBe(report.log);
  });

  it('names image, digest and outcome in each suite', () => {
    const root = readXml(renderJunit(passedReport));
    for (const suite of elements(root, 'testsuite')) {
      const pairs = elements(suite, 'property').map(({ attributes }) => attributes);
      expect(pairs).toEqual([
        { name: 'image', value: 'registry.example.com/team/diabetes' },
        { name: 'digest', value: passedReport.imageDigest },
        { name: 'outcome', value: 'passed' },
      ]);
    }
  });

  it('holds any text as text', () => {
    assert(
      property(string({ unit: 'binary' }), string({ unit: 'binary' }), (name, fault) => {
        const one = { ...goodCase, name, passed: false, faults: [fault], answer: null };
        const root = readXml(renderJunit({ ...failedReport, cases: [one], log: fault }));
        expectKnown(root);
        expect(elements(root, 'failure')[0]?.text).toBe(visibleText(fault));
      }),
      { numRuns: 30 },
    );
  }, 30_000);
});
