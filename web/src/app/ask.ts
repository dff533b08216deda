// A dialog that can be opened from anywhere, and whose code is loaded when somebody first asks for it.

import { useSyncExternalStore } from 'react';

export function ask() {
  let open: boolean | null = null;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return {
    set: (next = true) => {
      open = next;
      for (const listener of listeners) listener();
    },
    /** Null until it was asked for once. */
    useOpen: () => useSyncExternalStore(subscribe, () => open),
  };
}
