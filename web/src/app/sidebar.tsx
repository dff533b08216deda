import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { Circle, Keyboard, Languages, LogOut, MonitorCog, Moon, PanelLeft, Search, Sun, UserRound } from 'lucide-react';
import { serverNow, useFormat } from '~/format';
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useT } from '~/i18n';
import { IconButton } from '~/ui/button';
import { Menu, MenuHeading, MenuItem, MenuRadio, MenuSeparator } from '~/ui/menu';
import { Kbd } from '~/ui/panel';
import { Tip } from '~/ui/tooltip';
import { Mark } from './brand';
import { toggleLive, useLiveState } from './live';
import { askPalette } from './palette';
import { setPreference } from './preferences';
import { AREAS, SCREENS, type Screen } from './screens';
import { signOut, useMay, useSession } from './session';
import { askShortcuts } from './shortcut-list';
import { useSummary } from './summary';
import { setTheme, THEMES, useTheme } from './theme';

/** Screens that this person has in the menu, here and now. */
export function useMenu(): readonly Screen[] {
  const may = useMay();
  const { demo } = useSession();
  return SCREENS.filter((screen) => screen.area && may(screen.needs) && (demo || !screen.demoOnly));
}

export function Sidebar({ narrow, onNarrow }: { narrow: boolean; onNarrow: () => void }) {
  const t = useT();
  const menu = useMenu();
  const { company_name: company, demo, simulated_time: simulated } = useSession();
  return (
    <nav
      aria-label={t('shell:menu')}
      className={clsx(
        'flex shrink-0 flex-col border-r border-line bg-canvas max-md:hidden',
        narrow ? 'w-14' : 'w-[216px]',
      )}
    >
      <div className={clsx('flex items-center gap-2.5 pt-3 pb-2.5', narrow ? 'justify-center' : 'px-4')}>
        <Mark className="size-[22px] shrink-0" />
        {!narrow && (
          <div className="min-w-0">
            <p className="truncate text-[14px] leading-[18px] font-semibold">{company}</p>
            <p className="truncate text-[11px] leading-[14px] text-ink3">
              {demo ? t('shell:demo') : simulated ? t('shell:simulated') : 'omnifila'}
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
                <h2 className="px-2 pt-3 pb-1.5 text-[12px] leading-4 text-ink3">{t(`shell:area.${area}`)}</h2>
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

function Entry({ screen, narrow }: { screen: Screen; narrow: boolean }) {
  const t = useT();
  const format = useFormat();
  const totals = useSummary().data?.totals;
  const count = screen.badge && totals ? totals[screen.badge] : 0;
  const Icon = screen.icon ?? Circle;
  const link = (
    <Link
      to={screen.path}
      aria-label={narrow ? t(screen.title) : undefined}
      className={clsx(
        'group mb-px flex h-[30px] items-center gap-2.5 rounded-md border border-transparent text-ink2 hover:text-ink',
        'aria-[current=page]:border-line aria-[current=page]:bg-surface aria-[current=page]:font-semibold aria-[current=page]:text-ink',
        narrow ? 'justify-center' : 'px-[7px]',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-ink3 group-aria-[current=page]:text-accent" />
      {!narrow && <span className="flex-1 truncate whitespace-nowrap">{t(screen.title)}</span>}
      {!narrow && count > 0 && (
        <span
          className={clsx(
            'font-normal',
            screen.badge === 'uncertain' ? 'rounded-sm bg-warn-soft px-1 text-warn' : 'text-ink3',
          )}
        >
          {format.compact(count)}
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

export function ThemeMenu() {
  const t = useT();
  const { theme, dark } = useTheme();
  return (
    <Menu
      trigger={
        <IconButton label={t('shell:theme')}>
          {theme === 'system' ? <MonitorCog aria-hidden /> : dark ? <Moon aria-hidden /> : <Sun aria-hidden />}
        </IconButton>
      }
    >
      <MenuRadio
        value={theme}
        onChange={setTheme}
        options={THEMES.map((value) => ({ value, label: t(`shell:theme.${value}`) }))}
      />
    </Menu>
  );
}

export function PersonMenu({ onNarrow }: { onNarrow?: () => void }) {
  const t = useT();
  const format = useFormat();
  const [language, setLanguage] = useLanguage();
  const { user, version } = useSession();
  return (
    <Menu
      trigger={
        <IconButton label={t('shell:person', { name: user.name })}>
          <UserRound aria-hidden />
        </IconButton>
      }
    >
      <div className="px-2 py-1.5">
        <p className="font-medium">{user.name}</p>
        <p className="text-[12px] text-ink3">
          {user.email} · {t(`word:role.${user.role}`)}
        </p>
      </div>
      <MenuSeparator />
      <MenuHeading>
        <Languages aria-hidden className="mr-1 inline size-3.5" />
        {t('shell:language')}
      </MenuHeading>
      <MenuRadio
        value={language}
        onChange={(next) => {
          setPreference('language', next);
          void setLanguage(next);
        }}
        options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
      />
      <MenuSeparator />
      <MenuItem icon={<Keyboard aria-hidden />} hint={<Kbd>?</Kbd>} onClick={() => askShortcuts()}>
        {t('shell:shortcuts')}
      </MenuItem>
      {onNarrow && (
        <MenuItem icon={<PanelLeft aria-hidden />} hint={<Kbd>[</Kbd>} onClick={onNarrow}>
          {t('shell:narrow')}
        </MenuItem>
      )}
      <MenuItem icon={<LogOut aria-hidden />} onClick={() => void signOut()}>
        {t('shell:sign_out')}
      </MenuItem>
      <MenuSeparator />
      <p className="px-2 py-1 text-[12px] text-ink3">
        omnifila {version} · {format.minute(serverNow())} · {format.timeZone}
      </p>
    </Menu>
  );
}
