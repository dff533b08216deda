// Keys. Single letters are off while somebody writes, and can be switched off for good (WCAG 2.1.4).

import { useEffect, useRef } from 'react';
import { usePreference } from './preferences';

/** `g f` is two keys after another; `ctrl+k` is one with a modifier. */
export type Shortcuts = Record<string, (event: KeyboardEvent) => unknown>;

const CHORD_MS = 1200;

export function writing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !/^(checkbox|radio|button)$/.test((target as HTMLInputElement).type)
  );
}

/** Whether something floats that takes the keys for itself: a dialog, a menu, a list of choices. */
function covered(): boolean {
  return document.querySelector('[role=dialog][data-open], [role=menu][data-open], [role=listbox][data-open]') !== null;
}

export function keyName(event: KeyboardEvent): string {
  const parts = [
    (event.ctrlKey || event.metaKey) && 'ctrl',
    event.altKey && 'alt',
    event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key)) && 'shift',
    event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase(),
  ];
  return parts.filter(Boolean).join('+');
}

/** Keys of a screen or of the shell, for as long as it is there. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  const [letters] = usePreference('letter_keys', true);
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = keyName(event);
      const modified = event.ctrlKey || event.metaKey || event.altKey;
      const letter = event.key.length === 1 && !modified;
      if ((letter && (!letters || writing(event.target))) || (covered() && name !== 'ctrl+k')) return;
      if (!letter && !modified && writing(event.target)) return;
      const chord = first && event.timeStamp - first.at < CHORD_MS ? `${first.key} ${name}` : null;
      const found = (chord && latest.current[chord]) || latest.current[name];
      first = letter ? { key: name, at: event.timeStamp } : null;
      if (!found) return;
      found(event);
      if (chord) first = null;
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [letters]);
}
