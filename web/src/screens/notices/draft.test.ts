import { expect, test } from 'vitest';
import { dataNames, EMPTY, listOf, recordOf } from './draft';

const instant = (local: string) => `${local}:00Z`;

test('a list is read from commas and lines', () => {
  expect(listOf(' Ouro, 500 Mega\n;Ouro ,')).toEqual(['Ouro', '500 Mega']);
});

test('the data that a template asks for is found in what it says', () => {
  expect(
    dataNames([
      'Olá {{ customer.name }}, {{ data.quando | data }} {% if data.motivo %}x{% endif %} data.nada',
      '{{ data.quando }}',
    ]),
  ).toEqual(['quando', 'motivo']);
});

test('a record says its audience in one way', () => {
  const draft = {
    ...EMPTY,
    name: ' Aviso ',
    templateId: '3',
    states: 'sc',
    list: '1\n2',
    data: { quando: 'hoje', velho: 'x' },
  };
  const by = recordOf(draft, ['quando'], instant);
  expect(by).toMatchObject({ name: 'Aviso', template_id: 3, data: { quando: 'hoje' } });
  expect(by.audience).toMatchObject({ everyone: false, states: ['SC'] });
  expect(by.audience).not.toHaveProperty('csv');
  const list = recordOf({ ...draft, whom: 'list' }, [], instant);
  expect(list.audience).toMatchObject({ csv: '1\n2', states: [] });
  const outage = recordOf({ ...draft, outage: true, outageUntil: '2026-12-10T12:00' }, [], instant);
  expect(outage.outage).toEqual({ until: '2026-12-10T12:00:00Z' });
});
