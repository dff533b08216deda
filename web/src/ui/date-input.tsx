// Dates and hours in the company's way of writing, whatever the browser's language: typed, or picked from a month.

import { Popover } from '@base-ui/react/popover';
import { CalendarDays } from 'lucide-react';
import { type ComponentProps, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useT } from '~/i18n';
import { buttonClass } from './button';
import { maskDate, maskTime, orderOf, readDate, readTime, writeDate } from './date-mask';
import { TextInput } from './field';

const Month = lazy(() => import('./month'));

type Own = 'value' | 'onValueChange' | 'onChange' | 'type' | 'min' | 'max';
type DateInputProps = Omit<ComponentProps<typeof TextInput>, Own> & {
  /** `2026-11-20`, or nothing. */
  value: string;
  /** Told a whole day, or nothing when the field is empty. */
  onValueChange: (value: string) => void;
  /** The first day that may be chosen. */
  min?: string;
};

export function DateInput({ value, onValueChange, min, className, ...rest }: DateInputProps) {
  const t = useT();
  const order = orderOf(t.language);
  const [text, setText] = useState(() => writeDate(value, order));
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // A value from outside, or the same in another language, is written anew; half a date that is being typed stays.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order follows the language
  useEffect(() => {
    setText((typed) => (readDate(typed, order) === value ? typed : value ? writeDate(value, order) : typed));
  }, [value, t.language]);
  const day = readDate(text, order);
  const wrong = text !== '' && (day === undefined || (min !== undefined && day < min));
  useEffect(() => {
    input.current?.setCustomValidity(wrong ? t('ui:date_wrong', { form: t('ui:date_form') }) : '');
  }, [wrong, t]);
  const take = (typed: string) => {
    const deleting = typed.length < text.length;
    const next = deleting ? typed : maskDate(typed, order);
    setText(next);
    const found = readDate(next, order);
    if (next === '' || (found && (min === undefined || found >= min))) onValueChange(found ?? '');
  };
  return (
    <div className={`relative ${className ?? ''}`}>
      <TextInput
        {...rest}
        ref={input}
        value={text}
        onValueChange={take}
        inputMode="numeric"
        autoComplete="off"
        placeholder={t('ui:date_form')}
        className="pr-9"
      />
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          aria-label={t('ui:pick_date')}
          data-tip={t('ui:pick_date')}
          className={buttonClass('quiet', 'md', '!absolute top-0.5 right-0.5 !size-7 !px-0')}
        >
          <CalendarDays aria-hidden />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner side="bottom" align="end" sideOffset={6} className="z-50">
            <Popover.Popup
              aria-label={t('ui:pick_date')}
              className="floating rounded-lg border border-line bg-surface p-3 shadow-float outline-none"
            >
              <Suspense fallback={<div className="h-[260px] w-[252px]" />}>
                <Month
                  value={day}
                  min={min}
                  onChoose={(chosen) => {
                    setText(writeDate(chosen, order));
                    onValueChange(chosen);
                    setOpen(false);
                  }}
                />
              </Suspense>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}

type TimeInputProps = Omit<ComponentProps<typeof TextInput>, Own> & {
  /** `08:30`, or nothing. */
  value: string;
  onValueChange: (value: string) => void;
  /** `24:00` is an hour, too: the end of the day. */
  midnight?: boolean;
};

export function TimeInput({ value, onValueChange, midnight, className, ...rest }: TimeInputProps) {
  const t = useT();
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(
    () => setText((typed) => (readTime(typed, midnight) === value ? typed : value || typed)),
    [value, midnight],
  );
  const wrong = text !== '' && readTime(text, midnight) === undefined;
  useEffect(() => {
    input.current?.setCustomValidity(wrong ? t('ui:date_wrong', { form: t('ui:time_form') }) : '');
  }, [wrong, t]);
  return (
    <TextInput
      {...rest}
      ref={input}
      value={text}
      onValueChange={(typed: string) => {
        const next = typed.length < text.length ? typed : maskTime(typed);
        setText(next);
        const found = readTime(next, midnight);
        if (next === '' || found) onValueChange(found ?? '');
      }}
      onBlur={() => {
        // "8" and "830" are understood when one goes on.
        const whole = /^\d{1,2}$/.test(text) ? `${text.padStart(2, '0')}:00` : maskTime(text.padStart(4, '0'));
        if (text !== '' && wrong && readTime(whole, midnight)) {
          setText(whole);
          onValueChange(whole);
        }
      }}
      inputMode="numeric"
      autoComplete="off"
      placeholder={t('ui:time_form')}
      className={className as string}
    />
  );
}

type MomentProps = {
  value: string;
  onValueChange: (value: string) => void;
  min?: string;
  label: string;
  hint?: ReactNode;
};

/** A day and an hour of the company's zone, both needed: `2026-11-20T14:36`. */
export function MomentField({ value, onValueChange, min, label, hint }: MomentProps) {
  const t = useT();
  const [day = '', time = ''] = value.split('T');
  return (
    <fieldset>
      <legend className="mb-1 text-[13px] font-medium">{label}</legend>
      <div className="flex gap-2">
        <DateInput
          aria-label={t('ui:day')}
          className="w-40"
          value={day}
          min={min?.slice(0, 10)}
          required
          onValueChange={(next) => onValueChange(`${next}T${time}`)}
        />
        <TimeInput
          aria-label={t('ui:hour')}
          className="!w-24"
          value={time}
          required
          onValueChange={(next) => onValueChange(`${day}T${next}`)}
        />
      </div>
      {hint && <p className="mt-1 text-[12px] leading-4 text-ink3">{hint}</p>}
    </fieldset>
  );
}
