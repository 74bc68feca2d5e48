export type CheckLevel = 'ok' | 'warning' | 'fault';

/** What one check found: a sentence, and what to do where it is not `ok`. */
export type Finding = { readonly level: CheckLevel; readonly message: string };

export function ok(message: string): Finding {
  return { level: 'ok', message };
}

export function warning(message: string): Finding {
  return { level: 'warning', message };
}

export function fault(message: string): Finding {
  return { level: 'fault', message };
}
