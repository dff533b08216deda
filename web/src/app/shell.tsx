import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { Circle, WifiOff } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Asked, askPalette, askShortcuts } from './asked';
import { connectLive, useLiveState } from './live';
import { useMenu } from './menu';
import { PauseAll, PausedStrip } from './pause';
import { usePreference } from './preferences';
import { SCREENS } from './screens';
import { useSession } from './session';
import { type Shortcuts, useShortcuts } from './shortcuts';
import { LiveButton, PersonMenu, Sidebar } from './sidebar';
import { useLiveCaches } from './summary';
import { Tray } from './tray';

const wide = matchMedia('(min-width: 1280px)');

function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      wide.addEventListener('change', listener);
      return () => wide.removeEventListener('change', listener);
    },
    () => wide.matches,
  );
}

export function Shell({ children }: { children: ReactNode }) {
  const t = useT();
  const [chosen, setChosen] = usePreference<boolean | null>('narrow', null);
  const roomy = useWide();
  const narrow = chosen ?? !roomy;
  useEffect(connectLive, []);
  useLiveCaches();
  useGlobalKeys(useCallback(() => setChosen(!narrow), [narrow, setChosen]));
  useTitle();
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-surface focus:p-2"
      >
        {t('shell:skip')}
      </a>
      <SimulationLine />
      <div className="flex min-h-0 flex-1">
        <Sidebar narrow={narrow} onNarrow={() => setChosen(!narrow)} />
        <div className="flex min-w-0 flex-1 flex-col">
          <PausedStrip />
          <OfflineStrip />
          <main id="content" tabIndex={-1} className="min-h-0 flex-1 outline-none">
            {children}
          </main>
          <PhoneBar />
        </div>
      </div>
      <PauseAll />
      <Asked />
      <Tray />
    </div>
  );
}

function useGlobalKeys(toggleNarrow: () => void): void {
  const navigate = useNavigate();
  const menu = useMenu();
  const shortcuts: Shortcuts = {
    'ctrl+k': (event) => {
      event.preventDefault();
      askPalette();
    },
    '?': () => askShortcuts(),
    '[': toggleNarrow,
  };
  for (const screen of menu) {
    if (screen.letter) shortcuts[`g ${screen.letter}`] = () => void navigate({ to: screen.path });
  }
  useShortcuts(shortcuts);
}

function useTitle(): void {
  const t = useT();
  const { company_name: company } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    const screen = SCREENS.find((one) => path === one.path || path.startsWith(`${one.path}/`));
    document.title = [screen && t(screen.title), company, 'omnifila'].filter(Boolean).join(' · ');
  }, [path, company, t]);
}

/** Says on every page that nothing here is for real. */
function SimulationLine() {
  const t = useT();
  const { demo, simulated_time: simulated } = useSession();
  if (!demo && !simulated) return null;
  return (
    <header className="shrink-0 border-t-[3px] border-sim bg-canvas px-4 py-1 text-center text-[12px] leading-4 font-medium text-sim">
      {simulated ? t('shell:simulated_line') : t('shell:demo_line')}
    </header>
  );
}

const OFFLINE_AFTER_MS = 10_000;

function OfflineStrip() {
  const t = useT();
  const format = useFormat();
  const { lostAt } = useLiveState();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!lostAt) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [lostAt]);
  if (!lostAt || now - lostAt < OFFLINE_AFTER_MS) return null;
  return (
    <div role="status" className="flex min-h-9 items-center gap-2 bg-warn-soft px-5 font-medium text-warn">
      <WifiOff aria-hidden className="size-4" />
      {t('shell:offline', { span: format.span(now - lostAt) })}
    </div>
  );
}

/** On a phone: what somebody on call needs. */
function PhoneBar() {
  const t = useT();
  const menu = useMenu().filter((screen) => screen.phone);
  return (
    <nav
      aria-label={t('shell:menu')}
      className="flex h-14 shrink-0 items-center gap-1 border-t border-line bg-canvas px-2 md:hidden"
    >
      {menu.map((screen) => {
        const Icon = screen.icon ?? Circle;
        return (
          <Link
            key={screen.path}
            to={screen.path}
            className="flex h-12 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 rounded-md text-[11px] leading-4 text-ink2 aria-[current=page]:font-semibold aria-[current=page]:text-accent"
          >
            <Icon aria-hidden className="size-[18px]" />
            <span className="max-w-full truncate">{t(screen.short ?? screen.title)}</span>
          </Link>
        );
      })}
      <button
        type="button"
        onClick={() => askPalette()}
        className="flex h-12 flex-1 flex-col items-center justify-center gap-0.5 text-[11px] leading-4 text-ink2"
      >
        <span aria-hidden className="text-[18px] leading-[18px]">
          ⋯
        </span>
        {t('shell:more')}
      </button>
      <LiveButton narrow />
      <PersonMenu />
    </nav>
  );
}
