import { Tabs as Base } from '@base-ui/react/tabs';
import clsx from 'clsx';
import type { ReactNode } from 'react';

export const TAB =
  'relative flex h-9 items-center gap-1.5 whitespace-nowrap px-2.5 text-ink2 hover:text-ink aria-selected:font-semibold aria-selected:text-ink aria-[current=page]:font-semibold aria-[current=page]:text-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 aria-selected:after:bg-accent aria-[current=page]:after:bg-accent';
export const TAB_LIST = 'flex overflow-x-auto overflow-y-hidden border-b border-line';

type TabsProps<T extends string> = {
  value: T;
  onChange: (value: T) => void;
  label: string;
  tabs: readonly { value: T; label: ReactNode; panel: ReactNode }[];
  className?: string;
};

/** Tabs over panels of one thing. Tabs that are filters of a list are links with `aria-current` and the same classes. */
export function Tabs<T extends string>({ value, onChange, label, tabs, className }: TabsProps<T>) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(next as T)} className={className}>
      <Base.List aria-label={label} className={TAB_LIST}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={clsx(TAB)}>
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="pt-4 outline-none">
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
