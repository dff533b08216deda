import { Check } from 'lucide-react';
import type { Need } from '~/app/screens';
import { useT } from '~/i18n';
import { Panel } from '~/ui/panel';
import { Table, Td, Th, Tr } from '~/ui/table';

const ROLES = ['viewer', 'operator', 'billing', 'admin'] as const;
const RANK: Record<Need, number> = { read: 0, operate: 1, billing: 2, admin: 3 };
/** What people do, and from which role on they may. */
const DEEDS = [
  ['see', 'read'],
  ['cancel', 'operate'],
  ['pause', 'operate'],
  ['run', 'operate'],
  ['include', 'operate'],
  ['rules', 'billing'],
  ['customers', 'billing'],
  ['gateways', 'admin'],
  ['tasks', 'admin'],
  ['users', 'admin'],
] as const satisfies readonly (readonly [string, Need])[];

export function Roles() {
  const t = useT();
  return (
    <Panel>
      <Table label={t('access:roles')} across>
        <thead>
          <tr>
            <Th className="pl-5">{t('access:may')}</Th>
            {ROLES.map((role) => (
              <Th key={role}>{t(`word:role.${role}`)}</Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DEEDS.map(([deed, need]) => (
            <Tr key={deed}>
              <Td className="pl-5">{t(`access:deed.${deed}`)}</Td>
              {ROLES.map((role, index) => (
                <Td key={role}>
                  {index >= RANK[need] ? (
                    <Check aria-label={t('ui:yes')} className="size-4 text-ok" />
                  ) : (
                    <span className="text-ink3">
                      <span aria-hidden>—</span>
                      <span className="sr-only">{t('ui:no')}</span>
                    </span>
                  )}
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
