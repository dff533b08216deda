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
  timeZone: string | undefined;
  automatic: boolean;
  runAt: string;
  confirmAbove: number | undefined;
  merge: boolean;
  onChange: Record<ChangeOf, ChangeRule>;
  thanks: Ladder['thanks'];
};

/** Fields of an invoice that may change before its message leaves, and what then becomes of the message. */
export const CHANGES_OF = ['amount', 'due_date', 'pix', 'link'] as const;
export type ChangeOf = (typeof CHANGES_OF)[number];
export const CHANGE_RULES = ['rerender', 'hold', 'drop'] as const;
export type ChangeRule = (typeof CHANGE_RULES)[number];
export const ATTACHMENTS = ['pix', 'pix_qr', 'boleto_line', 'pdf'] as const;

export function draftOf(ladder: Ladder): LadderDraft {
  return {
    name: ladder.name,
    rank: ladder.rank ?? 0,
    enabled: ladder.enabled ?? true,
    startsOn: ladder.starts_on,
    filters: ladder.filters ?? {},
    steps: inOrder(ladder.steps),
    timeZone: ladder.time_zone,
    automatic: ladder.automatic ?? true,
    runAt: ladder.run_at ?? '07:00',
    confirmAbove: ladder.confirm_above,
    merge: ladder.merge ?? false,
    onChange: {
      amount: ladder.on_change?.amount ?? 'rerender',
      due_date: ladder.on_change?.due_date ?? 'drop',
      pix: ladder.on_change?.pix ?? 'rerender',
      link: ladder.on_change?.link ?? 'rerender',
    },
    thanks: ladder.thanks,
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
    ...(draft.timeZone === undefined ? {} : { time_zone: draft.timeZone }),
    automatic: draft.automatic,
    run_at: draft.runAt,
    ...(draft.confirmAbove === undefined ? {} : { confirm_above: draft.confirmAbove }),
    merge: draft.merge,
    on_change: draft.onChange,
    ...(draft.thanks === undefined ? {} : { thanks: draft.thanks }),
  };
}

export function inOrder(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => a.offset_days - b.offset_days);
}

/** What a ladder has beside its steps. */
export const PARTS = [
  'name',
  'rank',
  'enabled',
  'startsOn',
  'filters',
  'automatic',
  'runAt',
  'confirmAbove',
  'merge',
  'onChange',
  'thanks',
] as const;

/** How many things differ from what is published, as a person counts them. */
export function countChanges(ladder: Ladder, draft: LadderDraft): number {
  const before = draftOf(ladder);
  const old = before.steps.map((step) => JSON.stringify(step));
  const next = draft.steps.map((step) => JSON.stringify(step));
  const steps = Math.max(
    next.filter((step) => !old.includes(step)).length,
    old.filter((step) => !next.includes(step)).length,
  );
  const rest = PARTS.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(draft[name]));
  return steps + rest.length;
}

/** "D−3", "D+5"; the due date itself has a word. */
export function offsetName(days: number, due: string): string {
  if (days === 0) return due;
  return days < 0 ? `D−${-days}` : `D+${days}`;
}

/** The recommended ladder, by offsets: before, on and after the due date. */
export const RECOMMENDED = [-3, 0, 5, 10, 15] as const;
