import { Check, Copy as CopyIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useT } from '~/i18n';

/** Puts words on the clipboard and says so. */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain http on another machine has no clipboard interface.
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

export function Copy({ text, label }: { text: string; label: string }) {
  const t = useT();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <button
      type="button"
      aria-label={done ? t('ui:copied') : label}
      className="inline-flex size-6 items-center justify-center rounded-sm text-ink3 hover:bg-line/60 hover:text-ink"
      onClick={() => copy(text).then(() => setDone(true))}
    >
      {done ? <Check aria-hidden className="size-3.5 text-ok" /> : <CopyIcon aria-hidden className="size-3.5" />}
    </button>
  );
}
