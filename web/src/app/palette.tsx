// Ctrl K: every screen, a message by its id or by its customer, and the few actions that belong to no screen.

import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useNavigate } from '@tanstack/react-router';
import { CirclePause, Hash, Moon, Search, Sun, UserRound } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { $api } from '~/api/client';
import { useT } from '~/i18n';
import { askPalette } from './asked';
import { useMenu } from './menu';
import { askPauseAll, usePauses } from './pause';
import { SCREENS } from './screens';
import { useMay } from './session';
import { setTheme, useTheme } from './theme';

type Entry = { value: string; label: string; hint?: string; icon: ReactNode; run: () => void };

export default function Palette({ open }: { open: boolean }) {
  const t = useT();
  return (
    <Dialog.Root open={open} onOpenChange={askPalette}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35" />
        <Dialog.Popup
          aria-label={t('shell:search')}
          className="floating fixed top-[12vh] left-1/2 z-40 w-[min(600px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-surface shadow-float outline-none"
        >
          <Choices />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function Choices() {
  const t = useT();
  const [text, setText] = useState('');
  const fixed = useFixedEntries();
  const found = useFound(text.trim());
  const people = useCustomers(text.trim());
  const wanted = fold(text.trim());
  const entries = [...found, ...people, ...fixed.filter((entry) => fold(entry.label).includes(wanted))];
  return (
    <Autocomplete.Root
      inline
      items={entries}
      filter={null}
      value={text}
      onValueChange={setText}
      itemToStringValue={(entry: Entry) => entry.label}
      autoHighlight="always"
      keepHighlight
    >
      <div className="flex items-center gap-2 border-b border-line px-3.5">
        <Search aria-hidden className="size-4 text-ink3" />
        <Autocomplete.Input
          aria-label={t('shell:search')}
          placeholder={t('shell:search_hint')}
          className="h-11 flex-1 bg-transparent text-[14px] outline-none"
        />
      </div>
      <Autocomplete.List className="max-h-[min(380px,60vh)] overflow-y-auto p-1.5 empty:hidden">
        {(entry: Entry) => (
          <Autocomplete.Item
            key={entry.value}
            value={entry}
            onClick={() => {
              askPalette(false);
              entry.run();
            }}
            className="flex min-h-8 items-center gap-2.5 rounded-md px-2 outline-none data-[highlighted]:bg-accent-soft [&_svg]:size-4 [&_svg]:text-ink3"
          >
            {entry.icon}
            <span className="min-w-0 flex-1 truncate">{entry.label}</span>
            {entry.hint && <span className="truncate text-[12px] text-ink3">{entry.hint}</span>}
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
      <Autocomplete.Empty className="px-4 py-6 text-center text-ink3 empty:hidden">
        {t('shell:nothing_found')}
      </Autocomplete.Empty>
    </Autocomplete.Root>
  );
}

function useFixedEntries(): Entry[] {
  const t = useT();
  const navigate = useNavigate();
  const may = useMay();
  const { dark } = useTheme();
  const paused = usePauses().data?.paused;
  const screens = useMenu().map((screen): Entry => {
    const Icon = screen.icon ?? Hash;
    return {
      value: screen.path,
      label: t(screen.title),
      hint: screen.area && t(`shell:area.${screen.area}`),
      icon: <Icon aria-hidden />,
      run: () => void navigate({ to: screen.path }),
    };
  });
  const actions: Entry[] = [
    {
      value: 'theme',
      label: dark ? t('shell:to_light') : t('shell:to_dark'),
      icon: dark ? <Sun aria-hidden /> : <Moon aria-hidden />,
      run: () => setTheme(dark ? 'light' : 'dark'),
    },
  ];
  if (may('operate') && !paused) {
    actions.unshift({
      value: 'pause',
      label: t('shell:pause_all'),
      icon: <CirclePause aria-hidden />,
      run: () => askPauseAll(),
    });
  }
  return [...screens, ...actions];
}

/** How long the typing rests before the server is asked. */
const REST_MS = 200;

/** Customers whose number, document or phone it is, or whose name begins so. */
function useCustomers(text: string): Entry[] {
  const t = useT();
  const navigate = useNavigate();
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWanted(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const asked = wanted.length >= 2 && has('/clientes');
  const found = $api.useQuery(
    'get',
    '/api/v1/customers',
    { params: { query: { q: wanted, limit: 5 } } },
    { enabled: asked, staleTime: 30_000 },
  );
  if (!asked || text.length < 2) return [];
  return (found.data?.items ?? []).map((customer) => ({
    value: `customer ${customer.id}`,
    label: customer.name,
    hint: [t('shell:customer'), customer.external_id].join(' '),
    icon: <UserRound aria-hidden />,
    run: () => void navigate({ to: '/clientes', search: { id: String(customer.id) } as never }),
  }));
}

const has = (path: string) => SCREENS.some((screen) => screen.path === path);

/** What the text may mean in the queue. */
function useFound(text: string): Entry[] {
  const t = useT();
  const navigate = useNavigate();
  const entries: Entry[] = [];
  if (/^\d{1,16}$/.test(text) && has('/fila')) {
    entries.push({
      value: `message ${text}`,
      label: t('shell:open_message', { id: text }),
      icon: <Hash aria-hidden />,
      run: () => void navigate({ to: '/fila', search: { m: text } as never }),
    });
  }
  if (text.length >= 3 && has('/fila')) {
    entries.push({
      value: `search ${text}`,
      label: t('shell:search_queue', { text }),
      icon: <Search aria-hidden />,
      run: () => void navigate({ to: '/fila', search: { q: text } as never }),
    });
  }
  return entries;
}
