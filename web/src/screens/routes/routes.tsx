import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useNames, useNouns } from '~/api/nouns';
import { useMay } from '~/app/session';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Listing, RemoveDialog } from '~/ui/listing';
import { Page } from '~/ui/panel';
import { Td, Tr } from '~/ui/table';
import { type Route, spoken } from './draft';
import { RouteForm } from './form';

export default function Routes() {
  const t = useT();
  const may = useMay();
  const routes = useNouns('routes');
  const gateway = useNames('gateways');
  const template = useNames('templates');
  const [form, setForm] = useState<Route | 'new' | null>(null);
  const [removing, setRemoving] = useState<Route | null>(null);
  const wait = (seconds: number | undefined) => {
    if (seconds === undefined) return '';
    const { unit, n } = spoken(seconds);
    return ` (${t(`routes:up_to.${unit}`, { n: String(n) })})`;
  };
  return (
    <Page
      title={t('menu:routes')}
      actions={
        may('admin') && (
          <Button kind="primary" onClick={() => setForm('new')}>
            <Plus aria-hidden />
            {t('routes:new')}
          </Button>
        )
      }
    >
      <Listing
        label={t('menu:routes')}
        what={t('routes:what')}
        query={routes}
        rows={routes.data}
        head={[t('ui:name'), t('routes:steps')]}
        empty={{ title: t('routes:empty'), more: t('routes:empty_more') }}
      >
        {(route) => (
          <Tr key={route.id}>
            <Td className="pl-5 align-top font-medium">{route.name}</Td>
            <Td>
              <ol className="list-inside list-decimal">
                {route.steps.map((step) => (
                  <li key={step.gateway_id}>
                    {gateway(step.gateway_id)}
                    <span className="text-ink2">
                      {' · '}
                      {template(step.template_id)}
                      {wait(step.after_seconds)}
                    </span>
                  </li>
                ))}
              </ol>
            </Td>
            <Td className="text-right align-top whitespace-nowrap">
              {may('admin') && (
                <>
                  <IconButton label={`${t('ui:edit')} ${route.name}`} onClick={() => setForm(route)}>
                    <Pencil aria-hidden />
                  </IconButton>
                  <IconButton label={`${t('ui:remove')} ${route.name}`} onClick={() => setRemoving(route)}>
                    <Trash2 aria-hidden />
                  </IconButton>
                </>
              )}
            </Td>
          </Tr>
        )}
      </Listing>
      {form && <RouteForm route={form === 'new' ? undefined : form} onClose={() => setForm(null)} />}
      {removing && (
        <RemoveDialog
          noun="routes"
          id={removing.id}
          name={removing.name}
          what={t('routes:remove_what')}
          onClose={() => setRemoving(null)}
        />
      )}
    </Page>
  );
}
