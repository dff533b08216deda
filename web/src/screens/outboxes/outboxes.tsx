// Programs that are told what became of messages: how far each has come, what is wrong with it, what it was told.

import { CircleAlert, CircleCheck, CircleSlash, KeyRound, List, Pencil, Plus, Repeat, Trash2, Zap } from 'lucide-react';
import { useState } from 'react';
import { $api } from '~/api/client';
import { type Nouns, useNouns, useSave } from '~/api/nouns';
import type { components } from '~/api/schema';
import { useParam } from '~/app/selected';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Once } from '~/screens/access/once';
import { Button, IconButton } from '~/ui/button';
import { RemoveDialog } from '~/ui/listing';
import { Facts, Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, Note, SkeletonRows } from '~/ui/states';
import { Pill } from '~/ui/status';
import { Deliveries } from './deliveries';
import { OutboxForm } from './form';
import { ReplayDialog, RotateDialog, TestDialog } from './jobs';
import { address, codeWords } from './words';

export type Outbox = Nouns['outboxes'];
type State = components['schemas']['OutboxState'];
type Asked = { what: 'new' } | { what: 'edit' | 'test' | 'rotate' | 'replay' | 'remove'; outbox: Outbox };

const LOOK_MS = 10_000;

export default function Outboxes() {
  const t = useT();
  const may = useMay();
  const outboxes = useNouns('outboxes');
  const [id, setId] = useParam('id');
  const [asked, setAsked] = useState<Asked | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => setAsked(null);
  const open = outboxes.data?.find((one) => String(one.id) === id);
  return (
    <Page
      title={t('menu:outboxes')}
      sub={t('outboxes:sub')}
      actions={
        may('admin') && (
          <Button kind="primary" onClick={() => setAsked({ what: 'new' })}>
            <Plus aria-hidden />
            {t('outboxes:new')}
          </Button>
        )
      }
    >
      {outboxes.error && (
        <ErrorBox what={t('outboxes:what')} error={outboxes.error} onRetry={() => outboxes.refetch()} />
      )}
      {outboxes.isPending && <SkeletonRows rows={3} height={80} />}
      {outboxes.data?.length === 0 && (
        <Panel>
          <Empty title={t('outboxes:empty')}>{t('outboxes:empty_more')}</Empty>
        </Panel>
      )}
      <div className="flex flex-col gap-4">
        {outboxes.data?.map((outbox) => (
          <Card
            key={outbox.id}
            outbox={outbox}
            open={outbox === open}
            onOpen={() => setId(outbox === open ? undefined : outbox.id)}
            onAsk={(what) => setAsked({ what, outbox })}
          />
        ))}
      </div>
      {asked?.what === 'new' && <OutboxForm onClose={close} onMade={setSecret} />}
      {asked?.what === 'edit' && <OutboxForm outbox={asked.outbox} onClose={close} />}
      {asked?.what === 'test' && <TestDialog outbox={asked.outbox} onClose={close} />}
      {asked?.what === 'rotate' && <RotateDialog outbox={asked.outbox} onClose={close} onMade={setSecret} />}
      {asked?.what === 'replay' && <ReplayDialog outbox={asked.outbox} onClose={close} />}
      {asked?.what === 'remove' && (
        <RemoveDialog
          noun="outboxes"
          id={asked.outbox.id}
          name={asked.outbox.name}
          what={t('outboxes:remove_what')}
          onClose={close}
          onDone={() => setId(undefined)}
        />
      )}
      {secret && (
        <Once
          title={t('outboxes:secret_title')}
          what={t('outboxes:secret_what')}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Page>
  );
}

type CardProps = {
  outbox: Outbox;
  open: boolean;
  onOpen: () => void;
  onAsk: (what: 'edit' | 'test' | 'rotate' | 'replay' | 'remove') => void;
};

function Card({ outbox, open, onOpen, onAsk }: CardProps) {
  const t = useT();
  const may = useMay();
  const state = $api.useQuery(
    'get',
    '/api/v1/outboxes/{id}',
    { params: { path: { id: outbox.id } } },
    { refetchInterval: LOOK_MS },
  );
  const save = useSave('outboxes', () => toast(t('ui:saved')));
  return (
    <Panel className="px-5 py-4">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-[15px] font-semibold">{outbox.name}</h2>
        {state.data && <StatePill state={state.data.state} />}
        <span className="ml-auto flex flex-wrap justify-end gap-1.5">
          <Button aria-expanded={open} onClick={onOpen}>
            <List aria-hidden />
            {t('outboxes:deliveries')}
          </Button>
          {may('admin') && (
            <>
              <Button onClick={() => onAsk('test')}>
                <Zap aria-hidden />
                {t('outboxes:test')}
              </Button>
              <Button onClick={() => onAsk('replay')}>
                <Repeat aria-hidden />
                {t('outboxes:replay')}
              </Button>
              <IconButton label={t('outboxes:rotate_of', { name: outbox.name })} onClick={() => onAsk('rotate')}>
                <KeyRound aria-hidden />
              </IconButton>
              <IconButton label={`${t('ui:edit')} ${outbox.name}`} onClick={() => onAsk('edit')}>
                <Pencil aria-hidden />
              </IconButton>
              <IconButton label={`${t('ui:remove')} ${outbox.name}`} onClick={() => onAsk('remove')}>
                <Trash2 aria-hidden />
              </IconButton>
            </>
          )}
        </span>
      </header>
      {(state.error ?? save.error) && <ErrorBox error={state.error ?? save.error} className="mt-3" />}
      {state.data && (
        <>
          <Trouble
            state={state.data}
            onEnable={may('admin') ? () => save.mutate({ id: outbox.id, record: { enabled: true } }) : undefined}
            busy={save.isPending}
          />
          <Doing outbox={outbox} state={state.data} />
        </>
      )}
      {open && <Deliveries outbox={outbox} />}
    </Panel>
  );
}

const PILLS = {
  ok: { tone: 'ok', icon: CircleCheck },
  failing: { tone: 'bad', icon: CircleAlert },
  disabled: { tone: 'grey', icon: CircleSlash },
} as const;

function StatePill({ state }: { state: State['state'] }) {
  const t = useT();
  const { tone, icon: Icon } = PILLS[state];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden />}>
      {t(`outboxes:state.${state}`)}
    </Pill>
  );
}

