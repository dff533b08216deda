// A server of omnifila on a folder of its own, and beside it the receiver of a webhook gateway. Everything is on this
// machine and goes away with the test file.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Receiver, startReceiver } from './receiver';

export const PERSON = { name: 'Ana Exemplo', email: 'ana@provedor.example', password: 'uma senha comprida' };
const TOKEN = 'e2e-token-of-this-machine-only';
/** The most messages that one call takes. */
const BATCH = 10_000;

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
  /** Puts many in, ten thousand a call, from 0; `of` says how each differs. Each has a phone of its own. */
  seed: (gateway: number, from: number, n: number, of?: (at: number) => Record<string, unknown>) => Promise<void>;
  settled: (status: string, n: number) => Promise<void>;
  /** The file of the database. */
  database: string;
  receiver: Receiver;
  /** Ends the process with a signal; its exit code, or none where the signal ended it. */
  end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
  /** Starts it again on the same folder and address. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
};

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
  const receiver = await startReceiver();
  const serve = (address: string) =>
    spawn(binary, ['serve', '--listen', address, '--data-dir', folder], {
      env: { ...process.env, OMNIFILA_BOOTSTRAP_TOKEN: TOKEN },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  let child = serve('127.0.0.1:0');
  const address = (await ready(child)).http;
  const base = `http://${address}`;
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
    url: `http://127.0.0.1:${receiver.port}/`,
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
  const seed: Omnifila['seed'] = async (gateway_id, from, n, of = () => ({})) => {
    const one = (at: number) => {
      const number = String(at).padStart(7, '0');
      return {
        gateway_id,
        template_id: template.id,
        customer: { source: 'teste', external_id: `s${number}`, name: `Cliente ${number}`, phone: `+554990${number}` },
        data: { valor: 'R$ 89,90' },
        ...of(at),
      };
    };
    // Two calls at once, so that one is made while the other is read.
    const starts = Array.from({ length: Math.ceil(n / BATCH) }, (_, at) => from + at * BATCH);
    const work = async () => {
      for (let at = starts.shift(); at !== undefined; at = starts.shift()) {
        const messages = Array.from({ length: Math.min(BATCH, from + n - at) }, (_, index) => one((at ?? 0) + index));
        const answer = await api<{ rejected: number }>('POST', '/messages/batch', { messages });
        if (answer.rejected > 0) throw new Error(`${answer.rejected} seeded messages were refused`);
      }
    };
    await Promise.all([work(), work()]);
  };
  const settled = (status: string, n: number) =>
    until(`${n} ${status}`, async () => {
      const { totals } = await api<{ totals: Record<string, number> }>('GET', '/summary');
      return totals[status] === n;
    });
  const end: Omnifila['end'] = async (signal) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  };
  const start = async () => {
    child = serve(address);
    await ready(child);
  };
  const stop = async () => {
    await end('SIGTERM');
    receiver.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const database = join(folder, 'omnifila.db');
  return {
    base,
    token: TOKEN,
    code,
    sending,
    waiting,
    template: template.id,
    api,
    enqueue,
    seed,
    settled,
    database,
    receiver,
    end,
    start,
    stop,
  };
}
