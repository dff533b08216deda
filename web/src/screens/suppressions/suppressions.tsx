import { Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { type Nouns, useChange, useNouns, useRemove } from '~/api/nouns';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { CONTROL, Field, TextInput } from '~/ui/field';
import { FormDialog, ReasonDialog, useRefused } from '~/ui/form-dialog';
import { Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';

type Suppression = Nouns['suppressions'];
const PURPOSES = ['collection', 'reminder', 'signature', 'service', 'requested'] as const;

export default function Suppressions() {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const list = useNouns('suppressions');
  const [text, setText] = useState('');
  const [adding, setAdding] = useState(false);
  const [lifting, setLifting] = useState<Suppression | null>(null);
  const rows = [...(list.data ?? [])]
    .reverse()
    .filter((one) => one.address.toLowerCase().includes(text.trim().toLowerCase()));
  const lift = useRemove('suppressions', () => {
    setLifting(null);
    toast(t('suppressions:lifted'));
  });
  return (
    <Page
      title={t('suppressions:title')}
      actions={
        may('billing') && (
          <Button kind="primary" onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            {t('ui:add')}
          </Button>
        )
      }
    >
      <div className="relative mb-3 max-w-md">
        <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-ink3" />
        <input
          type="search"
          aria-label={t('suppressions:search')}
          placeholder={t('suppressions:search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={`${CONTROL} h-8 pl-8`}
        />
      </div>
      <Panel>
        {list.error && <ErrorBox what={t('suppressions:what')} error={list.error} onRetry={() => list.refetch()} />}
        {list.isPending && <SkeletonRows />}
        {list.data && rows.length === 0 && (
          <Empty title={text ? t('ui:nothing_found') : t('suppressions:empty')}>
            {!text && t('suppressions:empty_more')}
          </Empty>
        )}
        {rows.length > 0 && (
          <Table label={t('suppressions:title')}>
            <thead>
              <tr>
                <Th className="pl-5">{t('suppressions:address')}</Th>
                <Th>{t('suppressions:scope')}</Th>
                <Th>{t('suppressions:reason')}</Th>
                <Th>{t('suppressions:since')}</Th>
                <Th />
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <Tr key={one.id}>
                  <Td className="pl-5 font-medium">{one.address}</Td>
                  <Td>
                    {one.purposes?.length
                      ? one.purposes.map((purpose) => t(`word:purpose.${purpose}`)).join(', ')
                      : t('suppressions:everything')}
                  </Td>
                  <Td>{one.reason}</Td>
                  <Td>{format.minute(one.created_at)}</Td>
                  <Td className="pr-5 text-right">
                    {may('billing') && (
                      <Button size="sm" onClick={() => setLifting(one)}>
                        {t('suppressions:lift')}
                      </Button>
                    )}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      {adding && <AddSuppression onClose={() => setAdding(false)} />}
      {lifting && (
        <ReasonDialog
          open
          onClose={() => setLifting(null)}
          title={t('suppressions:lift_title', { address: lifting.address })}
          description={t('suppressions:lift_what')}
          submit={t('suppressions:lift')}
          kind="danger-solid"
          busy={lift.isPending}
          error={lift.error}
          onSubmit={(reason) => lift.mutate({ id: lifting.id, reason })}
        />
      )}
    </Page>
  );
}

function AddSuppression({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [address, setAddress] = useState('');
  const [purposes, setPurposes] = useState<readonly (typeof PURPOSES)[number][]>([]);
  const [reason, setReason] = useState('');
  const add = useChange(
    () => api.POST('/api/v1/suppressions', { body: { address: address.trim(), reason, purposes: [...purposes] } }),
    () => {
      onClose();
      toast(t('suppressions:added'));
    },
  );
  const refused = useRefused(add.error);
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t('suppressions:add_title')}
      submit={t('ui:add')}
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate()}
    >
      <Field label={t('suppressions:address')} hint={t('suppressions:address_hint')} error={refused('address')}>
        <TextInput value={address} onValueChange={setAddress} required autoFocus />
      </Field>
      <fieldset>
        <legend className="mb-1 font-medium">{t('suppressions:scope')}</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {PURPOSES.map((purpose) => (
            <Checkbox
              key={purpose}
              checked={purposes.includes(purpose)}
              onChange={(on) => setPurposes(on ? [...purposes, purpose] : purposes.filter((one) => one !== purpose))}
              label={t(`word:purpose.${purpose}`)}
            />
          ))}
        </div>
        <p className="mt-1 text-[12px] text-ink3">{t('suppressions:scope_hint')}</p>
      </fieldset>
      <Field label={t('ui:reason')}>
        <TextInput value={reason} onValueChange={setReason} required maxLength={300} />
      </Field>
    </FormDialog>
  );
}
