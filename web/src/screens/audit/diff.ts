// What a change changed, field by field.

export type Change = { path: string; before: unknown; after: unknown };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields in which two documents differ; of one that was not there before, or is no more, all. */
export function changes(before: unknown, after: unknown, path = ''): Change[] {
  if (isObject(before) || isObject(after)) {
    const names = new Set([
      ...Object.keys(isObject(before) ? before : {}),
      ...Object.keys(isObject(after) ? after : {}),
    ]);
    return [...names].flatMap((name) =>
      changes(
        isObject(before) ? before[name] : undefined,
        isObject(after) ? after[name] : undefined,
        path ? `${path}.${name}` : name,
      ),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

/** A value as one line. */
export function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
