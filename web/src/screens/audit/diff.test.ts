import { describe, expect, it } from 'vitest';
import { changes, shown } from './diff';

describe('what a change changed', () => {
  it('is only what differs, by its path', () => {
    const before = { name: 'a', rate: { per_second: 1, burst: 2 }, list: [1, 2] };
    const after = { name: 'a', rate: { per_second: 3, burst: 2 }, list: [1, 2], key: 'k' };
    expect(changes(before, after)).toEqual([
      { path: 'rate.per_second', before: 1, after: 3 },
      { path: 'key', before: undefined, after: 'k' },
    ]);
  });

  it('is everything of what is new or gone', () => {
    expect(changes(null, { name: 'a', rate: { burst: 2 } }).map((one) => one.path)).toEqual(['name', 'rate.burst']);
    expect(changes({ name: 'a' }, null)).toEqual([{ path: 'name', before: 'a', after: undefined }]);
  });

  it('shows nothing as a dash, and lists as they are written', () => {
    expect([shown(null), shown(''), shown(0), shown([1, 2])]).toEqual(['—', '—', '0', '[1,2]']);
  });
});
