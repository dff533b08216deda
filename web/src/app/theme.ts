// Light, dark, or as the system. src/boot/theme.js reads the same key before the first paint.

import { useSyncExternalStore } from 'react';
import { setPreference } from './preferences';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'omnifila.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function theme(): Theme {
  const stored = localStorage.getItem(STORED);
  return THEMES.includes(stored as Theme) ? (stored as Theme) : 'system';
}

export function isDark(): boolean {
  return theme() === 'dark' || (theme() === 'system' && system.matches);
}

function apply(): void {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  for (const listener of listeners) listener();
}

export function setTheme(next: Theme): void {
  localStorage.setItem(STORED, next);
  setPreference('theme', next);
  apply();
}

/** The choice that the person made on another machine. */
export function adoptTheme(found: unknown): void {
  if (!THEMES.includes(found as Theme) || found === theme()) return;
  localStorage.setItem(STORED, found as Theme);
  apply();
}

system.addEventListener('change', apply);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): { theme: Theme; dark: boolean } {
  const chosen = useSyncExternalStore(subscribe, theme);
  const dark = useSyncExternalStore(subscribe, isDark);
  return { theme: chosen, dark };
}
