import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { asProblem } from '~/api/problem';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { ErrorBox } from '~/ui/states';
import { Door } from './door';
import { signIn } from './session';

/** Never says which of the two was wrong; a lock-out says how long it lasts. */
export default function SignIn() {
  const t = useT();
  const [lockedUntil, setLockedUntil] = useState(0);
  const attempt = useMutation({
    mutationFn: (form: FormData) => signIn(String(form.get('email')), String(form.get('password'))),
    onError: (error) => {
      const seconds = Number(asProblem(error).document.retry_after_seconds ?? 0);
      if (seconds > 0) setLockedUntil(Date.now() + seconds * 1000);
    },
  });
  useEffect(() => {
    if (lockedUntil === 0) return;
    const timer = setTimeout(() => setLockedUntil(0), lockedUntil - Date.now());
    return () => clearTimeout(timer);
  }, [lockedUntil]);
  return (
    <Door title={t('signin:title')}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label={t('signin:email')} name="email">
          <TextInput name="email" type="email" autoComplete="username" required autoFocus />
        </Field>
        <Field label={t('signin:password')} name="password">
          <TextInput name="password" type="password" autoComplete="current-password" required />
        </Field>
        {attempt.error && <ErrorBox error={attempt.error} />}
        <Button type="submit" kind="primary" size="lg" busy={attempt.isPending} disabled={lockedUntil > 0}>
          {t('signin:submit')}
        </Button>
        <p className="text-[12px] leading-4 text-ink3">{t('signin:help')}</p>
      </form>
    </Door>
  );
}
