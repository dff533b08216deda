// After the administrator's account: proposed hours, a first gateway that reaches only one's own phone, and one message
// to it. Each step can be left; the dashboard's checklist remembers what is missing.

import { Link, useNavigate } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { api, body } from '~/api/client';
import { useChange, useNouns, useSave } from '~/api/nouns';
import { useSession } from '~/app/session';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { GatewayForm } from '~/screens/gateways/form';
import { usePresetName, usePresets } from '~/screens/windows/proposed';
import { WeekGrid } from '~/screens/windows/week-grid';
import { PresetNote } from '~/screens/windows/window-form';
import { Button, buttonClass } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { Page, Panel } from '~/ui/panel';
import { Radios } from '~/ui/radios';
import { ErrorBox, Note } from '~/ui/states';
import { STEPS, Steps } from './wizard';

export default function FirstSteps() {
  const t = useT();
  const [step, setStep] = useState<(typeof STEPS)[number]>('window');
  const next = () => setStep(STEPS[STEPS.indexOf(step) + 1] ?? 'test');
  return (
    <Page
      title={t('menu:setup')}
      actions={
        <Link to="/painel" className={buttonClass('quiet')}>
          {t('setup:leave')}
        </Link>
      }
    >
      <Panel className="max-w-[720px] p-5">
        <Steps at={step} />
        {step === 'window' && <WindowStep onDone={next} />}
        {step === 'gateway' && <GatewayStep onDone={next} />}
        {step === 'test' && <TestStep />}
      </Panel>
    </Page>
  );
}

function Frame({ what, children, actions }: { what: string; children: ReactNode; actions: ReactNode }) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink2">{what}</p>
      {children}
      <div className="flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}

function WindowStep({ onDone }: { onDone: () => void }) {
  const t = useT();
  const presets = usePresets();
  const nameOf = usePresetName();
  const [chosen, setChosen] = useState('default');
  const preset = presets.data?.items.find((one) => one.key === chosen) ?? presets.data?.items[0];
  const create = useSave('windows', onDone);
  return (
    <Frame
      what={t('setup:window_what')}
      actions={
        <>
          <Button
            kind="primary"
            busy={create.isPending}
            disabled={!preset}
            onClick={() =>
              preset &&
              create.mutate({
                record: {
                  name: nameOf(preset),
                  weekly: preset.weekly,
                  purposes: ['collection', 'reminder'],
                  zone: 'recipient',
                  holidays: preset.holidays,
                },
              })
            }
          >
            {t('setup:use_hours')}
          </Button>
          <Button onClick={onDone}>{t('setup:skip')}</Button>
        </>
      }
    >
      {presets.error && <ErrorBox error={presets.error} onRetry={() => presets.refetch()} />}
      {preset && (
        <>
          <Radios
            label={t('setup:window_choice')}
            value={preset.key}
            onChange={setChosen}
            options={(presets.data?.items ?? []).map((one) => ({ value: one.key, label: nameOf(one) }))}
          />
          <WeekGrid weekly={preset.weekly} />
          <PresetNote preset={preset} />
        </>
      )}
      {create.error && <ErrorBox error={create.error} />}
    </Frame>
  );
}

/** What a gateway needs to reach nobody: in a demo the stand-in beside it, elsewhere one that only counts as sent. */
async function simulated(demo: boolean): Promise<object> {
  if (demo) {
    const { gateway } = await body(api.GET('/api/v1/sandbox'));
    return { kind: gateway.kind, settings: gateway.settings, delivery_mode: 'live' };
  }
  return {
    kind: 'opa_suite',
    delivery_mode: 'simulate',
    settings: { url: 'https://simulador.invalid', token: 'simulador', channel_id: '000000000000000000000000' },
  };
}

