// A server of omnifila on a folder of its own, and beside it the receiver of a webhook gateway that answers as the last
// digits of a phone say. Everything is on this machine and goes away with the test file.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PERSON = { name: 'Ana Exemplo', email: 'ana@provedor.example', password: 'uma senha comprida' };
const TOKEN = 'e2e-token-of-this-machine-only';

export type Omnifila = {
  base: string;
  token: string;
  /** The one-time code of the first set-up. */
  code: () => string;
  /** The gateway that sends at once, and the one whose queue waits for a task that never comes. */
  sending: number;
  waiting: number;
  template: number;
  api: <T = Record<string, unknown>>(method: string, path: string, body?: unknown) => Promise<T>;
  /** Puts messages in; `tails` are the last four digits of each phone. */
  enqueue: (gateway: number, tails: readonly string[], more?: Record<string, unknown>) => Promise<number[]>;
  settled: (status: string, n: number) => Promise<void>;
  stop: () => Promise<void>;
};

/** 7xxx: broken off without an answer (to be checked). 9xxx: refused for good. Others: accepted. */
function receiver(): Server {
  return createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const tail = /\+5549\d{5}(\d{4})/.exec(text)?.[1] ?? '';
      if (tail.startsWith('7')) {
        request.socket.destroy();
        return;
      }
      response.writeHead(tail.startsWith('9') ? 422 : 200, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

/** The ready line, or what was said instead of it. */
function ready(process: ChildProcess): Promise<{ http: string }> {
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    process.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    process.stdout?.on('data', (chunk) => {
      out += chunk;
      const line = out.split('\n').find((one) => one.includes('"ready"'));
      if (line) resolve(JSON.parse(line));
    });
    process.on('exit', (code) => reject(new Error(`omnifila ended with ${code}: ${err.slice(-2000)}`)));
  });
}

/** Waits until `check` is true, with a limit. */
export async function until(what: string, check: () => Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function startOmnifila({ setUp = true, gateways = true } = {}): Promise<Omnifila> {
  const binary = process.env.OMNIFILA_BIN;
  if (!binary) throw new Error('OMNIFILA_BIN names the program that is tested');
  const folder = mkdtempSync(join(tmpdir(), 'omnifila-e2e-'));
  const hook = receiver();
  const port = await listening(hook);
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data-dir', folder], {
    env: { ...process.env, OMNIFILA_BOOTSTRAP_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const base = `http://${(await ready(child)).http}`;
  const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : null) as T;
  };
  const code = () => readFileSync(join(folder, 'setup-code'), 'utf8').trim();
  if (setUp) {
    const person = { ...PERSON, company_name: 'Provedor Exemplo', time_zone: 'America/Sao_Paulo', code: code() };
    await api('POST', '/setup', person);
  }
  const settings = {
    url: `http://127.0.0.1:${port}/`,
    secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    allow_private: true,
  };
  const gateway = (name: string, key: string, queue_mode: string) =>
    api<{ id: number }>('POST', '/gateways', { name, key, kind: 'webhook', queue_mode, settings });
  const sending = gateways ? (await gateway('Receptor', 'receptor', 'continuous')).id : 0;
  const waiting = gateways ? (await gateway('Receptor parado', 'parado', 'queue')).id : 0;
  const template = await api<{ id: number }>('POST', '/templates', {
    key: 'aviso',
    name: 'Aviso de teste',
    purpose: 'service',
    body: 'Olá, *{{ customer.name }}*! O valor é {{ data.valor }}.',
    bindings: [sending, waiting]
      .filter((id) => id > 0)
      .map((gateway_id) => ({ gateway_id, language: 'pt_BR', parameters: [] })),
  });
  const enqueue: Omnifila['enqueue'] = async (gateway_id, tails, more = {}) => {
    const messages = tails.map((tail) => ({
      gateway_id,
      template_id: template.id,
      customer: { source: 'teste', external_id: tail, name: `Cliente ${tail}`, phone: `+554990000${tail}` },
      data: { valor: 'R$ 89,90' },
      ...more,
    }));
    const ids: number[] = [];
    for (let from = 0; from < messages.length; from += 5000) {
      const slice = messages.slice(from, from + 5000);
      const answer = await api<{ items: { id: number }[] }>('POST', '/messages/batch', { messages: slice });
      ids.push(...answer.items.map((item) => item.id));
    }
    return ids;
  };
  const settled = (status: string, n: number) =>
    until(`${n} ${status}`, async () => {
      const { totals } = await api<{ totals: Record<string, number> }>('GET', '/summary');
      return totals[status] === n;
    });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    hook.closeAllConnections();
    hook.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { base, token: TOKEN, code, sending, waiting, template: template.id, api, enqueue, settled, stop };
}
