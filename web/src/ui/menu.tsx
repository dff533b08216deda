import { Menu as Base } from '@base-ui/react/menu';
import clsx from 'clsx';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

const ITEM =
  'flex min-h-[30px] items-center gap-2 rounded-sm px-2 py-1 outline-none data-[highlighted]:bg-accent-soft data-[disabled]:opacity-50 [&_svg]:size-[15px] [&_svg]:text-ink3';

export function Menu({
  trigger,
  children,
  align = 'end',
  defaultOpen,
}: {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
  defaultOpen?: boolean;
}) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-40">
          <Base.Popup className="floating max-h-[min(26rem,var(--available-height))] min-w-44 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type ItemProps = {
  onClick: () => void;
  icon?: ReactNode;
  hint?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
};

export function MenuItem({ icon, hint, danger, children, ...rest }: ItemProps) {
  return (
    <Base.Item className={clsx(ITEM, danger && 'text-bad [&_svg]:text-bad')} {...rest}>
      {icon}
      <span className="flex-1 whitespace-nowrap">{children}</span>
      {hint && <span className="text-ink3">{hint}</span>}
    </Base.Item>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <div className="px-2 pt-1.5 pb-0.5 text-[12px] text-ink3">{children}</div>;
}

export function MenuCheck({
  checked,
  onChange,
  children,
  disabled,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  disabled?: boolean;
}) {
  return (
    <Base.CheckboxItem
      className={ITEM}
      checked={checked}
      onCheckedChange={onChange}
      closeOnClick={false}
      disabled={disabled}
    >
      <span className="flex size-4 items-center justify-center">{checked && <Check aria-hidden />}</span>
      <span className="flex-1 whitespace-nowrap">{children}</span>
    </Base.CheckboxItem>
  );
}

export function MenuRadio<T extends string>({
  value,
  onChange,
  options,
}: {
  value: T;
  onChange: (value: T) => void;
  options: { value: T; label: ReactNode }[];
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} className={ITEM} closeOnClick>
          <span className="flex size-4 items-center justify-center">
            <Base.RadioItemIndicator>
              <Check aria-hidden />
            </Base.RadioItemIndicator>
          </span>
          <span className="flex-1 whitespace-nowrap">{option.label}</span>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}
