import { useT } from '~/i18n';
import { Switch } from '~/ui/checkbox';
import { Dialog } from '~/ui/dialog';
import { Kbd } from '~/ui/panel';
import { askShortcuts } from './asked';
import { useMenu } from './menu';
import { usePreference } from './preferences';

const QUEUE = [
  ['/', 'search'],
  ['j k', 'move'],
  ['o', 'open'],
  ['x', 'select'],
  ['Shift+X', 'range'],
  ['Ctrl+A', 'all_loaded'],
  ['Ctrl+Shift+A', 'all_filter'],
  ['e', 'resend'],
  ['a', 'reschedule'],
  ['p', 'priority'],
  ['Delete', 'cancel'],
  ['Alt+↑ Alt+↓', 'reorder'],
  ['c', 'copy'],
  ['.', 'newer'],
  ['r', 'reload'],
  ['Esc', 'close'],
] as const;

export default function ShortcutList({ open }: { open: boolean }) {
  const t = useT();
  const menu = useMenu();
  const [letters, setLetters] = usePreference('letter_keys', true);
  const everywhere: [string, string][] = [
    ['Ctrl+K', t('shell:search')],
    ['[', t('shell:narrow')],
    ['?', t('shell:shortcuts')],
    ...menu
      .filter((screen) => screen.letter)
      .map((screen): [string, string] => [`g ${screen.letter}`, t(screen.title)]),
  ];
  return (
    <Dialog open={open} onClose={() => askShortcuts(false)} title={t('shell:shortcuts')} size="lg">
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Keys title={t('shell:keys_everywhere')} keys={everywhere} />
        <Keys title={t('shell:keys_queue')} keys={QUEUE.map(([key, word]) => [key, t(`shell:key.${word}`)])} />
      </div>
      <div className="mt-4 border-t border-line pt-3">
        <Switch checked={letters} onChange={setLetters} label={t('shell:letter_keys')} />
      </div>
    </Dialog>
  );
}

function Keys({ title, keys }: { title: string; keys: [string, string][] }) {
  return (
    <section>
      <h3 className="mb-1 font-semibold">{title}</h3>
      <dl>
        {keys.map(([key, words]) => (
          <div key={key} className="flex min-h-7 items-center justify-between gap-3 border-b border-line last:border-0">
            <dt className="text-ink2">{words}</dt>
            <dd className="flex gap-1">
              {key.split(' ').map((part) => (
                <Kbd key={part}>{part}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
