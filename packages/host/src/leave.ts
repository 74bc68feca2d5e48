const LINGER_MS = 500;

/**
 * Ends the process with a code as soon as nothing is left to do: what is written still gets out,
 * and a connection that is kept alive holds it up for half a second at most.
 */
export function leave(exitCode: number): void {
  process.exitCode = exitCode;
  setTimeout(() => process.exit(), LINGER_MS).unref();
}
