import { Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { type Nouns, useChange, useNouns } from '~/api/nouns';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { CONTROL, Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Listing, RemoveDialog } from '~/ui/listing';
import { Page } from '~/ui/panel';
import { Td, Tr } from '~/ui/table';

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
  return (
    <Page
      title={t('menu:suppressions')}
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
      <Listing
        label={t('menu:suppressions')}
        what={t('suppressions:what')}
        query={list}
        rows={list.data && rows}
        head={[t('suppressions:address'), t('suppressions:scope'), t('suppressions:reason'), t('suppressions:since')]}
        empty={{
          title: text ? t('ui:nothing_found') : t('suppressions:empty'),
          more: !text && t('suppressions:empty_more'),
        }}
      >
        {(one) => (
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
        )}
      </Listing>
      {adding && <AddSuppression onClose={() => setAdding(false)} />}
      {lifting && (
        <RemoveDialog
          noun="suppressions"
          id={lifting.id}
          title={t('suppressions:lift_title', { address: lifting.address })}
          what={t('suppressions:lift_what')}
          submit={t('suppressions:lift')}
          done={t('suppressions:lifted')}
          onClose={() => setLifting(null)}
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
