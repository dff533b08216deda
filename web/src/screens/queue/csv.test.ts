import { describe, expect, it } from 'vitest';
import { field } from './csv';

describe('a field of the file', () => {
  it('is quoted where it holds what separates', () => {
    expect(field('a;b')).toBe('"a;b"');
    expect(field('diz "oi"\nfim')).toBe('"diz ""oi""\nfim"');
  });

  it('can start no formula, while phones and numbers stay as they are', () => {
    expect(field('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
    expect(field('@cmd')).toBe("'@cmd");
    expect(field('+5549900000001')).toBe('+5549900000001');
    expect(field('-12,50')).toBe('-12,50');
  });
});
