/** True for JSON as RFC 8259 has it: `NaN` and `Infinity`, which Python writes, are none. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Only asked.
    return false;
  }
}