/** An account at Opa!, or a gateway that only pretends. */
function GatewayStep({ onDone }: { onDone: () => void }) {
  const t = useT();
  const gateways = useNouns('gateways');
  const [form, setForm] = useState(false);
  const { demo } = useSession();
  const simulator = useChange(async () => {
    const record = {
      ...(await simulated(demo)),
      name: t('setup:simulator'),
      queue_mode: 'continuous',
      rate: { per_second: 1, burst: 1 },
    };
    return api.POST('/api/v1/gateways', { body: record as never });
  }, onDone);
  const has = (gateways.data?.length ?? 0) > 0;
  return (
    <Frame
      what={t('setup:gateway_what')}
      actions={
        <>
          {has ? (
            <Button kind="primary" onClick={onDone}>
              {t('ui:next')}
            </Button>
          ) : (
            <>
              <Button kind="primary" onClick={() => setForm(true)}>
                {t('setup:gateway_opa')}
              </Button>
              <Button busy={simulator.isPending} onClick={() => simulator.mutate()}>
                {t('setup:gateway_simulator')}
              </Button>
            </>
          )}
          <Button kind="quiet" onClick={onDone}>
            {t('setup:skip')}
          </Button>
        </>
      }
    >
      {has ? (
        <Note tone="ok">{t('setup:gateway_there', { name: gateways.data?.[0]?.name ?? '' })}</Note>
      ) : (
        <Note>{t('setup:gateway_note')}</Note>
      )}
      {simulator.error && <ErrorBox error={simulator.error} />}
      {form && <GatewayForm onClose={() => setForm(false)} />}
    </Frame>
  );
}

/** One message to one's own phone: a template is made for it if there is none. */
function TestStep() {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { user } = useSession();
  const gateways = useNouns('gateways');
  const templates = useNouns('templates');
  const gateway = gateways.data?.[0];
  const [phone, setPhone] = useState('+55');
  const [typed, setTyped] = useState('');
  // Opa! sends only what it approved: what is said there is named by its id, with as many values as it has holes.
  const known = templates.data
    ?.flatMap((one) => one.bindings ?? [])
    .find((binding) => binding.gateway_id === gateway?.id && binding.provider_template_id);
  const pretends = gateway?.delivery_mode === 'simulate';
  const asksTemplate = gateway?.kind === 'opa_suite' && !pretends && !known;
  const provider = known?.provider_template_id ?? (pretends ? '0'.repeat(24) : typed.trim());
  const sendTest = useChange(async () => {
    if (!gateway) return { data: undefined };
    const bound = templates.data?.find(
      (one) => one.purpose === 'requested' && one.bindings?.some((binding) => binding.gateway_id === gateway.id),
    );
    const template =
      bound ??
      (
        await api.POST('/api/v1/templates', {
          body: {
            name: t('setup:test_template'),
            purpose: 'requested',
            body: t('setup:test_body', { name: '{{ customer.name }}' }),
            bindings: [
              {
                gateway_id: gateway.id,
                language: 'pt_BR',
                parameters: known?.parameters?.map(() => '{{ customer.name }}') ?? ['{{ customer.name }}'],
                ...(gateway.kind === 'opa_suite' ? { provider_template_id: provider } : {}),
              },
            ],
          },
        })
      ).data;
    return api.POST('/api/v1/messages', {
      body: {
        gateway_id: gateway.id,
        template_id: template?.id,
        customer: { external_id: `user-${user.id}`, name: user.name, phone: phone.replace(/[^\d+]/g, '') },
      },
    });
  }, undefined);
  const made = sendTest.data && 'id' in sendTest.data ? sendTest.data : undefined;
  return (
    <Frame
      what={t('setup:test_what')}
      actions={
        made ? (
          <>
            <Button kind="primary" onClick={() => void navigate({ to: '/painel' })}>
              {t('ui:done')}
            </Button>
            <Link to="/fila" search={{ m: String(made.id) } as never} className={buttonClass()}>
              {t('setup:see_message', { id: String(made.id) })}
            </Link>
          </>
        ) : (
          <Button
            kind="primary"
            busy={sendTest.isPending}
            disabled={!gateway || !templates.data || (asksTemplate && typed.trim() === '')}
            onClick={() => sendTest.mutate()}
          >
            {t('setup:send_test')}
          </Button>
        )
      }
    >
      {!gateway && gateways.data && <Note tone="warn">{t('setup:no_gateway')}</Note>}
      {!made && (
        <Field label={t('setup:phone')} hint={t('setup:phone_hint')} className="max-w-72">
          <TextInput type="tel" value={phone} onValueChange={setPhone} autoComplete="tel" required />
        </Field>
      )}
      {!made && asksTemplate && (
        <Field label={t('setup:provider_template')} hint={t('setup:provider_template_hint')} className="max-w-96">
          <TextInput value={typed} onValueChange={setTyped} className="font-mono" required />
        </Field>
      )}
      {made && (
        <Note tone="ok">
          <span className="flex items-center gap-2">
            <CircleCheck aria-hidden className="size-4 text-ok" />
            {t('setup:test_done', { at: format.time(serverNow()) })}
          </span>
        </Note>
      )}
      {sendTest.error && <ErrorBox error={sendTest.error} />}
    </Frame>
  );
}
