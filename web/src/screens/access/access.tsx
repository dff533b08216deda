import { useParam } from '~/app/selected';
import { useT } from '~/i18n';
import { Page } from '~/ui/panel';
import { Tabs } from '~/ui/tabs';
import { Roles } from './roles';
import { Sessions } from './sessions';
import { Tokens } from './tokens';
import { Users } from './users';

const TABS = ['users', 'roles', 'tokens', 'sessions'] as const;

export default function Access() {
  const t = useT();
  const [tab, setTab] = useParam('tab');
  const panels = { users: <Users />, roles: <Roles />, tokens: <Tokens />, sessions: <Sessions /> };
  return (
    <Page title={t('menu:access')}>
      <Tabs
        label={t('menu:access')}
        value={TABS.find((one) => one === tab) ?? 'users'}
        onChange={setTab}
        tabs={TABS.map((value) => ({ value, label: t(`access:${value}`), panel: panels[value] }))}
      />
    </Page>
  );
}
