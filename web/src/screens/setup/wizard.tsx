import { useMutation } from '@tanstack/react-query';
import clsx from 'clsx';
import { useState } from 'react';
import { Door } from '~/app/door';
import { type SetupInput, setUp } from '~/app/session';
import { zoneLabel } from '~/format';
import { useT } from '~/i18n';
import { ZONES } from '~/screens/settings/zones';
import { Button } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { Select } from '~/ui/select';
import { ErrorBox } from '~/ui/states';

export const STEPS = ['account', 'window', 'gateway', 'test'] as const;

/** Where one is among the first steps. */
export function Steps({ at }: { at: (typeof STEPS)[number] }) {
  const t = useT();
  const place = STEPS.indexOf(at);
  return (
    <ol className="mb-5 grid grid-cols-4 gap-2">
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={step === at ? 'step' : undefined}
          className={clsx(
            'border-t-2 pt-1.5 text-[12px] leading-4',
            index <= place ? 'border-accent' : 'border-line2',
            step === at ? 'font-semibold' : 'text-ink3',
          )}
        >
          {t(`setup:step.${step}`)}
        </li>
      ))}
    </ol>
  );
}

/** The administrator's account, proved by the code that the server printed; the other steps follow signed in. */
export default function Wizard() {
  const t = useT();
  const [zone, setZone] = useState<string>('America/Sao_Paulo');
  const create = useMutation({
    mutationFn: (form: FormData) => setUp({ ...(Object.fromEntries(form) as unknown as SetupInput), time_zone: zone }),
    onSuccess: () => {
      history.replaceState(null, '', '/primeiros-passos');
      // The router reads the address when it is told that it changed.
      dispatchEvent(new PopStateEvent('popstate'));
    },
  });
  return (
    <Door title={t('menu:setup')} wide>
      <Steps at="account" />
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(new FormData(event.currentTarget));
        }}
      >
        <p className="text-ink2">{t('setup:why')}</p>
        <Field label={t('setup:code')} name="code" hint={t('setup:code_hint')}>
          <TextInput name="code" autoComplete="one-time-code" required autoFocus className="font-mono" />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('setup:company')} name="company_name">
            <TextInput name="company_name" autoComplete="organization" required />
          </Field>
          <Field label={t('setup:zone')}>
            <Select
              value={zone}
              onChange={setZone}
              options={ZONES.map((value) => ({ value, label: zoneLabel(t.language, value) }))}
            />
          </Field>
          <Field label={t('setup:name')} name="name">
            <TextInput name="name" autoComplete="name" required />
          </Field>
          <Field label={t('signin:email')} name="email">
            <TextInput name="email" type="email" autoComplete="username" required />
          </Field>
        </div>
        <Field label={t('signin:password')} name="password" hint={t('signin:next_hint')}>
          <TextInput
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={10}
            maxLength={256}
            required
          />
        </Field>
        {create.error && <ErrorBox error={create.error} />}
        <Button type="submit" kind="primary" size="lg" busy={create.isPending} className="self-start">
          {t('ui:next')}
        </Button>
      </form>
    </Door>
  );
}
