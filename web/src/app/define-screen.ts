// What a screen says of itself.

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
  /** Its name where there is little room: a phone's bar. */
  short?: Key;
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

/** Only says that it is one; a module of its own, because the list of screens imports every one of them. */
export function defineScreen(screen: Screen): Screen {
  return screen;
}
