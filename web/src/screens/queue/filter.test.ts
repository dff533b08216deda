import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '~/app/search';
import { filterOf, isContradiction, searchOf, statusesOf, viewOf } from './filter';
import { readTyped } from './qualifiers';

const NOW = Date.parse('2026-11-20T17:36:11Z');
const ZONE = 'America/Sao_Paulo';
const known = {
  gateways: [{ id: 3, name: 'Opa! Suite · Cobrança', key: 'opa' }],
  templates: [{ id: 7, name: 'Aviso de bloqueio', key: 'aviso_bloqueio' }],
};

describe('the queue in the address bar', () => {
  it('comes back as it was written', () => {
    const text = '?status=failed&status=uncertain&gateway_id=3&q=jos%C3%A9+da&family=problems&order=queue';
    const view = viewOf(parseSearch(text));
    expect(viewOf(parseSearch(stringifySearch(searchOf(view))))).toEqual(view);
    expect(view.texts).toEqual({ gateway_id: '3', q: 'josé da' });
  });

  it('drops what no filter knows, and ids that are none', () => {
    const view = viewOf(parseSearch('?status=nonsense&gateway_id=opa&family=x&period=never'));
    expect(view).toEqual({ family: 'all', status: [], texts: {}, period: null, times: {}, order: 'id' });
  });

  it('asks for the statuses of the tab, narrowed by those that were chosen', () => {
    expect(statusesOf(viewOf({ family: 'problems' }))).toEqual(['failed', 'uncertain']);
    expect(statusesOf(viewOf({ family: 'problems', status: 'failed' }))).toEqual(['failed']);
    expect(isContradiction(viewOf({ family: 'problems', status: 'sent' }))).toBe(true);
  });

  it('keeps when messages left and since when they changed, and lets a period say when they came in', () => {
    const text = '?sent_from=2026-11-20T03:00:00Z&updated_after=2026-11-20T04:00:00Z&created_from=2026-11-01T03:00:00Z';
    const view = viewOf(parseSearch(text));
    expect(filterOf(view, NOW, ZONE)).toEqual({
      sent_from: '2026-11-20T03:00:00Z',
      updated_after: '2026-11-20T04:00:00Z',
      created_from: '2026-11-01T03:00:00Z',
    });
    expect(viewOf(parseSearch(stringifySearch(searchOf(view))))).toEqual(view);
    expect(viewOf(parseSearch(`${text}&period=today&sent_to=soon`)).times).toEqual({
      sent_from: '2026-11-20T03:00:00Z',
      updated_after: '2026-11-20T04:00:00Z',
    });
  });

  it('takes a period as days of the company', () => {
    expect(filterOf(viewOf({ period: 'today' }), NOW, ZONE).created_from).toBe('2026-11-20T03:00:00.000Z');
    const yesterday = filterOf(viewOf({ period: 'yesterday' }), NOW, ZONE);
    expect([yesterday.created_from, yesterday.created_to]).toEqual([
      '2026-11-19T03:00:00.000Z',
      '2026-11-20T03:00:00.000Z',
    ]);
  });
});

describe('what is typed into the search', () => {
  it('finds qualifiers in Portuguese, English and Spanish', () => {
    expect(readTyped('status:falhou gateway:opa erro:131049 maria', known)).toEqual({
      rest: 'maria',
      status: ['failed'],
      texts: { gateway_id: '3', error_code: '131049' },
      unknown: [],
    });
    expect(readTyped('estado:leido plantilla:aviso', known)).toMatchObject({
      status: ['read'],
      texts: { template_id: '7' },
    });
    expect(readTyped('status:waiting priority:high', known)).toMatchObject({
      status: ['waiting'],
      texts: { priority: 'high' },
    });
  });

  it('knows "pendente", the word of the document', () => {
    expect(readTyped('status:pendente', known).status).toEqual(['waiting']);
  });

  it('takes what is in quotes as one value', () => {
    expect(readTyped('status:"a conferir" lote:"abril 2026"', known)).toMatchObject({
      status: ['uncertain'],
      texts: { batch_ref: 'abril 2026' },
    });
  });

  it('says what it does not know instead of dropping it in silence', () => {
    expect(readTyped('gateway:outro status:xyz', known).unknown).toEqual(['gateway:outro', 'status:xyz']);
  });

  it('leaves times and addresses alone', () => {
    expect(readTyped('12:30 joão', known)).toEqual({ rest: '12:30 joão', status: [], texts: {}, unknown: [] });
  });
});
