import type { Check } from './check.ts';
import { failed, passed, skipped } from './check.ts';
import { noContainer } from './skip-reasons.ts';

const LIMIT_SECONDS = 10;
const KILLED = 137;

/** The service ends when it is asked to. */
export const cleanStop: Check = {
  id: 'clean-stop',
  title: 'The container ends on SIGTERM',
  severity: 'warning',
  stage: 'end',
  why: 'Each deployment, each scaling down and each node that is emptied sends SIGTERM and kills after a time. A container that does not listen makes all of them slow and breaks the requests under way. It is asked to end and has 10 s. Not done when something else has failed, so that the container stays for a look.',
  remedy:
    'Start the server with exec, so that it gets the signal itself, or use an init that hands signals on.',
  async run({ subject, hasFailed, signal }) {
    if (subject.container === undefined) return skipped(noContainer);
    if (hasFailed) return skipped('something else has failed: the container stays as it is');
    const { engine, running } = subject.container;
    await engine.stop(running.id, { timeoutSeconds: LIMIT_SECONDS }, signal);
    const container = await engine.inspectContainer(running.id, signal);
    if (container?.state.kind !== 'exited' || container.state.exitCode !== KILLED) return passed;
    const text = `it did not end within ${LIMIT_SECONDS} s of SIGTERM and was killed: start the server with exec, so that it gets the signal itself`;
    return failed(text);
  },
};
