// The day of the switch: what IXC has ceased to send and who made sure, what is live here, from how many messages on a second
// confirmation is asked, and what both would have sent.

import { Check, Circle } from 'lucide-react';
import { useState } from 'react';
import { $api, api } from '~/api/client';
import { useChange } from '~/api/nouns';
import type { components } from '~/api/schema';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Page, Panel } from '~/ui/panel';
import { ErrorBox, SkeletonRows } from '~/ui/states';
import { Pill } from '~/ui/status';
import { Compare } from './compare';

type State = components['schemas']['Cutover'];
type Channel = State['channels'][number];

const MODES = { live: 'ok', allow_list: 'warn', simulate: 'sim' } as const;

export default function Cutover() {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const state = $api.useQuery('get', '/api/v1/cutover');
  const [asked, setAsked] = useState<Channel | null>(null);
  const { data } = state;
  return (
    <Page title={t('menu:cutover')} sub={t('cutover:sub')}>
      {state.error && <ErrorBox what={t('cutover:what')} error={state.error} onRetry={() => state.refetch()} />}
      {state.isPending && <SkeletonRows rows={6} />}
      {data && (
        <div className="flex flex-col gap-4">
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
            <Panel title={t('cutover:there')}>
              <ul className="px-5 pt-1 pb-4">
                {data.channels.map((one) => (
                  <li
                    key={one.channel}
                    className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line py-2 last:border-0"
                  >
                    <div className="min-w-0 flex-[1_1_14rem]">
                      <p className="font-medium">{t(`cutover:channel.${one.channel}`)}</p>
                      <p className="text-[12px] text-ink2">
                        {one.checked_by && one.at
                          ? t(one.off ? 'cutover:off_by' : 'cutover:on_by', {
                              who: one.checked_by,
                              when: format.minute(one.at),
                            })
                          : t(`cutover:channel_more.${one.channel}`)}
                        {one.note && ` · ${one.note}`}
                      </p>
                    </div>
                    <Pill
                      tone={one.off ? 'ok' : 'grey'}
                      icon={one.off ? <Check aria-hidden /> : <Circle aria-hidden />}
                    >
                      {t(one.off ? 'cutover:off' : 'cutover:unchecked')}
                    </Pill>
                    {may('admin') && (
                      <Button
                        size="sm"
                        aria-label={`${t(one.off ? 'cutover:mark_on' : 'cutover:mark_off')}: ${t(`cutover:channel.${one.channel}`)}`}
                        onClick={() => setAsked(one)}
                      >
                        {t(one.off ? 'cutover:mark_on' : 'cutover:mark_off')}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            </Panel>
            <div className="flex min-w-0 flex-col gap-4">
              <Panel title={t('cutover:here')}>
                <ul className="px-5 pt-1 pb-4">
                  {data.gateways.map((one) => (
                    <li
                      key={one.gateway_id}
                      className="flex items-center justify-between gap-4 border-b border-line py-2 last:border-0"
                    >
                      <span className="min-w-0 break-words">{one.name}</span>
                      <Pill tone={MODES[one.delivery_mode]}>{t(`cutover:mode.${one.delivery_mode}`)}</Pill>
                    </li>
                  ))}
                </ul>
              </Panel>
              <Guard key={data.mass_guard} now={data.mass_guard} editable={may('admin')} />
            </div>
          </div>
          {may('operate') && <Compare />}
        </div>
      )}
      {asked && <CheckDialog channel={asked} onClose={() => setAsked(null)} />}
    </Page>
  );
}

function CheckDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const t = useT();
  const [note, setNote] = useState('');
  const off = !channel.off;
  const check = useChange(
    () =>
      api.POST('/api/v1/cutover/channels', {
        body: { channel: channel.channel, off, ...(note.trim() ? { note: note.trim() } : {}) },
      }),
    () => {
      onClose();
      toast(t('cutover:kept'));
    },
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      size="sm"
      title={t(off ? 'cutover:off_title' : 'cutover:on_title', { channel: t(`cutover:channel.${channel.channel}`) })}
      description={t(off ? 'cutover:off_what' : 'cutover:on_what')}
      submit={t(off ? 'cutover:mark_off' : 'cutover:mark_on')}
      busy={check.isPending}
      error={check.error}
      onSubmit={() => check.mutate()}
    >
      <Field label={t('cutover:note')} hint={t('cutover:note_hint')}>
        <TextInput value={note} onValueChange={setNote} maxLength={1000} autoFocus />
      </Field>
    </FormDialog>
  );
}

function Guard({ now, editable }: { now: number; editable: boolean }) {
  const t = useT();
  const format = useFormat();
  const [text, setText] = useState(String(now));
  const save = useChange(
    () => api.POST('/api/v1/cutover/guard', { body: { mass_guard: Number(text) } }),
    () => toast(t('cutover:kept')),
  );
  const refused = useRefused(save.error);
  return (
    <Panel title={t('cutover:guard')}>
      <form
        className="flex flex-col gap-3 px-5 pt-1 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p className="text-ink2">{t('cutover:guard_what', { n: format.integer(now) })}</p>
        {editable && (
          <div className="flex items-end gap-2">
            <Field label={t('cutover:guard_field')} error={refused('mass_guard')} className="w-40">
              <TextInput value={text} onValueChange={setText} inputMode="numeric" pattern="[0-9]+" required />
            </Field>
            <Button type="submit" size="lg" busy={save.isPending} disabled={text === String(now)}>
              {t('ui:save')}
            </Button>
          </div>
        )}
        {save.error && <ErrorBox error={save.error} />}
      </form>
    </Panel>
  );
}
