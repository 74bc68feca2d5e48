/** GitHub drops a summary over 1 MiB as a whole. */
const LIMIT_BYTES = 1_000_000;

/** A summary (Markdown) that is short enough to be shown; cut behind a whole line. */
export function cutSummary(markdown: string): string {
  if (Buffer.byteLength(markdown) <= LIMIT_BYTES) return markdown;
  const head = Buffer.from(markdown).subarray(0, LIMIT_BYTES).toString('utf8');
  return `${head.slice(0, head.lastIndexOf('\n') + 1)}\n… cut; the log has the rest.\n`;
}
