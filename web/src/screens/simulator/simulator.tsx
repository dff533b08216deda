// The demo's stand-in for a provider: a phone that shows what arrives, and what may go wrong, to switch on.

import { Eraser, ZapOff } from 'lucide-react';
import { useState } from 'react';
import { $api, api } from '~/api/client';
import { useChange } from '~/api/nouns';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Switch } from '~/ui/checkbox';
import { Field, TextInput } from '~/ui/field';
import { Page, Panel } from '~/ui/panel';
import { Select } from '~/ui/select';
import { ErrorBox, Note, SkeletonRows } from '~/ui/states';
import { type FaultName, isOf, NAMES, REACHES, type Reach, type Rule, ruleOf, spent } from './faults';
import { Phone } from './phone';

const EVERY_MS = 1000;
const SHOWN = 80;

export default function Simulator() {
  const t = useT();
  const format = useFormat();
  const sandbox = $api.useQuery('get', '/api/v1/sandbox', {}, { refetchInterval: EVERY_MS });
  const phone = $api.useQuery(
    'get',
    '/api/v1/sandbox/phone',
    { params: { query: { limit: SHOWN } } },
    { refetchInterval: EVERY_MS },
  );
  const [words, setWords] = useState('');
  const clear = useChange(() => api.DELETE('/api/v1/sandbox/phone'));
  const wanted = words.trim().toLowerCase();
  const digits = wanted.replace(/\D/g, '');
  const messages = (phone.data?.items ?? []).filter(
    (one) =>
      !wanted ||
      one.text.toLowerCase().includes(wanted) ||
      (digits.length > 2 && (one.recipient ?? '').replace(/\D/g, '').includes(digits)),
  );
  const counters = sandbox.data?.counters;
  return (
    <Page
      title={t('menu:simulator')}
      sub={t('simulator:sub')}
      actions={
        <Button busy={clear.isPending} onClick={() => clear.mutate()}>
          <Eraser aria-hidden />
          {t('simulator:clear')}
        </Button>
      }
    >
      {(sandbox.error ?? phone.error) && (
        <ErrorBox
          what={t('simulator:what')}
          error={sandbox.error ?? phone.error}
          onRetry={() => Promise.all([sandbox.refetch(), phone.refetch()])}
          className="mb-3"
        />
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(340px,420px)_minmax(0,1fr)]">
        <Phone messages={messages}>
          <input
            type="search"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            aria-label={t('simulator:search')}
            placeholder={t('simulator:search')}
            className="h-8 w-full min-w-0 rounded-md border border-white/40 bg-black/20 px-2.5 text-white placeholder:text-white/85"
          />
        </Phone>
        <div className="flex min-w-0 flex-col gap-4">
          {counters && (
            <Panel className="px-5 py-3">
              <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
                <Counter name={t('simulator:received')} value={format.integer(counters.effects)} />
                <Counter name={t('simulator:calls')} value={format.integer(counters.calls)} />
                <Counter name={t('simulator:in_flight')} value={format.integer(counters.in_flight)} />
                <Counter
                  name={t('simulator:duplicates')}
                  value={format.integer(counters.duplicates)}
                  bad={counters.duplicates > 0}
                />
              </dl>
            </Panel>
          )}
          {sandbox.isPending ? <SkeletonRows rows={8} height={52} /> : <Faults rules={sandbox.data?.faults ?? []} />}
        </div>
      </div>
    </Page>
  );
}

function Counter({ name, value, bad }: { name: string; value: string; bad?: boolean }) {
  return (
    <div>
      <dt className="text-[12px] leading-4 text-ink3">{name}</dt>
      <dd className={bad ? 'text-[20px] leading-7 font-semibold text-bad' : 'text-[20px] leading-7 font-semibold'}>
        {value}
      </dd>
    </div>
  );
}

function Faults({ rules }: { rules: readonly Rule[] }) {
  const t = useT();
  const [reach, setReach] = useState<Reach>('all');
  const [recipient, setRecipient] = useState('');
  const on = useChange((name: FaultName) =>
    api.POST('/api/v1/sandbox/faults', { body: ruleOf(name, reach, recipient.trim()) }),
  );
  const off = useChange(async (ids: readonly number[]) => {
    for (const id of ids) await api.DELETE('/api/v1/sandbox/faults/{id}', { params: { path: { id } } });
    return { data: undefined };
  });
  const allOff = useChange(() => api.DELETE('/api/v1/sandbox/faults'));
  const others = rules.filter((rule) => !NAMES.some((name) => isOf(name, rule)));
  return (
    <Panel
      title={t('simulator:faults')}
      aside={
        rules.length > 0 && (
          <Button size="sm" busy={allOff.isPending} onClick={() => allOff.mutate()}>
            <ZapOff aria-hidden />
            {t('simulator:all_off')}
          </Button>
        )
      }
    >
      <div className="px-5 pt-1 pb-4">
        <p className="text-ink2">{t('simulator:faults_what')}</p>
        <div className="mt-3 grid gap-3 sm:grid-cols-2">
          <Field label={t('simulator:reach')}>
            <Select
              value={reach}
              onChange={setReach}
              options={REACHES.map((value) => ({ value, label: t(`simulator:reach.${value}`) }))}
            />
          </Field>
          <Field label={t('simulator:only_number')}>
            <TextInput type="tel" value={recipient} onValueChange={setRecipient} placeholder="+55 49 90000-0001" />
          </Field>
        </div>
      </div>
      {(on.error ?? off.error ?? allOff.error) && (
        <ErrorBox error={on.error ?? off.error ?? allOff.error} className="mx-5 mb-3" />
      )}
      <ul className="border-t border-line">
        {NAMES.map((name) => {
          const own = rules.filter((rule) => isOf(name, rule));
          const live = own.filter((rule) => !spent(rule));
          return (
            <li key={name} className="flex items-center gap-3 border-b border-line px-5 py-2 last:border-b-0">
              <div className="min-w-0 flex-1">
                <p className={live.length > 0 ? 'font-semibold text-bad' : 'font-medium'}>
                  {t(`simulator:fault.${name}`)}
                </p>
                <p className="text-[12px] leading-4 text-ink3">
                  {t(`simulator:effect.${name}`)}
                  {own.length > 0 && <Applied rules={own} />}
                </p>
              </div>
              <Switch
                bare
                label={t(`simulator:fault.${name}`)}
                checked={live.length > 0}
                onChange={(next) => (next ? on.mutate(name) : off.mutate(own.map((rule) => rule.id)))}
              />
            </li>
          );
        })}
      </ul>
      {others.length > 0 && (
        <Note tone="warn" className="m-4">
          {t('simulator:others', { count: others.length })}
        </Note>
      )}
    </Panel>
  );
}

/** How often they struck, and whom they are for. */
function Applied({ rules }: { rules: readonly Rule[] }) {
  const t = useT();
  const times = rules.reduce((sum, rule) => sum + rule.applied, 0);
  const whom = rules.map((rule) => rule.recipient).filter((one): one is string => Boolean(one));
  return (
    <span className="text-warn">
      {' · '}
      {t('simulator:applied', { count: times })}
      {whom.length > 0 && ` · ${whom.join(', ')}`}
    </span>
  );
}
