import type { Cause } from '../cause.ts';
import { causeOf } from '../say.ts';

const MARK = /exec format error|cannot execute binary file/i;

/** A program for another processor. */
export const wrongArchitecture: Cause = {
  id: 'wrong-architecture',
  title: 'The image, or a program in it, is for another processor',
  meaning:
    "The kernel refused to run the start command: it was built for another processor than the engine's, or it is a script without a `#!` line.",
  remedy:
    'Build the image for the platform of the machine that runs it, or register emulation (`docker/setup-qemu-action`). A script as start command needs `#!/bin/sh` as its first line.',
  async match({ log, state, image }) {
    if (state?.kind !== 'exited') return undefined;
    const line = log
      .trimEnd()
      .split('\n')
      .slice(-5)
      .find((text) => MARK.test(text));
    if (line === undefined && !MARK.test(state.error)) return undefined;
    const program = /exec:? "?([^\s":]+)"?: exec format error/i.exec(line ?? state.error)?.[1];
    const what = program === undefined ? 'The start command' : program;
    const built = image === undefined ? '' : ` The image says it is for ${image.architecture}.`;
    const text = `${what} cannot be executed here (exec format error): it is for another processor, or a script without a #! line.${built} Build the image for the platform of this engine, or set up emulation (docker/setup-qemu-action).`;
    return causeOf(wrongArchitecture.id, text);
  },
};
