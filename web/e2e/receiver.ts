// What a webhook gateway sends to: a program on this machine that answers as the last digits of a phone say, remembers
// what reached it, and can be taken away and brought back on the same port.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Receiver = {
  port: number;
  /** How often each message (`webhook-id`) was answered with acceptance. */
  accepted: ReadonlyMap<string, number>;
  /** Answers wait this long. */
  slow: (ms: number) => void;
  /** Nobody listens any more: connections are refused, those that are open are cut. */
  die: () => Promise<void>;
  revive: () => Promise<void>;
  close: () => void;
};

/** 7xxx: broken off without an answer (to be checked). 9xxx: refused for good. Others: accepted. */
export async function startReceiver(): Promise<Receiver> {
  const accepted = new Map<string, number>();
  let delay = 0;
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const tail = /\+5549\d{5}(\d{4})/.exec(text)?.[1] ?? '';
      const answer = () => {
        if (tail.startsWith('7')) {
          request.socket.destroy();
          return;
        }
        if (!tail.startsWith('9')) {
          const id = String(request.headers['webhook-id']);
          accepted.set(id, (accepted.get(id) ?? 0) + 1);
        }
        response.writeHead(tail.startsWith('9') ? 422 : 200, { 'content-type': 'application/json' });
        response.end('{}');
      };
      if (delay > 0) setTimeout(answer, delay);
      else answer();
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return {
    port,
    accepted,
    slow: (ms) => {
      delay = ms;
    },
    die: () => {
      const gone = new Promise<void>((resolve) => server.once('close', resolve));
      close();
      return gone;
    },
    revive: () => listen(port),
    close,
  };
}
