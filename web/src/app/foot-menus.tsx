// The menus of the sidebar's foot; loaded when one of them is first opened.

import { Keyboard, Languages, LogOut, PanelLeft } from 'lucide-react';
import type { ReactElement } from 'react';
import { serverNow, useFormat } from '~/format';
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useT } from '~/i18n';
import { Menu, MenuHeading, MenuItem, MenuRadio, MenuSeparator } from '~/ui/menu';
import { Kbd } from '~/ui/panel';
import { askShortcuts } from './asked';
import { setPreference } from './preferences';
import { signOut, useSession } from './session';
import { setTheme, THEMES, useTheme } from './theme';

export function ThemeMenu({ trigger }: { trigger: ReactElement }) {
  const t = useT();
  const { theme } = useTheme();
  return (
    <Menu defaultOpen trigger={trigger}>
      <MenuRadio
        value={theme}
        onChange={setTheme}
        options={THEMES.map((value) => ({ value, label: t(`shell:theme.${value}`) }))}
      />
    </Menu>
  );
}

export function PersonMenu({ trigger, onNarrow }: { trigger: ReactElement; onNarrow?: () => void }) {
  const t = useT();
  const format = useFormat();
  const [language, setLanguage] = useLanguage();
  const { user, version } = useSession();
  return (
    <Menu defaultOpen trigger={trigger}>
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
