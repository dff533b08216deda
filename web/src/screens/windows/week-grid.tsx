// Seven days by twenty-four hours, painted with the pointer. The table below it does the same for the keyboard.

import clsx from 'clsx';
import { useRef } from 'react';
import { useT } from '~/i18n';
import { DAYS, type Opening, paint, ranges, share } from './week';

type WeekGridProps = { weekly: readonly Opening[]; onChange?: (weekly: Opening[]) => void };

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function WeekGrid({ weekly, onChange }: WeekGridProps) {
  const t = useT();
  const painting = useRef<boolean | null>(null);
  const week = ranges(weekly);
  const touch = (day: number, hour: number) => {
    if (painting.current !== null) onChange?.(paint(weekly, day, hour, painting.current));
  };
  return (
    <div
      aria-hidden
      className={clsx('select-none', onChange && 'cursor-crosshair')}
      onPointerUp={() => {
        painting.current = null;
      }}
      onPointerLeave={() => {
        painting.current = null;
      }}
    >
      <div className="ml-10 grid grid-cols-8 text-[11px] leading-4 text-ink3">
        {[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (
          <span key={hour}>{String(hour).padStart(2, '0')}h</span>
        ))}
      </div>
      {DAYS.map((day, index) => (
        <div key={day} className="flex items-center">
          <span className="w-10 shrink-0 text-[12px] text-ink3">{t(`windows:day.${day}`)}</span>
          <div className="grid flex-1 grid-cols-24 border-t border-l border-line">
            {HOURS.map((hour) => {
              const open = share(week[index] ?? [], hour);
              return (
                <span
                  key={hour}
                  className={clsx('relative h-6 border-r border-b border-line', open === 0 && 'bg-sunken')}
                  onPointerDown={(event) => {
                    if (!onChange) return;
                    event.currentTarget.releasePointerCapture(event.pointerId);
                    painting.current = open < 1;
                    touch(index, hour);
                  }}
                  onPointerEnter={() => touch(index, hour)}
                >
                  {open > 0 && (
                    <span className="absolute inset-y-0 left-0 bg-accent/75" style={{ width: `${open * 100}%` }} />
                  )}
                </span>
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
}
