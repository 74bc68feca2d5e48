import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBaseImage } from './machine/base-image.ts';
import { runCommand } from './machine/command.ts';
import { ensurePackages } from './machine/debian-packages.ts';
import { programsNamed } from './machine/docker-client.ts';
import {
  type Engine,
  enginePackages,
  openEngine,
  optionalEnginePackages,
} from './machine/engine.ts';
import { act, actionlint, openGoPrograms } from './machine/go-program.ts';
import { type Machine, openMachine, projectRoot } from './machine/machine.ts';
import { type CommandLine, runMain } from './machine/main.ts';
import { registryPackages } from './machine/registry.ts';
import { openWindowsNode, wine, winePackages } from './machine/windows-node.ts';
import { countTests, formatCounts, type TestCounts } from './machine/test-report.ts';

const usage = `npm test -- [unit | integration | faults]... [FILE.test.ts]... [--long] [--yes]

Installs and starts what the tests need, then runs them: unit and integration without a
word, and of these the named files alone where there are any. Asks before it installs anything; --yes (or CI) answers yes. --long: the campaigns of
faults at their full length, as npm run test:faults runs them.`;

const projects = ['unit', 'integration', 'faults'];

/** Servers and tools of the integration tests, by Debian and Ubuntu package. */
const testPackages = [
  ...registryPackages,
  ...winePackages,
  'busybox-static',
  'ca-certificates',
  'curl',
  'debootstrap',
  'git',
  'openssl',
  'podman',
  'python3',
  'python3-venv',
  'skopeo',
] as const;

/** One of them shows the pages that we write. Debian has the first; Ubuntu needs Google Chrome. */
const browsers = ['chromium-headless-shell', 'chromium', 'google-chrome'] as const;
const browserPackages = ['chromium-headless-shell', 'fonts-dejavu-core'] as const;

/** Projects of vitest; of their files these alone, or all where there are none. */
type Chosen = { readonly projects: readonly string[]; readonly files: readonly string[] };

/** Prepares the machine, runs vitest, and prints `N passed, N failed, N skipped` as the last line. */
async function testAll(line: CommandLine, signal: AbortSignal): Promise<number> {
  const words = line.words.filter((word) => word !== '--long');
  const files = words.filter((word) => word.endsWith('.test.ts'));
  const named = words.filter((word) => !files.includes(word));
  const unknown = named.filter((word) => !projects.includes(word));
  if (unknown.length > 0) {
    process.stderr.write(`${usage}\n`);
    return unknown.includes('--help') ? 0 : 2;
  }
  if (words.length < line.words.length) process.env['PACKAGE_MODEL_FAULTS'] = 'long';
  const chosen = { projects: named.length === 0 ? ['unit', 'integration'] : named, files };
  const machine = await openMachine({ signal, assumeYes: line.assumeYes });
  const onlyUnit = chosen.projects.every((project) => project === 'unit');
  const counts = onlyUnit
    ? await runVitest(machine, chosen, process.env)
    : await runOnEngine(machine, chosen);
  process.stdout.write(`${formatCounts(counts)}\n`);
  return counts.failed === 0 ? 0 : 1;
}

async function runOnEngine(machine: Machine, chosen: Chosen): Promise<TestCounts> {
  const engineMissing = (await programsNamed('docker')).length === 0;
  const found = await Promise.all(browsers.map((name) => programsNamed(name)));
  const browserMissing = found.flat().length === 0;
  await ensurePackages(
    machine,
    [
      ...testPackages,
      ...(engineMissing ? enginePackages : []),
      ...(browserMissing ? browserPackages : []),
    ],
    engineMissing ? optionalEnginePackages : [],
  );
  const engine = await openEngine(machine);
  try {
    return await runVitest(machine, chosen, await environmentOf(machine, engine));
  } finally {
    await engine.stop();
  }
}

/** How the tests reach what is prepared here; read only in test/integration/support. */
async function environmentOf(machine: Machine, engine: Engine): Promise<NodeJS.ProcessEnv> {
  // The first two take about a minute the first time, of the network and of the processors.
  const [base, goPrograms, windowsNode] = await Promise.all([
    openBaseImage(machine, engine),
    openGoPrograms(machine, [act, actionlint]),
    openWindowsNode(machine),
  ]);
  const { client, serverVersion } = engine;
  machine.say(`Engine ${serverVersion}, client ${client.program}, base image ${base.reference}.`);
  return {
    ...process.env,
    PATH: engine.path,
    PACKAGE_MODEL_TEST_DOCKER: client.program,
    PACKAGE_MODEL_TEST_PODMAN: 'podman',
    PACKAGE_MODEL_TEST_ACT: goPrograms['act'],
    PACKAGE_MODEL_TEST_ACTIONLINT: goPrograms['actionlint'],
    PACKAGE_MODEL_TEST_WINE: wine,
    PACKAGE_MODEL_TEST_WINDOWS_NODE: windowsNode,
    PACKAGE_MODEL_TEST_BASE_IMAGE: base.reference,
    PACKAGE_MODEL_TEST_PYTHON_VERSION: base.pythonVersion,
    PACKAGE_MODEL_TEST_PYTHON: '/usr/bin/python3',
  };
}

async function runVitest(
  machine: Machine,
  chosen: Chosen,
  env: NodeJS.ProcessEnv,
): Promise<TestCounts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'package-model-tests-'));
  const reportFile = path.join(folder, 'report.json');
  try {
    const vitest = path.join(projectRoot, 'node_modules/vitest/vitest.mjs');
    const selection = chosen.projects.flatMap((project) => ['--project', project]);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
    const { exitCode } = await runCommand(
      process.execPath,
      [vitest, 'run', ...chosen.files, ...selection, ...reporters],
      { signal: machine.signal, cwd: projectRoot, env, streams: 'inherit' },
    );
    // Without a report vitest has not come to the tests: its exit code makes that a failure.
    const report = await readFile(reportFile, 'utf8').catch(() => '{"testResults":[]}');
    return countTests(report, exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await runMain(testAll);
