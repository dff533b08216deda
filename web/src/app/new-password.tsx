import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { ErrorBox } from '~/ui/states';
import { Door } from './door';
import { changePassword } from './session';

/** The first thing after signing in with a password that somebody else has seen. */
export default function NewPassword() {
  const t = useT();
  const [differ, setDiffer] = useState(false);
  const change = useMutation({
    mutationFn: (form: FormData) => changePassword(String(form.get('current')), String(form.get('next'))),
  });
  return (
    <Door title={t('signin:new_title')}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const same = form.get('next') === form.get('again');
          setDiffer(!same);
          if (same) change.mutate(form);
        }}
      >
        <p className="text-ink2">{t('signin:new_why')}</p>
        <Field label={t('signin:current')} name="current">
          <TextInput name="current" type="password" autoComplete="current-password" required autoFocus />
        </Field>
        <Field label={t('signin:next')} name="next" hint={t('signin:next_hint')}>
          <TextInput name="next" type="password" autoComplete="new-password" minLength={10} maxLength={256} required />
        </Field>
        <Field label={t('signin:again')} name="again" error={differ ? t('signin:differ') : undefined}>
          <TextInput name="again" type="password" autoComplete="new-password" required />
        </Field>
        {change.error && <ErrorBox error={change.error} />}
        <Button type="submit" kind="primary" size="lg" busy={change.isPending}>
          {t('signin:new_submit')}
        </Button>
      </form>
    </Door>
  );
}
