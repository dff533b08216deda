import { describe, expect, it } from 'vitest';
import { pieces, segments } from './rich';

describe('marks of WhatsApp', () => {
  it('count at the edges of words', () => {
    expect(pieces('Olá, *Patrícia*! Vence em _16/11_.')).toEqual([
      { text: 'Olá, ', mark: 'plain' },
      { text: 'Patrícia', mark: 'bold' },
      { text: '! Vence em ', mark: 'plain' },
      { text: '16/11', mark: 'italic' },
      { text: '.', mark: 'plain' },
    ]);
  });

  it('are no marks inside a word, a link or a sum', () => {
    expect(pieces('aviso_bloqueio_15 e 2 * 3 * 4')).toEqual([{ text: 'aviso_bloqueio_15 e 2 * 3 * 4', mark: 'plain' }]);
    expect(pieces('https://x.example/a_b_c').length).toBe(1);
  });
});

describe('parts of an SMS', () => {
  it('are counted in the alphabet that the text needs', () => {
    expect(segments('a'.repeat(160))).toEqual({ n: 1, alphabet: 'GSM-7' });
    expect(segments('a'.repeat(161))).toEqual({ n: 2, alphabet: 'GSM-7' });
    expect(segments(`${'a'.repeat(159)}€`)).toEqual({ n: 2, alphabet: 'GSM-7' });
    // ã is in no GSM-7 table: what looks like one part is two.
    expect(segments('ã'.repeat(71))).toEqual({ n: 2, alphabet: 'UCS-2' });
  });
});
