import { CirclePause, CirclePlay } from 'lucide-react';
import { useState } from 'react';
import { useNouns, useSave } from '~/api/nouns';
import { useParam } from '~/app/selected';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { DateInput } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { FormDialog } from '~/ui/form-dialog';
import { Page } from '~/ui/panel';
import { Select } from '~/ui/select';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Pill } from '~/ui/status';
import { countChanges, draftOf, type Ladder, type LadderDraft, RECOMMENDED } from './draft';
import { Inspector } from './inspector';
import { PublishDialog } from './publish';
import { Rules } from './rules';
import { Rungs } from './rungs';
import { useTrial } from './trial';

export default function Ladders() {
  const t = useT();
  const may = useMay();
  const ladders = useNouns('ladders');
  const [id, setId] = useParam('id');
  const [adding, setAdding] = useState(false);
  const ladder = ladders.data?.find((one) => String(one.id) === id) ?? ladders.data?.[0];
  if (ladder) {
    return (
      <>
        <LadderPage
          key={`${ladder.id} ${ladder.version}`}
          ladder={ladder}
          all={ladders.data ?? []}
          onOpen={setId}
          onAdd={() => setAdding(true)}
        />
        {adding && <NewLadder onClose={() => setAdding(false)} onDone={setId} />}
      </>
    );
  }
  return (
    <Page title={t('menu:ladders')}>
      {ladders.error && <ErrorBox what={t('ladders:what')} error={ladders.error} onRetry={() => ladders.refetch()} />}
      {ladders.isPending && <SkeletonRows rows={6} height={46} />}
      {ladders.data && (
        <Empty
          title={t('ladders:empty')}
          actions={
            may('billing') && (
              <Button kind="primary" onClick={() => setAdding(true)}>
                {t('ladders:recommended')}
              </Button>
            )
          }
        >
          {t('ladders:empty_more')}
        </Empty>
      )}
      {adding && <NewLadder onClose={() => setAdding(false)} onDone={setId} />}
    </Page>
  );
}

type LadderPageProps = {
  ladder: Ladder;
  all: readonly Ladder[];
  onOpen: (id: number) => void;
  onAdd: () => void;
};

function LadderPage({ ladder, all, onOpen, onAdd }: LadderPageProps) {
  const t = useT();
  const may = useMay();
  const [draft, setDraft] = useState<LadderDraft>(() => draftOf(ladder));
  const [selected, setSelected] = useState<number | null>(null);
  const [publishing, setPublishing] = useState(false);
  const changes = countChanges(ladder, draft);
  const editable = may('billing');
  const trial = useTrial(ladder, draft, editable && draft.name.trim() !== '');
  const step = selected === null ? undefined : draft.steps[selected];
  const on = ladder.enabled !== false;
  return (
    <div className="flex h-full min-w-0">
      <div className="min-w-0 flex-1">
        <Page
          title={t('menu:ladders')}
          sub={
            <span className="flex flex-wrap items-center gap-3">
              <Select
                label={t('ladders:which')}
                size="md"
                className="text-ink"
                value={String(ladder.id)}
                onChange={(value) => (value === 'new' ? onAdd() : onOpen(Number(value)))}
                options={[
                  ...all.map((one) => ({ value: String(one.id), label: one.name })),
                  ...(editable ? [{ value: 'new', label: t('ladders:new') }] : []),
                ]}
              />
              <Pill tone={on ? 'ok' : 'grey'} icon={on ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}>
                {t(on ? 'ladders:active' : 'ladders:inactive')}
              </Pill>
              {changes > 0 && <span>{t('ladders:changes', { count: changes })}</span>}
            </span>
          }
          actions={
            editable && (
              <>
                {changes > 0 && (
                  <Button
                    onClick={() => {
                      setDraft(draftOf(ladder));
                      setSelected(null);
                    }}
                  >
                    {t('ui:discard')}
                  </Button>
                )}
                <Button kind="primary" onClick={() => setPublishing(true)}>
                  {t(changes > 0 ? 'ladders:simulate_publish' : 'ladders:simulate')}
                </Button>
              </>
            )
          }
        >
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_290px]">
            <Rungs
              draft={draft}
              today={trial.data?.by_step}
              selected={selected}
              editable={editable}
              onSelect={setSelected}
              onChange={setDraft}
            />
            <Rules draft={draft} editable={editable} onChange={setDraft} ladder={ladder} trial={trial.data} />
          </div>
        </Page>
      </div>
      {step && selected !== null && (
        <Inspector
          step={step}
          editable={editable}
          onChange={(next) =>
            setDraft({ ...draft, steps: draft.steps.map((one, index) => (index === selected ? next : one)) })
          }
          onRemove={() => {
            setDraft({ ...draft, steps: draft.steps.filter((_, index) => index !== selected) });
            setSelected(null);
          }}
          onClose={() => {
            setSelected(null);
          }}
        />
      )}
      {publishing && (
        <PublishDialog ladder={ladder} draft={draft} changes={changes} onClose={() => setPublishing(false)} />
      )}
    </div>
  );
}

/** A new ladder begins switched off, with the recommended days and whatever templates fit. */
function NewLadder({ onClose, onDone }: { onClose: () => void; onDone: (id: number) => void }) {
  const t = useT();
  const format = useFormat();
  const templates = useNouns('templates');
  const [name, setName] = useState('');
  const [startsOn, setStartsOn] = useState(() =>
    new Intl.DateTimeFormat('sv', { timeZone: format.timeZone }).format(serverNow()),
  );
  const save = useSave('ladders', (kept) => {
    toast(t('ui:created'));
    onClose();
    onDone(kept.id);
  });
  const pick = (days: number) =>
    templates.data?.find((one) => one.purpose === (days > 0 ? 'collection' : 'reminder')) ?? templates.data?.[0];
  const steps = RECOMMENDED.flatMap((days) => {
    const template = pick(days);
    return template ? [{ offset_days: days, template_id: template.id }] : [];
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      size="sm"
      title={t('ladders:new')}
      description={t('ladders:new_what')}
      submit={t('ladders:create')}
      busy={save.isPending}
      blocked={steps.length === 0}
      note={templates.data && steps.length === 0 ? t('ladders:needs_template') : undefined}
      error={save.error}
      onSubmit={() => save.mutate({ record: { name: name.trim(), enabled: false, starts_on: startsOn, steps } })}
    >
      <Field label={t('ui:name')}>
        <TextInput value={name} onValueChange={setName} required maxLength={200} autoFocus />
      </Field>
      <Field label={t('ladders:starts_on')} hint={t('ladders:starts_on_hint')}>
        <DateInput value={startsOn} onValueChange={setStartsOn} required />
      </Field>
    </FormDialog>
  );
}
