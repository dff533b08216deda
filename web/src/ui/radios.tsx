import clsx from 'clsx';
import { type ReactNode, useId } from 'react';

type RadiosProps<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode; hint?: ReactNode }[];
};

/** A choice among a few, each with a sentence: all of them are seen before one is taken. */
export function Radios<T extends string>({ label, value, onChange, options }: RadiosProps<T>) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-[13px] font-medium">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={clsx(
            'flex cursor-pointer items-start gap-2.5 rounded-md border px-3 py-2',
            option.value === value ? 'border-accent bg-accent-soft' : 'border-line2 hover:bg-sunken',
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span className="min-w-0">
            <span className="block font-medium">{option.label}</span>
            {option.hint && <span className="block text-[12px] leading-4 text-ink2">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
