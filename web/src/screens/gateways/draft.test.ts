import { describe, expect, it } from 'vitest';
import { bodyOf, draftOf, type Gateway, newSecret } from './draft';

const stored = {
  id: 7,
  name: 'Opa!',
  kind: 'opa_suite',
  settings: { url: 'https://opa.example', channel_id: 'c1', allow_list: ['+5549900000001'] },
  rate: { per_second: 2, per_day: 1000 },
  window_id: 3,
} as unknown as Gateway;

describe('a gateway’s form', () => {
  it('sends nothing of a secret that was not typed', () => {
    const body = bodyOf(draftOf(stored), stored);
    expect(body.settings).toEqual({ url: 'https://opa.example', channel_id: 'c1', allow_list: ['+5549900000001'] });
    expect(body).not.toHaveProperty('kind');
  });

  it('says null for what was emptied', () => {
    const draft = draftOf(stored);
    draft.allowList = '';
    draft.windowId = '';
    draft.rate.per_day = '';
    const body = bodyOf(draft, stored);
    expect(body.window_id).toBeNull();
    expect((body.settings as Record<string, unknown>).allow_list).toBeNull();
    expect(body.rate).toEqual({ per_second: 2, per_minute: null, per_hour: null, per_day: null, burst: null });
  });

  it('shares the limit of a portfolio, and no longer', () => {
    const draft = draftOf({ ...stored, kind: 'whatsapp_cloud' } as Gateway);
    expect(bodyOf(draft)).not.toHaveProperty('portfolio');
    Object.assign(draft, { portfolio: ' provedor ', people: '2000' });
    const portfolio = { key: 'provedor', recipients_per_day: 2000 };
    expect(bodyOf(draft).portfolio).toEqual(portfolio);
    const before = { ...stored, portfolio } as Gateway;
    expect(draftOf(before).people).toBe('2000');
    expect(bodyOf({ ...draftOf(before), portfolio: '', people: '' }, before).portfolio).toBeNull();
  });

  it('reads a comma as the decimal point', () => {
    const draft = draftOf();
    draft.rate.per_second = '0,5';
    expect(bodyOf(draft).rate).toEqual({ per_second: 0.5 });
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
