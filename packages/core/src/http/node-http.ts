import type { Agent as HttpAgent, ClientRequest, RequestOptions } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';

/** Connections that are kept alive, by scheme; each scheme's are made with its first request. */
export type Agents = {
  plain(): HttpAgent;
  secure(): HttpsAgent;
  /** How `secure` is set up, for connections that are made otherwise. */
  trusting(): { readonly keepAlive: boolean; readonly timeout: number; readonly ca?: string[] };
  close(): void;
};

/** Agents that trust these PEM certificates beside Node's own. */
export function createAgents(timeout: number, ca: readonly string[] | undefined): Agents {
  const kept = { keepAlive: true, timeout };
  let plain: HttpAgent | undefined;
  let secure: HttpsAgent | undefined;
  const trusting = () =>
    ca === undefined ? kept : { ...kept, ca: [...defaultCertificates(), ...ca] };
  return {
    plain: () => (plain ??= new (nodeHttp().Agent)(kept)),
    secure: () => (secure ??= new (nodeHttps().Agent)(trusting())),
    trusting,
    close() {
      plain?.destroy();
      secure?.destroy();
    },
  };
}

/** Begins a request; undefined for a scheme that is neither of the two. */
export function startRequest(details: RequestOptions, agents: Agents): ClientRequest | undefined {
  const { protocol } = details;
  if (protocol === 'https:') return nodeHttps().request({ ...details, agent: agents.secure() });
  if (protocol === 'http:') return nodeHttp().request({ ...details, agent: agents.plain() });
  return undefined;
}

/*
 * Taken when they are needed, and not by import: an import of node:http reads all that it exports,
 * which loads a whole WebSocket client. That takes longer than all else a step does at its start.
 */
function nodeHttp() {
  return process.getBuiltinModule('node:http');
}

function nodeHttps() {
  return process.getBuiltinModule('node:https');
}

function defaultCertificates(): readonly string[] {
  const tls = process.getBuiltinModule('node:tls');
  // Node 20 has only the compiled-in list.
  const isKnown = typeof tls.getCACertificates === 'function';
  return isKnown ? tls.getCACertificates('default') : tls.rootCertificates;
}
