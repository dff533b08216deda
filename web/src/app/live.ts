// What is going on, as the server tells it. One tab of the browser holds the connection and repeats to the others what
// it hears; events are hints, so that whoever missed some looks again. They are handed on once per frame.

import { useEffect, useSyncExternalStore } from 'react';

export type LiveEvent = {
  name: 'summary' | 'message' | 'run' | 'import' | 'operation' | 'invalidate';
  data: Record<string, unknown>;
};

export type LiveState = {
  state: 'connecting' | 'live' | 'reconnecting' | 'paused';
  /** When something was last heard (heartbeats are not seen by EventSource), browser's clock. */
  heardAt: number | null;
  /** Since when there is no connection. */
  lostAt: number | null;
};

const NAMES = ['summary', 'message', 'run', 'import', 'operation', 'invalidate'] as const;
const HIDDEN_LIMIT_MS = 5 * 60_000;
const RETRY_MS = { least: 1000, most: 30_000 };

let state: LiveState = { state: 'connecting', heardAt: null, lostAt: null };
const stateListeners = new Set<() => void>();
const eventListeners = new Set<(events: readonly LiveEvent[]) => void>();
let waiting: LiveEvent[] = [];
let frame = 0;

function setState(next: Partial<LiveState>): void {
  state = { ...state, ...next };
  for (const listener of stateListeners) listener();
}

function deliver(): void {
  frame = 0;
  const events = waiting;
  waiting = [];
  for (const listener of eventListeners) listener(events);
}

function take(event: LiveEvent): void {
  waiting.push(event);
  // A hidden tab draws no frames; its events are gathered until it does, but not without end.
  if (waiting.length > 5000) waiting = [{ name: 'invalidate', data: { noun: 'all' } }];
  if (!frame) frame = requestAnimationFrame(deliver);
}

type Word = { event: LiveEvent } | { state: Partial<LiveState> };

class Connection {
  private source: EventSource | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private seen = false;
  private readonly tell: (word: Word) => void;

  constructor(tell: (word: Word) => void) {
    this.tell = tell;
  }

  open(): void {
    this.source?.close();
    const source = new EventSource('/api/v1/events');
    this.source = source;
    source.onopen = () => {
      this.failures = 0;
      this.tell({ state: { state: 'live', lostAt: null, heardAt: Date.now() } });
      if (this.seen) this.tell({ event: { name: 'invalidate', data: { noun: 'all' } } });
      this.seen = true;
    };
    source.onerror = () => this.fail();
    for (const name of NAMES) {
      source.addEventListener(name, (message) => {
        try {
          this.tell({ event: { name, data: JSON.parse((message as MessageEvent<string>).data) } });
        } catch {
          this.tell({ event: { name: 'invalidate', data: { noun: 'all' } } });
        }
      });
    }
  }

  private fail(): void {
    this.source?.close();
    this.source = null;
    this.tell({ state: { state: 'reconnecting', lostAt: state.lostAt ?? Date.now() } });
    const most = Math.min(RETRY_MS.most, RETRY_MS.least * 2 ** this.failures);
    this.failures += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), most / 2 + Math.random() * (most / 2));
  }

  close(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
  }
}

let stop: (() => void) | null = null;

function start(): () => void {
  const channel = new BroadcastChannel('omnifila.live');
  const hear = (word: Word) => {
    if ('event' in word) {
      take(word.event);
      if (state.state !== 'live') setState({ state: 'live', lostAt: null });
      state.heardAt = Date.now();
    } else setState(word.state);
  };
  channel.onmessage = (message: MessageEvent<Word>) => hear(message.data);
  const ended = new AbortController();
  const lead = () => {
    const connection = new Connection((word) => {
      hear(word);
      channel.postMessage(word);
    });
    connection.open();
    return new Promise<void>((resolve) => {
      ended.signal.addEventListener('abort', () => {
        connection.close();
        resolve();
      });
    });
  };
  // Plain http on another machine has no locks: each tab then has its own connection.
  if (navigator.locks) {
    navigator.locks.request('omnifila.live', { signal: ended.signal }, lead).catch(() => undefined);
    // Another tab leads: whatever it says comes by the channel, and that it lives is taken for granted until then.
    void navigator.locks.query().then((found) => {
      if (found.held?.some((lock) => lock.name === 'omnifila.live') && state.state === 'connecting')
        setState({ state: 'live' });
    });
  } else void lead();
  return () => {
    ended.abort();
    channel.close();
  };
}

/** Listens from now on; once, by the shell. Rests while the tab is hidden for long. */
export function connectLive(): () => void {
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    stop ??= start();
  };
  const end = () => {
    stop?.();
    stop = null;
  };
  const seen = () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(end, HIDDEN_LIMIT_MS);
    else if (!stop && state.state !== 'paused') {
      begin();
      take({ name: 'invalidate', data: { noun: 'all' } });
    }
  };
  begin();
  document.addEventListener('visibilitychange', seen);
  return () => {
    document.removeEventListener('visibilitychange', seen);
    clearTimeout(hidden);
    end();
    setState({ state: 'connecting', lostAt: null });
  };
}

/** A person wants the page to stand still, or to go on. */
export function toggleLive(): void {
  if (state.state === 'paused') {
    setState({ state: 'connecting', lostAt: null });
    stop ??= start();
    take({ name: 'invalidate', data: { noun: 'all' } });
  } else {
    stop?.();
    stop = null;
    setState({ state: 'paused', lostAt: null });
  }
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    () => state,
  );
}

/** Calls back with the events of a frame. `listener` must keep its identity. */
export function useLiveEvents(listener: (events: readonly LiveEvent[]) => void): void {
  useEffect(() => {
    eventListeners.add(listener);
    return () => {
      eventListeners.delete(listener);
    };
  }, [listener]);
}
