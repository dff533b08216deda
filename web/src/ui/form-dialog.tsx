import { type ReactNode, useId, useState } from 'react';
import { fieldOf } from '~/api/problem';
import { useT } from '~/i18n';
import { Button, type ButtonKind } from './button';
import { Dialog } from './dialog';
import { Field, TextInput } from './field';
import { ErrorBox } from './states';

type FormDialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  submit: string;
  kind?: ButtonKind;
  busy?: boolean;
  blocked?: boolean;
  error?: unknown;
  note?: ReactNode;
  /** Left of the closing button. */
  aside?: ReactNode;
  size?: 'sm' | 'md' | 'lg' | 'xl';
  onSubmit: () => void;
  children: ReactNode;
};

/** A dialog with a form: Enter sends it, what the server refuses is said above the buttons. */
export function FormDialog({
  submit,
  kind = 'primary',
  busy,
  blocked,
  error,
  aside,
  onSubmit,
  children,
  ...rest
}: FormDialogProps) {
  const t = useT();
  const id = useId();
  return (
    <Dialog
      {...rest}
      actions={
        <>
          {aside}
          <Button onClick={rest.onClose}>{t('ui:back')}</Button>
          <Button kind={kind} type="submit" form={id} busy={busy} disabled={blocked}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {Boolean(error) && <ErrorBox error={error} />}
      </form>
    </Dialog>
  );
}

/** The words under a field that the server refused. */
export function useRefused(error: unknown): (field: string) => string | undefined {
  const t = useT();
  const at = error ? fieldOf(error) : undefined;
  return (field) => (at === field || at?.startsWith(`${field}.`) ? t('ui:field_refused') : undefined);
}

/** Asks for the reason of something that cannot be taken back lightly. */
export function ReasonDialog({
  onSubmit,
  children,
  optional,
  ...rest
}: Omit<FormDialogProps, 'onSubmit' | 'children'> & {
  onSubmit: (reason: string) => void;
  optional?: boolean;
  children?: ReactNode;
}) {
  const t = useT();
  const [reason, setReason] = useState('');
  return (
    <FormDialog {...rest} size={rest.size ?? 'sm'} onSubmit={() => onSubmit(reason.trim())}>
      {children}
      <Field label={t('ui:reason')} name="reason">
        <TextInput value={reason} onValueChange={setReason} required={!optional} maxLength={300} autoFocus />
      </Field>
    </FormDialog>
  );
}
