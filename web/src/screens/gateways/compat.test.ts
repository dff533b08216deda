import { describe, expect, it } from 'vitest';
import { answeredBy, compatOf, compatUrl, pretty } from './compat';
import { bodyOf, draftOf, type Gateway } from './draft';

const gateway = (more: object): Gateway => ({ id: 3, name: 'Opa!', kind: 'opa_suite', ...more }) as unknown as Gateway;

describe('a gateway that speaks Opa!’s own API', () => {
  it('is off until somebody switches it, and other kinds have no switch', () => {
    expect(compatOf(gateway({}))).toBe('off');
    expect(compatOf(gateway({ settings: { opa_compat: 'record' } }))).toBe('record');
    expect(compatOf(gateway({ kind: 'webhook' }))).toBeUndefined();
  });

  it('is named by its key, else by its id', () => {
    expect(compatUrl(gateway({ key: 'opa/sul' }), 'https://fila.example')).toBe(
      'https://fila.example/opa/opa%2Fsul/api/v1',
    );
    expect(compatUrl(gateway({}), 'https://fila.example')).toBe('https://fila.example/opa/3/api/v1');
  });

  it('tells who answered', () => {
    expect(answeredBy({ status: null, code: null, forwarded: false })).toBe('open');
    expect(answeredBy({ status: 502, code: 'connect_refused', forwarded: true })).toBe('nobody');
    expect(answeredBy({ status: 200, code: null, forwarded: true })).toBe('opa');
    expect(answeredBy({ status: 400, code: null, forwarded: false })).toBe('omnifila');
  });

  it('shows JSON in lines and everything else as it is', () => {
    expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(pretty('<html>')).toBe('<html>');
  });

  it('keeps its switch when its form is saved', () => {
    const before = gateway({ settings: { url: 'https://opa.example', channel_id: 'c1', opa_compat: 'queue' } });
    expect(bodyOf(draftOf(before), before).settings).not.toHaveProperty('opa_compat');
  });
});
