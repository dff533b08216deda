import { Select as Base } from '@base-ui/react/select';
import clsx from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

export type Option<T extends string = string> = { value: T; label: string; icon?: ReactNode; hint?: ReactNode };

type SelectProps<T extends string> = {
  value: T | null;
  onChange: (value: T) => void;
  options: readonly Option<T>[];
  /** Its name where no Field labels it. */
  label?: string;
  placeholder?: string;
  size?: 'md' | 'lg';
  className?: string;
  disabled?: boolean;
};

export function Select<T extends string>({
  value,
  onChange,
  options,
  label,
  placeholder,
  size = 'lg',
  className,
  disabled,
}: SelectProps<T>) {
  const shown = options.find((option) => option.value === value);
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => next !== null && onChange(next as T)}
      items={options}
      disabled={disabled}
    >
      <Base.Trigger
        aria-label={label}
        className={clsx(
          'flex items-center justify-between gap-2 rounded-md border border-line2 bg-surface px-2.5 text-left hover:bg-sunken disabled:opacity-60',
          size === 'lg' ? 'h-8' : 'h-[30px]',
          className,
        )}
      >
        <span className={clsx('flex min-w-0 items-center gap-1.5 [&_svg]:size-[15px]', !shown && 'text-ink3')}>
          {shown?.icon}
          <span className="truncate">
            <Base.Value>{() => shown?.label ?? placeholder}</Base.Value>
          </span>
        </span>
        <Base.Icon render={<ChevronDown className="size-[15px] shrink-0 text-ink3" aria-hidden />} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-40">
          <Base.Popup className="floating max-h-[min(24rem,var(--available-height))] min-w-[var(--anchor-width)] overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float outline-none">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex min-h-[30px] items-center gap-2 rounded-sm px-2 py-1 outline-none data-[highlighted]:bg-accent-soft [&_svg]:size-[15px]"
              >
                <span className="flex size-4 items-center justify-center">
                  <Base.ItemIndicator>
                    <Check aria-hidden />
                  </Base.ItemIndicator>
                </span>
                {option.icon}
                <Base.ItemText className="flex-1 whitespace-nowrap">{option.label}</Base.ItemText>
                {option.hint && <span className="text-ink3">{option.hint}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
