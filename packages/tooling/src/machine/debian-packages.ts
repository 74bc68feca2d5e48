import { runCommand } from './command.ts';
import { confirm, type Machine, mustRunAsRoot } from './machine.ts';

/**
 * Installs what is missing of the named Debian or Ubuntu packages. `optional` ones are taken where
 * the distribution has them. Asks first; raises with the command to type where there is no apt-get.
 */
export async function ensurePackages(
  machine: Machine,
  required: readonly string[],
  optional: readonly string[] = [],
): Promise<void> {
  const missing = await missingPackages(machine, required);
  if (missing.length === 0) return;
  const { signal } = machine;
  const apt = await runCommand('apt-get', ['--version'], { signal });
  if (apt.exitCode !== 0) {
    throw new Error(`This machine has no apt-get; install by hand what ${missing.join(', ')} are.`);
  }
  await confirm(machine, `Install the packages ${missing.join(', ')}?`);
  machine.say(`Installing ${missing.join(', ')}.`);
  // A machine that has just started may still be busy with its own updates.
  const patient = ['-q', '-o', 'DPkg::Lock::Timeout=300'] as const;
  await mustRunAsRoot(machine, ['apt-get', 'update', ...patient]);
  const wanted = [...missing, ...(await availablePackages(machine, optional))];
  await mustRunAsRoot(
    machine,
    ['apt-get', 'install', ...patient, '-y', '--no-install-recommends', ...wanted],
    { DEBIAN_FRONTEND: 'noninteractive' },
  );
}

async function missingPackages(
  machine: Machine,
  names: readonly string[],
): Promise<readonly string[]> {
  const args = ['--show', '--showformat=${db:Status-Status} ${binary:Package}\\n', ...names];
  const { stdout } = await runCommand('dpkg-query', args, { signal: machine.signal });
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.slice('installed '.length).replace(/:.*$/u, '')),
  );
  return names.filter((name) => !installed.has(name));
}

async function availablePackages(
  machine: Machine,
  names: readonly string[],
): Promise<readonly string[]> {
  const known: string[] = [];
  for (const name of names) {
    const args = ['show', '--no-all-versions', '--quiet=2', name];
    const { stdout } = await runCommand('apt-cache', args, { signal: machine.signal });
    if (stdout.includes('Package:')) known.push(name);
  }
  return known;
}
