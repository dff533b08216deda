// Every screen there is. A screen registers itself by a file `src/screens/<noun>/screen.ts` with `export const screen`
// made by `defineScreen`; nothing else has to be touched, and what is not built is not in the menu.

import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Key } from '~/i18n';

/** Headings of the sidebar, in their order. */
export const AREAS = ['operation', 'automation', 'records', 'admin'] as const;
export type Area = (typeof AREAS)[number];

/** What a screen, or an action, asks of the person: see `may` in session.tsx. */
export type Need = 'read' | 'operate' | 'billing' | 'admin';

export type Screen = {
  /** Its path, without parameters at first: `/fila`. */
  path: string;
  /** The area and the place in it; without an area it is not in the menu (reached by links). */
  area?: Area;
  order?: number;
  title: Key;
  icon?: LucideIcon;
  needs: Need;
  /** Second letter of `g` + letter. */
  letter?: string;
  /** What is counted beside its name in the menu, from the live summary. */
  badge?: 'waiting' | 'uncertain';
  /** Also shown on a phone's bar. */
  phone?: boolean;
  /** Only there in the demo, beside the sandbox. */
  demoOnly?: boolean;
  /** Further paths that show the same component, with parameters: `/modelos/$id`. */
  more?: readonly string[];
  load: () => Promise<{ default: ComponentType }>;
};

/** A hoisted function: the files below are evaluated before the rest of this one. */
export function defineScreen(screen: Screen): Screen {
  return screen;
}

const found = import.meta.glob<Screen>('../screens/*/screen.ts', { eager: true, import: 'screen' });

export const SCREENS: readonly Screen[] = Object.values(found).sort(
  (a, b) =>
    AREAS.indexOf(a.area ?? 'admin') - AREAS.indexOf(b.area ?? 'admin') ||
    (a.order ?? 99) - (b.order ?? 99) ||
    a.path.localeCompare(b.path),
);
