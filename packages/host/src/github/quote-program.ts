/**
 * A program's path as @actions/exec reads it, which splits a text into a program and arguments: only
 * blanks and quotes are quoted. Outside of quotes a backslash is itself, as paths of Windows need it;
 * within them one before a quote is not. The blank at the end keeps white space at the end of a name.
 */
export function quoteProgram(program: string): string {
  const quoted = program.replaceAll(/[ "]/g, (found) => (found === '"' ? '"\\""' : '" "'));
  return `${quoted} `;
}
