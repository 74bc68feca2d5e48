import { request as httpRequest } from 'node:http';
import type { Agent as HttpAgent, ClientRequest, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Agent as HttpsAgent, AgentOptions } from 'node:https';
import { proxyFor, proxyLogin, type ProxySettings } from './proxy-for.ts';
import { TunnelAgent } from './tunnel.ts';

/** Of a request: everything but the way it takes. */
export type RequestDetails = Omit<RequestOptions, 'headers'> & {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** Starts requests that go by a proxy. */
export type Proxying = {
  /** Undefined where the URL is reached directly. HttpError PROXY. */
  start(url: URL, details: RequestDetails): ClientRequest | undefined;
  close(): void;
};

type Agents = {
  readonly plain: HttpAgent;
  readonly secure: HttpsAgent;
  /** For connections to hosts beyond a proxy. */
  readonly trusting: AgentOptions & { readonly timeout: number };
};

/** The proxies of the machine: TLS goes through a tunnel, plain http is asked of the proxy itself. */
export function createProxying(settings: ProxySettings, agents: Agents): Proxying {
  const tunnels = new Map<string, HttpsAgent>();
  return {
    start(url, details) {
      const proxy = proxyFor(url, settings);
      if (proxy === undefined) return undefined;
      if (url.protocol === 'https:') {
        const agent = tunnels.get(proxy.href) ?? new TunnelAgent(proxy, agents.trusting);
        tunnels.set(proxy.href, agent);
        return httpsRequest({ ...details, agent });
      }
      const asked = { ...details, ...askingProxy(proxy, url, details) };
      if (proxy.protocol === 'https:') return httpsRequest({ ...asked, agent: agents.secure });
      return httpRequest({ ...asked, agent: agents.plain });
    },
    close() {
      for (const tunnel of tunnels.values()) tunnel.destroy();
    },
  };
}

/** What differs for plain http: the proxy gets the whole address, and its login. */
function askingProxy(proxy: URL, target: URL, { path, headers }: RequestDetails): RequestOptions {
  return {
    protocol: proxy.protocol,
    hostname: proxy.hostname,
    port: proxy.port,
    path: `${target.protocol}//${target.host}${path}`,
    headers: { host: target.host, ...headers, ...proxyLogin(proxy) },
  };
}
