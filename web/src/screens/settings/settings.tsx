import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, api } from '~/api/client';
import { useChange } from '~/api/nouns';
import type { components } from '~/api/schema';
import { SESSION_KEY, useMay, useSession } from '~/app/session';
import { toast } from '~/app/tray';
import { useFormat, zoneLabel } from '~/format';
import { LANGUAGE_NAMES, LANGUAGES, useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { Facts, Page, Panel } from '~/ui/panel';
import { Select } from '~/ui/select';
import { ErrorBox, SkeletonRows } from '~/ui/states';
import { ZONES } from './zones';

type Settings = components['schemas']['Settings'];

export default function SettingsScreen() {
  const t = useT();
  const format = useFormat();
  const { version } = useSession();
  const settings = $api.useQuery('get', '/api/v1/settings');
  const summary = $api.useQuery('get', '/api/v1/summary');
  const totals = summary.data?.totals;
  return (
    <Page title={t('menu:settings')}>
      {settings.error && (
        <ErrorBox what={t('settings:what')} error={settings.error} onRetry={() => settings.refetch()} />
      )}
      {settings.isPending && <SkeletonRows rows={4} />}
      <div className="flex max-w-[720px] flex-col gap-4">
        {settings.data && <Company key={JSON.stringify(settings.data)} settings={settings.data} />}
        <Panel title={t('settings:system')}>
          <div className="px-5 pb-3">
            <Facts
              items={[
                { name: t('settings:version'), value: version },
                { name: t('settings:server_time'), value: summary.data ? format.full(summary.data.now) : '—' },
                {
                  name: t('settings:messages'),
                  value: totals ? format.integer(Object.values(totals).reduce((sum, one) => sum + one, 0)) : '—',
                },
                {
                  name: t('settings:api'),
                  value: (
                    <a href="/api/openapi.json" className="text-accent underline underline-offset-2">
                      {t('settings:openapi')}
                    </a>
                  ),
                },
              ]}
            />
          </div>
        </Panel>
      </div>
    </Page>
  );
}

function Company({ settings }: { settings: Settings }) {
  const t = useT();
  const may = useMay();
  const client = useQueryClient();
  const [draft, setDraft] = useState(settings);
  const editable = may('admin');
  const save = useChange(
    () => api.PATCH('/api/v1/settings', { body: draft }),
    () => {
      toast(t('ui:saved'));
      void client.invalidateQueries({ queryKey: SESSION_KEY });
    },
  );
  if (!editable) {
    return (
      <Panel title={t('settings:company')}>
        <div className="px-5 pb-3">
          <Facts
            items={[
              { name: t('settings:name'), value: settings.company_name },
              { name: t('settings:zone'), value: zoneLabel(t.language, settings.time_zone) },
              { name: t('settings:locale'), value: LANGUAGE_NAMES[settings.locale] },
            ]}
          />
        </div>
      </Panel>
    );
  }
  return (
    <Panel title={t('settings:company')}>
      <form
        className="flex flex-col gap-4 px-5 pb-5"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Field label={t('settings:name')}>
          <TextInput
            value={draft.company_name}
            onValueChange={(company_name) => setDraft({ ...draft, company_name })}
            required
            maxLength={200}
          />
        </Field>
        <Field label={`${t('settings:public_url')} (${t('ui:optional')})`} hint={t('settings:public_url_hint')}>
          <TextInput
            type="url"
            value={draft.public_url}
            onValueChange={(public_url) => setDraft({ ...draft, public_url })}
            maxLength={300}
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('settings:zone')} hint={t('settings:zone_hint')}>
            <Select
              value={draft.time_zone}
              onChange={(time_zone) => setDraft({ ...draft, time_zone })}
              options={[...new Set([...ZONES, settings.time_zone])].map((value) => ({
                value,
                label: zoneLabel(t.language, value),
              }))}
            />
          </Field>
          <Field label={t('settings:locale')} hint={t('settings:locale_hint')}>
            <Select
              value={draft.locale}
              onChange={(locale) => setDraft({ ...draft, locale })}
              options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            />
          </Field>
        </div>
        {save.error && <ErrorBox error={save.error} />}
        <Button
          type="submit"
          kind="primary"
          className="self-start"
          busy={save.isPending}
          disabled={JSON.stringify(draft) === JSON.stringify(settings)}
        >
          {t('ui:save')}
        </Button>
      </form>
    </Panel>
  );
}
