import { describe, expect, it } from 'vitest';
import { parseCsv, separatorOf, writeCsv } from './csv';
import { cents, date, guess, rowOf } from './mapping';

describe('files as Brazilian spreadsheets write them', () => {
  it('are read with their quotes, separators and line ends', () => {
    expect(parseCsv('\ufeffa;b\r\n"x;1";"diz ""oi"""\r\n\r\ny;z')).toEqual([
      ['a', 'b'],
      ['x;1', 'diz "oi"'],
      ['y', 'z'],
    ]);
    expect(separatorOf('a,b,c\n1;2')).toBe(',');
    expect(writeCsv([['a;b', '=1+1', '-5,00']])).toBe('\ufeff"a;b";\'=1+1;-5,00\r\n');
  });

  it('have amounts and dates in both manners', () => {
    expect(['1.884.220,40', 'R$ 99,90', '99.90', '1,234.56', 'x'].map(cents)).toEqual([
      188422040,
      9990,
      9990,
      123456,
      null,
    ]);
    expect(['20/11/2026', '2026-11-20T03:00', '31-1-2026', 'x'].map(date)).toEqual([
      '2026-11-20',
      '2026-11-20',
      '2026-01-31',
      null,
    ]);
  });

  it('have their columns found by heading', () => {
    const header = ['Título', 'ID_cliente', 'Vencimento', 'Valor', 'Situação'];
    const mapping = guess('invoices', header);
    expect(mapping).toMatchObject({ external_id: 0, customer_external_id: 1, due_date: 2, amount_cents: 3, status: 4 });
    const target = { source: 'arquivo', batchRef: 'x' };
    expect(rowOf('invoices', ['7', '3', '20/11/2026', '99,90', 'Em aberto'], mapping, header, target)).toEqual({
      item: { external_id: '7', customer_external_id: '3', due_date: '2026-11-20', amount_cents: 9990, status: 'open' },
    });
    expect(rowOf('invoices', ['7', '3', '20/11/2026', 'x'], mapping, header, target)).toEqual({
      refused: 'amount_cents',
    });
  });

  it('give the template what the other columns have', () => {
    const header = ['Código', 'Nome', 'Celular', 'Link do contrato'];
    const target = { source: 'arquivo', gatewayId: 1, templateId: 2, batchRef: 'imp-1' };
    const made = rowOf(
      'messages',
      ['9', 'Maria Exemplo', '+5549900000001', 'https://x.example'],
      guess('messages', header),
      header,
      target,
    );
    expect(made).toEqual({
      item: {
        gateway_id: 1,
        template_id: 2,
        batch_ref: 'imp-1',
        customer: { source: 'arquivo', external_id: '9', name: 'Maria Exemplo', phone: '+5549900000001' },
        data: { link_do_contrato: 'https://x.example' },
      },
    });
  });
});
