// Messages in even groups over the time that is left.

/** How far apart the groups leave. */
const STEP_MS = 5 * 60_000;

/** Ids in groups, each with its hour: evenly from `now` until `end`. */
export function spread(ids: readonly number[], now: number, end: number): { due_at: string; ids: number[] }[] {
  const steps = Math.max(1, Math.min(ids.length, Math.floor((end - now) / STEP_MS)));
  const each = Math.ceil(ids.length / steps);
  return Array.from({ length: Math.ceil(ids.length / each) }, (_, index) => ({
    due_at: new Date(now + index * STEP_MS).toISOString(),
    ids: ids.slice(index * each, (index + 1) * each),
  }));
}
