import type { Cause } from '../cause.ts';
import { causeOf } from '../say.ts';

/** A service that runs and listens where nobody can ask it. */
export const wrongAddress: Cause = {
  id: 'wrong-address',
  title: 'The service listens on another port, or on 127.0.0.1',
  meaning:
    'The container runs and a program in it waits for connections, but not where the service is expected. 127.0.0.1 inside a container is reached by nobody outside of it.',
  remedy:
    'Let the service listen on `0.0.0.0` and on the port of the image (5001), or name the port that it uses.',
  async match(evidence) {
    const { code, state, port } = evidence;
    if (code !== 'NOT_READY' || state?.kind !== 'running') return undefined;
    const sockets = await evidence.look.sockets();
    if (sockets === undefined || sockets.length === 0) return undefined;
    const here = sockets.filter((socket) => socket.port === port);
    if (here.some(({ isLoopback }) => !isLoopback)) return undefined;
    if (here.length > 0) {
      const text = `The service listens on 127.0.0.1:${port} inside the container, where nothing outside reaches it. Let it listen on 0.0.0.0:${port}.`;
      return causeOf(wrongAddress.id, text);
    }
    const others = [...new Set(sockets.map((socket) => socket.port))].toSorted((a, b) => a - b);
    // A debugger or a side program that listens already says nothing about a service to come.
    if (isLoading(evidence.log)) return undefined;
    const text = `Nothing listens on port ${port} of the container; something listens on ${others.join(', ')}. Let the service listen on 0.0.0.0:${port}.`;
    return causeOf(wrongAddress.id, text);
  },
};

function isLoading(log: string): boolean {
  return /Azure ML Inferencing HTTP server|Invoking user's init function/.test(log);
}
