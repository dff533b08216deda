import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { Circle, MonitorCog, Moon, Search, Sun, UserRound } from 'lucide-react';
import { cloneElement, lazy, type ReactElement, Suspense, useState } from 'react';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { IconButton } from '~/ui/button';
import { Kbd } from '~/ui/panel';
import { Tip } from '~/ui/tooltip';
import { askPalette } from './asked';
import { Mark } from './brand';
import { toggleLive, useLiveState } from './live';
import { useMenu } from './menu';
import { AREAS, type Screen } from './screens';
import { useSession } from './session';
import { useSummary } from './summary';
import { useTheme } from './theme';

export function Sidebar({ narrow, onNarrow }: { narrow: boolean; onNarrow: () => void }) {
  const t = useT();
  const menu = useMenu();
  const { company_name: company, demo, simulated_time: simulated, user } = useSession();
  return (
    <nav
      aria-label={t('shell:menu')}
      className={clsx(
        'flex shrink-0 flex-col border-r border-line bg-canvas max-md:hidden',
        narrow ? 'w-14' : 'w-max max-w-[288px] min-w-[216px]',
      )}
    >
      <div className={clsx('flex items-center gap-2.5 pt-3 pb-2.5', narrow ? 'justify-center' : 'px-4')}>
        <Mark className="size-[22px] shrink-0" />
        {!narrow && (
          // The menu is as wide as its longest entry; a company's name does not widen it.
          <div className="min-w-0 flex-1 [contain:inline-size]">
            <p className="truncate text-[14px] leading-[18px] font-semibold">{company || 'omnifila'}</p>
            <p className="truncate text-[11px] leading-[14px] text-ink3">
              {demo ? t('shell:demo') : simulated ? t('shell:simulated') : company ? 'omnifila' : user.email}
            </p>
          </div>
        )}
      </div>
      <div className="px-2 pb-1">
        {narrow ? (
          <IconButton label={t('shell:search')} kind="plain" className="mx-auto !flex" onClick={() => askPalette()}>
            <Search aria-hidden />
          </IconButton>
        ) : (
          <button
            type="button"
            onClick={() => askPalette()}
            className="flex h-[30px] w-full items-center gap-2 rounded-md border border-line2 bg-surface px-2.5 text-ink3 hover:bg-sunken"
          >
            <Search aria-hidden className="size-[15px]" />
            <span className="flex-1 truncate text-left">{t('shell:search')}</span>
            <Kbd>Ctrl K</Kbd>
          </button>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {AREAS.map((area) => {
          const screens = menu.filter((screen) => screen.area === area);
          if (screens.length === 0) return null;
          return (
            <section key={area} aria-label={t(`shell:area.${area}`)}>
              {narrow ? (
                <div aria-hidden className="mx-2 my-2 h-px bg-line" />
              ) : (
                <h2 className="px-2 pt-3 pb-1.5 text-[12px] leading-4 text-ink3 [@media(max-height:820px)]:pt-1.5 [@media(max-height:820px)]:pb-0.5">
                  {t(`shell:area.${area}`)}
                </h2>
              )}
              {screens.map((screen) => (
                <Entry key={screen.path} screen={screen} narrow={narrow} />
              ))}
            </section>
          );
        })}
      </div>
      <Foot narrow={narrow} onNarrow={onNarrow} />
    </nav>
  );
}

/** On a low screen the menu scrolls; where one is has to be seen. */
function showCurrent(link: HTMLAnchorElement | null): void {
  if (link?.getAttribute('aria-current') === 'page') link.scrollIntoView({ block: 'nearest' });
}

function Entry({ screen, narrow }: { screen: Screen; narrow: boolean }) {
  const t = useT();
  const format = useFormat();
  const totals = useSummary().data?.totals;
  const count = screen.badge && totals ? totals[screen.badge] : 0;
  const Icon = screen.icon ?? Circle;
  const link = (
    <Link
      to={screen.path}
      ref={showCurrent}
      aria-label={narrow ? t(screen.title) : undefined}
      className={clsx(
        'group mb-px flex h-[30px] items-center [@media(max-height:820px)]:h-[27px] gap-2 rounded-md border border-transparent text-ink2 hover:text-ink',
        'aria-[current=page]:border-line aria-[current=page]:bg-surface aria-[current=page]:font-semibold aria-[current=page]:text-ink',
        narrow ? 'justify-center' : 'px-[7px]',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-ink3 group-aria-[current=page]:text-accent" />
      {!narrow && <span className="flex-1 truncate whitespace-nowrap">{t(screen.title)}</span>}
      {!narrow && screen.badge && (
        // Room for a number before there is one, so that the menu keeps its width.
        <span className="min-w-10 text-right text-[12px] font-normal">
          {count > 0 && (
            <span className={screen.badge === 'uncertain' ? 'rounded-sm bg-warn-soft px-1 text-warn' : 'text-ink3'}>
              {format.compact(count)}
            </span>
          )}
        </span>
      )}
    </Link>
  );
  return narrow ? (
    <Tip text={t(screen.title)} side="right">
      {link}
    </Tip>
  ) : (
    link
  );
}

const LIVE_INK = { live: 'text-ok', connecting: 'text-ink3', reconnecting: 'text-warn', paused: 'text-ink3' } as const;

export function LiveButton({ narrow }: { narrow?: boolean }) {
  const t = useT();
  const format = useFormat();
  const live = useLiveState();
  const heard = live.heardAt
    ? t('shell:live_heard', { ago: format.ago(live.heardAt, Date.now()) })
    : t(`shell:live.${live.state}`);
  return (
    <Tip text={live.state === 'paused' ? t('shell:live_resume') : heard} side="top">
      <button
        type="button"
        onClick={toggleLive}
        aria-label={narrow ? t(`shell:live.${live.state}`) : undefined}
        className="flex h-[30px] items-center gap-2 rounded-md px-1.5 text-ink2 hover:bg-line/60"
      >
        <Circle
          aria-hidden
          className={clsx('size-2 fill-current', LIVE_INK[live.state], live.state === 'reconnecting' && 'pulse')}
        />
        {!narrow && t(`shell:live.${live.state}`)}
      </button>
    </Tip>
  );
}

function Foot({ narrow, onNarrow }: { narrow: boolean; onNarrow: () => void }) {
  return (
    <div className={clsx('flex items-center gap-0.5 p-2', narrow && 'flex-col')}>
      <LiveButton narrow={narrow} />
      <div className={clsx('flex', narrow ? 'flex-col' : 'ml-auto')}>
        <ThemeMenu />
        <PersonMenu onNarrow={onNarrow} />
      </div>
    </div>
  );
}

const menus = () => import('./foot-menus');
const ThemeChoices = lazy(() => menus().then((found) => ({ default: found.ThemeMenu })));
const PersonChoices = lazy(() => menus().then((found) => ({ default: found.PersonMenu })));

/** A button that becomes the trigger of its menu when it is first pressed; until then the menu's code is not loaded. */
function Late({ button, children }: { button: ReactElement<{ onClick?: () => void }>; children: ReactElement }) {
  const [asked, setAsked] = useState(false);
  const before = cloneElement(button, { onClick: () => setAsked(true) });
  return asked ? <Suspense fallback={before}>{children}</Suspense> : before;
}

export function ThemeMenu() {
  const t = useT();
  const { theme, dark } = useTheme();
  const button = (
    <IconButton label={t('shell:theme')} aria-haspopup="menu">
      {theme === 'system' ? <MonitorCog aria-hidden /> : dark ? <Moon aria-hidden /> : <Sun aria-hidden />}
    </IconButton>
  );
  return (
    <Late button={button}>
      <ThemeChoices trigger={button} />
    </Late>
  );
}

export function PersonMenu({ onNarrow }: { onNarrow?: () => void }) {
  const t = useT();
  const { user } = useSession();
  const button = (
    <IconButton label={t('shell:person', { name: user.name })} aria-haspopup="menu">
      <UserRound aria-hidden />
    </IconButton>
  );
  return (
    <Late button={button}>
      <PersonChoices trigger={button} onNarrow={onNarrow} />
    </Late>
  );
}
