// What a person chose for themselves (columns, density, theme, language, saved views): kept by the server, so that it
// is there on every machine. Changes are gathered for a second and then written whole.

import { useCallback, useSyncExternalStore } from 'react';
import { api } from '~/api/client';

type Preferences = Record<string, unknown>;

let current: Preferences = {};
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export function loadPreferences(found: Preferences): void {
  current = found;
  tell();
}

async function write(): Promise<void> {
  timer = undefined;
  // A preference that cannot be kept is no reason to disturb somebody: it holds until the page is left.
  await api.PUT('/api/v1/preferences', { body: current }).catch(() => undefined);
}

export function setPreference(name: string, value: unknown): void {
  current = { ...current, [name]: value };
  tell();
  clearTimeout(timer);
  timer = setTimeout(write, 1000);
}

addEventListener('pagehide', () => {
  if (timer) void write();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A preference by name; `initial` must be the same object at each call. */
export function usePreference<T>(name: string, initial: T): [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => (current[name] as T | undefined) ?? initial);
  const set = useCallback((next: T) => setPreference(name, next), [name]);
  return [value, set];
}
