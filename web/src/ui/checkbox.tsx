import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import clsx from 'clsx';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';

type CheckboxProps = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  indeterminate?: boolean;
  /** Its name; shown beside it unless `bare`. */
  label: ReactNode;
  bare?: boolean;
  disabled?: boolean;
  tabIndex?: number;
};

export function Checkbox({ checked, onChange, indeterminate, label, bare, disabled, tabIndex }: CheckboxProps) {
  const box = (
    <Base.Root
      checked={checked}
      indeterminate={indeterminate}
      onCheckedChange={onChange}
      disabled={disabled}
      tabIndex={tabIndex}
      aria-label={bare && typeof label === 'string' ? label : undefined}
      className={clsx(
        'flex size-4 shrink-0 items-center justify-center rounded-sm border border-ink3 bg-surface',
        'data-[checked]:border-accent data-[checked]:bg-accent data-[indeterminate]:border-accent data-[indeterminate]:bg-accent',
      )}
    >
      <Base.Indicator className="text-accent-ink">
        {indeterminate ? (
          <Minus className="size-3" strokeWidth={3} aria-hidden />
        ) : (
          <Check className="size-3" strokeWidth={3} aria-hidden />
        )}
      </Base.Indicator>
    </Base.Root>
  );
  if (bare) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, as a component
    <label className="flex min-h-6 items-center gap-2">
      {box}
      <span>{label}</span>
    </label>
  );
}

/** On or off, at once, without a save button. */
export function Switch({
  checked,
  onChange,
  label,
  bare,
  disabled,
}: Omit<CheckboxProps, 'indeterminate' | 'tabIndex'>) {
  const knob = (
    <BaseSwitch.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={bare && typeof label === 'string' ? label : undefined}
      className="flex h-[18px] w-8 shrink-0 items-center rounded-full border border-ink3 bg-line2 p-px data-[checked]:border-accent data-[checked]:bg-accent disabled:opacity-55"
    >
      <BaseSwitch.Thumb className="size-3.5 rounded-full bg-white transition-transform duration-100 data-[checked]:translate-x-3.5" />
    </BaseSwitch.Root>
  );
  if (bare) return knob;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, as a component
    <label className="flex min-h-6 items-center gap-2">
      {knob}
      <span>{label}</span>
    </label>
  );
}
