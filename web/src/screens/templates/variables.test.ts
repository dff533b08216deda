import { describe, expect, it } from 'vitest';
import { example, shown, stored, VARIABLES, verify } from './variables';

describe('the names of variables', () => {
  it('go from stored to shown and back', () => {
    for (const { alias, stored: inside } of VARIABLES) {
      expect(shown(`a {{ ${inside} }} b`)).toBe(`a {{${alias}}} b`);
      expect(stored(`a {{${alias}}} b`)).toBe(`a {{ ${inside} }} b`);
    }
    expect(shown('{{invoice.due_date|data}}')).toBe('{{fatura.vencimento}}');
  });

  it('leave alone what they do not know', () => {
    expect(shown('{{ data.link }} {% if x %}')).toBe('{{ data.link }} {% if x %}');
    expect(stored('{{ data.link }}')).toBe('{{ data.link }}');
  });

  it('show examples, and mark what does not exist', () => {
    expect(example('Olá, {{cliente.primeiro_nome}}!').map((piece) => piece.text)).toEqual(['Olá, ', 'Maria', '!']);
    expect(example('{{ foo.bar }}')[0]?.unknown).toBe(true);
    expect(example('{{ data.link }}')[0]?.unknown).toBe(false);
  });

  it('are checked before saving', () => {
    const codes = (text: string, purpose = 'reminder') => verify(text, purpose).map((finding) => finding.code);
    expect(codes('Olá {{ x.y }}')).toEqual(['unknown']);
    expect(codes('Aproveite: https://bit.ly/1')).toEqual(['known', 'promotion', 'shortener']);
    expect(codes('Pague', 'collection')).toEqual(['known', 'supplier']);
  });
});
