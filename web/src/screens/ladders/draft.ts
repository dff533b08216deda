// A ladder as it is edited: nothing is live before "Simular e publicar".

import type { components } from '~/api/schema';

export type Ladder = components['schemas']['Ladder'];
export type Step = components['schemas']['LadderStep'];
export type LadderDraft = {
  name: string;
  rank: number;
  enabled: boolean;
  startsOn: string;
  filters: NonNullable<Ladder['filters']>;
  steps: readonly Step[];
};

export function draftOf(ladder: Ladder): LadderDraft {
  return {
    name: ladder.name,
    rank: ladder.rank ?? 0,
    enabled: ladder.enabled ?? true,
    startsOn: ladder.starts_on,
    filters: ladder.filters ?? {},
    steps: inOrder(ladder.steps),
  };
}

export function recordOf(draft: LadderDraft): Record<string, unknown> {
  return {
    name: draft.name.trim(),
    rank: draft.rank,
    enabled: draft.enabled,
    starts_on: draft.startsOn,
    filters: draft.filters,
    steps: inOrder(draft.steps),
  };
}

export function inOrder(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => a.offset_days - b.offset_days);
}

/** How many things differ from what is published, as a person counts them. */
export function countChanges(ladder: Ladder, draft: LadderDraft): number {
  const before = draftOf(ladder);
  const old = before.steps.map((step) => JSON.stringify(step));
  const next = draft.steps.map((step) => JSON.stringify(step));
  const steps = Math.max(
    next.filter((step) => !old.includes(step)).length,
    old.filter((step) => !next.includes(step)).length,
  );
  const rest = (['name', 'rank', 'enabled', 'startsOn', 'filters'] as const).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(draft[name]),
  );
  return steps + rest.length;
}

/** "D−3", "D+5"; the due date itself has a word. */
export function offsetName(days: number, due: string): string {
  if (days === 0) return due;
  return days < 0 ? `D−${-days}` : `D+${days}`;
}

/** The recommended ladder, by offsets: before, on and after the due date. */
export const RECOMMENDED = [-3, 0, 5, 10, 15] as const;
