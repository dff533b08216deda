import { Field as Base } from '@base-ui/react/field';
import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

export const CONTROL =
  'w-full rounded-md border border-line2 bg-surface px-2.5 text-ink focus-visible:border-accent disabled:opacity-60 data-[invalid]:border-bad aria-invalid:border-bad';

type FieldProps = {
  label: ReactNode;
  name?: string;
  hint?: ReactNode;
  error?: ReactNode;
  children: ReactNode;
  className?: string;
};

/** A label, one control, help and what is wrong with it, tied together for assistive technology. */
export function Field({ label, name, hint, error, children, className }: FieldProps) {
  return (
    <Base.Root name={name} invalid={Boolean(error)} className={clsx('flex flex-col gap-1', className)}>
      <Base.Label className="text-[13px] font-medium">{label}</Base.Label>
      {children}
      {hint && <Base.Description className="text-[12px] leading-4 text-ink3">{hint}</Base.Description>}
      {error && (
        <Base.Error match className="text-[12px] leading-4 text-bad">
          {error}
        </Base.Error>
      )}
    </Base.Root>
  );
}

export function TextInput({ className, ...rest }: ComponentProps<typeof Base.Control>) {
  return <Base.Control className={clsx(CONTROL, 'h-8', className as string)} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <Base.Control className={clsx(CONTROL, 'min-h-20 py-1.5', className)} render={<textarea {...rest} />} />;
}
