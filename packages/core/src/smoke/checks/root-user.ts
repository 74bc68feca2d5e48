import type { Check } from './check.ts';
import { failed, passed, skipped } from './check.ts';
import { noContainer } from './skip-reasons.ts';

/** The service runs as a user with no rights. */
export const rootUser: Check = {
  id: 'root-user',
  title: 'The container does not run as root',
  severity: 'warning',
  stage: 'beside',
  why: 'Who breaks out of a process that is root is root on the machine, and many clusters refuse such containers. The users of the running processes are looked at, as the engine sees them.',
  remedy: 'Name a user in the Dockerfile (`USER 10001:0`), or use a base image that does.',
  async run({ subject, signal }) {
    if (subject.container === undefined) return skipped(noContainer);
    const { engine, running } = subject.container;
    const processes = await engine.processes(running.id, signal);
    if (processes.length === 0) return skipped('the engine lists no processes of the container');
    const root = processes.find(({ user }) => user === '0' || user === 'root');
    if (root === undefined) return passed;
    const program = root.command.slice(0, 80);
    return failed(`${program} runs as root: name a user in the Dockerfile, such as USER 10001:0`);
  },
};