/** Why nothing arrives, and what to do about it. */
function Trouble({ state, onEnable, busy }: { state: State; onEnable?: () => void; busy: boolean }) {
  const t = useT();
  const format = useFormat();
  const { live } = state;
  if (state.state === 'ok') return null;
  const failing = live?.failing_since;
  return (
    <Note
      tone={state.state === 'failing' ? 'bad' : 'warn'}
      className="mt-3"
      title={
        state.state === 'disabled'
          ? t('outboxes:disabled')
          : failing
            ? t('outboxes:failing_since', { at: format.minute(failing) })
            : t('outboxes:replay_failing')
      }
    >
      {live?.last_code && <p>{codeWords(t, live.last_code)}</p>}
      {state.state === 'failing' && live?.next_at && (
        <p>{t('outboxes:next_try', { at: format.second(live.next_at), count: live.failures })}</p>
      )}
      {state.state === 'disabled' && onEnable && (
        <Button className="mt-2" busy={busy} onClick={onEnable}>
          {t('outboxes:enable')}
        </Button>
      )}
    </Note>
  );
}

function Doing({ outbox, state }: { outbox: Outbox; state: State }) {
  const t = useT();
  const format = useFormat();
  const types = outbox.types ?? [];
  const statuses = types.map((type) => t.maybe(`status:${type.replace('message.', '')}`) ?? type);
  const replays = state.replays.filter((one) => !one.finished_at);
  return (
    <div className="mt-2 grid gap-x-8 md:grid-cols-2">
      <Facts
        items={[
          { name: t('outboxes:url'), value: <code className="font-mono text-[12px]">{address(outbox)}</code> },
          { name: t('outboxes:types'), value: statuses.length > 0 ? format.list(statuses) : t('outboxes:types_all') },
          ...(state.rotating_until
            ? [
                {
                  name: t('outboxes:old_secret'),
                  value: t('outboxes:until', { at: format.minute(state.rotating_until) }),
                },
              ]
            : []),
        ]}
      />
      <Facts
        items={[
          { name: t('outboxes:behind'), value: format.integer(state.behind) },
          { name: t('outboxes:delivered'), value: format.integer(state.live?.delivered ?? 0) },
          {
            name: t('outboxes:passed_over'),
            value: format.integer(state.live?.passed_over ?? 0),
            bad: (state.live?.passed_over ?? 0) > 0,
          },
          ...replays.map((replay) => ({
            name: t('outboxes:replaying'),
            value: t('outboxes:replayed', { count: replay.delivered }),
          })),
        ]}
      />
    </div>
  );
}
