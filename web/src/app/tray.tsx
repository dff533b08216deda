// Bottom right: what was done, and what is still being done, with the way back while there is one. Operations of the
// server are followed until they end; jobs of the browser (an export) report themselves.

import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';

export type TrayLine = {
  id: string;
  title: string;
  /** Small words under it. */
  detail?: string;
  tone?: 'bad' | 'ok';
  /** From 0 to 1; null where the end is not known. Without it the work is over. */
  progress?: number | null;
  /** "11.060 de 18.432" */
  count?: string;
  actions?: readonly { label: string; onClick: () => void; hint?: string }[];
  /** Goes by itself after this long; errors stay. */
  lifeMs?: number;
  /** Told when a person closes the line. */
  onDismiss?: () => void;
};

let lines: readonly TrayLine[] = [];
const listeners = new Set<() => void>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

function set(next: readonly TrayLine[]): void {
  lines = next;
  for (const listener of listeners) listener();
}

/** Puts a line in, or changes the one with this id. */
export function tray(line: TrayLine): void {
  const there = lines.some((old) => old.id === line.id);
  set(there ? lines.map((old) => (old.id === line.id ? line : old)) : [...lines, line]);
  clearTimeout(timers.get(line.id));
  if (line.lifeMs)
    timers.set(
      line.id,
      setTimeout(() => dismiss(line.id), line.lifeMs),
    );
}

export function dismiss(id: string): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  set(lines.filter((line) => line.id !== id));
}

/** A short word that something was done. */
export function toast(title: string, more: Partial<TrayLine> = {}): void {
  tray({
    id: crypto.getRandomValues(new Uint32Array(1)).join(),
    title,
    lifeMs: more.tone === 'bad' ? undefined : 6000,
    ...more,
  });
}

export function useTrayLines(): readonly TrayLine[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lines,
  );
}

const SHOWN = 3;
const PLACE = 'tray';

/** Where the keys go after something long was ordered: one Tab from "Parar". */
export const trayPlace = (): HTMLElement | null => document.getElementById(PLACE);

export function Tray() {
  const t = useT();
  const all = useTrayLines();
  const shown = all.slice(-SHOWN);
  const hidden = all.length - shown.length;
  return (
    <section
      id={PLACE}
      tabIndex={-1}
      aria-label={t('ui:tray')}
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-20 flex w-[min(366px,calc(100vw-32px))] flex-col outline-none"
    >
      {all.length > 0 && (
        <ol className="floating pointer-events-auto divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface shadow-float">
          {hidden > 0 && <li className="px-3.5 py-2 text-[12px] text-ink3">{t('ui:tray_more', { count: hidden })}</li>}
          {shown.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Line({ line }: { line: TrayLine }) {
  const t = useT();
  const working = line.progress !== undefined;
  return (
    <li className="px-3.5 py-2.5">
      <div className="flex items-start gap-2">
        <p className={line.tone === 'bad' ? 'min-w-0 flex-1 text-bad' : 'min-w-0 flex-1'}>
          <span className={working ? 'font-semibold' : undefined}>{line.title}</span>
        </p>
        {line.count && <span className="text-ink2">{line.count}</span>}
        {!working && (
          <IconButton
            label={t('ui:dismiss')}
            size="sm"
            className="!size-6 -mr-1"
            onClick={() => {
              line.onDismiss?.();
              dismiss(line.id);
            }}
          >
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      {working && (
        <progress
          aria-label={line.title}
          max={1}
          value={line.progress ?? undefined}
          className="tray-progress my-1.5 block h-1.5 w-full"
        />
      )}
      {(line.detail || line.actions) && (
        <div className="mt-1 flex items-center gap-2">
          <p className="min-w-0 flex-1 text-[12px] text-ink3">{line.detail}</p>
          {line.actions?.map((action) => (
            <Button key={action.label} size="sm" onClick={action.onClick}>
              {action.label}
              {action.hint && <span className="text-ink3">{action.hint}</span>}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}
