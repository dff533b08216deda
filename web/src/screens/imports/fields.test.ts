import { describe, expect, it } from 'vitest';
import { writeCsv } from './csv';
import { fieldsOf, isMapped } from './fields';

describe('files of imports', () => {
  it('name the customer of a message as the server does', () => {
    expect(fieldsOf('messages').map(({ name }) => name)).toEqual([
      'customer.external_id',
      'customer.name',
      'customer.phone',
      'customer.email',
      'due_at',
      'dedupe_key',
    ]);
    expect(
      fieldsOf('invoices')
        .filter(({ needed }) => needed)
        .map(({ name }) => name),
    ).toEqual(['external_id', 'customer_external_id', 'due_date', 'amount']);
  });

  it('may give an amount in cents for an amount, and the first column for anything', () => {
    expect(isMapped('amount', { amount_cents: 3 })).toBe(true);
    expect(isMapped('name', { name: 0 })).toBe(true);
    expect(isMapped('name', {})).toBe(false);
  });

  it('are written without formulas', () => {
    expect(writeCsv([['a;b', '=1+1', '-5,00']])).toBe('\ufeff"a;b";\'=1+1;-5,00\r\n');
  });
});
