/** A body as a message shows it: its beginning, at most. */
export function quote(body: string): string {
  return body === '' ? 'an empty body' : body.length > 500 ? `${body.slice(0, 499)}…` : body;
}
