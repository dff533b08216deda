// The data that a template is filled with, flattened for people.

/** All texts and numbers of the data, in their order, whatever their depth. */
export function values(data: unknown): string[] {
  if (data === null || data === undefined || data === '') return [];
  if (Array.isArray(data)) return data.flatMap(values);
  if (typeof data === 'object') return Object.values(data).flatMap(values);
  return [String(data)];
}

/** The data as `name: value` lines, for the tooltip. */
export function lines(data: unknown, path = ''): string[] {
  if (typeof data === 'object' && data !== null) {
    return Object.entries(data).flatMap(([name, value]) => lines(value, path ? `${path}.${name}` : name));
  }
  return [`${path}: ${data ?? '—'}`];
}
