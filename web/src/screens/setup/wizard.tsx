import { useMutation } from '@tanstack/react-query';
import { Door } from '~/app/door';
import { type SetupInput, setUp } from '~/app/session';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { ErrorBox } from '~/ui/states';

/** The first steps on a new installation: the administrator's account, proved by the code that the server printed. */
export default function Wizard() {
  const t = useT();
  const create = useMutation({
    mutationFn: (form: FormData) => setUp(Object.fromEntries(form) as unknown as SetupInput),
  });
  return (
    <Door title={t('setup:title')}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(new FormData(event.currentTarget));
        }}
      >
        <p className="text-ink2">{t('setup:why')}</p>
        <Field label={t('setup:code')} name="code" hint={t('setup:code_hint')}>
          <TextInput name="code" autoComplete="one-time-code" required autoFocus />
        </Field>
        <Field label={t('setup:company')} name="company_name">
          <TextInput name="company_name" autoComplete="organization" required />
        </Field>
        <Field label={t('setup:name')} name="name">
          <TextInput name="name" autoComplete="name" required />
        </Field>
        <Field label={t('signin:email')} name="email">
          <TextInput name="email" type="email" autoComplete="username" required />
        </Field>
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
        <Button type="submit" kind="primary" size="lg" busy={create.isPending}>
          {t('setup:submit')}
        </Button>
      </form>
    </Door>
  );
}
