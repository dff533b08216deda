import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { Tip } from './tooltip';

const KINDS = {
  plain: 'border border-line2 bg-surface text-ink hover:bg-sunken',
  primary: 'border border-transparent bg-accent text-accent-ink hover:bg-accent-hover',
  danger: 'border border-line2 bg-surface text-bad hover:bg-bad-soft',
  'danger-solid': 'border border-transparent bg-bad-solid text-white hover:brightness-110',
  quiet: 'border border-transparent text-ink2 hover:bg-line/60 hover:text-ink',
} as const;

const SIZES = { sm: 'h-[26px] px-2 text-[12px]', md: 'h-[30px] px-2.5', lg: 'h-8 px-3' } as const;

export type ButtonKind = keyof typeof KINDS;

/** The classes of a button, for a link or a menu's trigger that must look like one. */
export function buttonClass(kind: ButtonKind = 'plain', size: keyof typeof SIZES = 'md', className?: string): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none',
    'disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-[15px] [&_svg]:shrink-0',
    KINDS[kind],
    SIZES[size],
    className,
  );
}

type ButtonProps = ComponentProps<'button'> & { kind?: ButtonKind; size?: keyof typeof SIZES; busy?: boolean };

export function Button({ kind, size, busy, className, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      className={buttonClass(kind, size, clsx(busy && 'pulse', className))}
      {...rest}
    />
  );
}

type IconButtonProps = Omit<ButtonProps, 'children' | 'aria-label'> & { label: string; children: ReactNode };

/** A button that shows only an icon: its label is its name and its tooltip. */
export function IconButton({ label, kind = 'quiet', className, children, ...rest }: IconButtonProps) {
  return (
    <Tip text={label}>
      <Button kind={kind} aria-label={label} className={clsx('!px-0 w-[30px]', className)} {...rest}>
        {children}
      </Button>
    </Tip>
  );
}
