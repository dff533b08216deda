import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type Nouns, patchOf, useNouns, useSave } from '~/api/nouns';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Listing, RemoveDialog } from '~/ui/listing';
import { Page } from '~/ui/panel';
import { Td, Tr } from '~/ui/table';

type Branch = Nouns['branches'];
const TEXTS = ['name', 'key', 'legal_name', 'document', 'address', 'phone'] as const;
const REQUIRED = new Set<string>(['name', 'key']);

export default function Branches() {
  const t = useT();
  const may = useMay();
  const branches = useNouns('branches');
  const [form, setForm] = useState<Branch | 'new' | null>(null);
  const [removing, setRemoving] = useState<Branch | null>(null);
  return (
    <Page
      title={t('menu:branches')}
      actions={
        may('admin') && (
          <Button kind="primary" onClick={() => setForm('new')}>
            <Plus aria-hidden />
            {t('branches:new')}
          </Button>
        )
      }
    >
      <Listing
        label={t('menu:branches')}
        what={t('branches:what')}
        query={branches}
        rows={branches.data}
        head={[
          t('ui:name'),
          t('branches:field.key'),
          t('branches:field.legal_name'),
          t('branches:field.document'),
          t('branches:field.address'),
        ]}
        empty={{ title: t('branches:empty'), more: t('branches:empty_more') }}
      >
        {(branch) => (
          <Tr key={branch.id}>
            <Td className="pl-5 font-medium">{branch.name}</Td>
            <Td className="font-mono text-[12px]">{branch.key}</Td>
            <Td>{branch.legal_name ?? '—'}</Td>
            <Td>{branch.document ?? '—'}</Td>
            <Td>{branch.address ?? '—'}</Td>
            <Td className="text-right whitespace-nowrap">
              {may('admin') && (
                <>
                  <IconButton label={`${t('ui:edit')} ${branch.name}`} onClick={() => setForm(branch)}>
                    <Pencil aria-hidden />
                  </IconButton>
                  <IconButton label={`${t('ui:remove')} ${branch.name}`} onClick={() => setRemoving(branch)}>
                    <Trash2 aria-hidden />
                  </IconButton>
                </>
              )}
            </Td>
          </Tr>
        )}
      </Listing>
      {form && <BranchForm branch={form === 'new' ? undefined : form} onClose={() => setForm(null)} />}
      {removing && (
        <RemoveDialog
          noun="branches"
          id={removing.id}
          name={removing.name}
          what={t('branches:remove_what')}
          onClose={() => setRemoving(null)}
        />
      )}
    </Page>
  );
}

function BranchForm({ branch, onClose }: { branch?: Branch; onClose: () => void }) {
  const t = useT();
  const gateways = useNouns('gateways');
  const [texts, setTexts] = useState(() => Object.fromEntries(TEXTS.map((name) => [name, branch?.[name] ?? ''])));
  const [chosen, setChosen] = useState<readonly number[]>(branch?.gateway_ids ?? []);
  const save = useSave('branches', () => {
    toast(t(branch ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  const given = Object.fromEntries(
    Object.entries(texts)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  );
  const record = { ...given, ...(chosen.length > 0 || branch?.gateway_ids ? { gateway_ids: chosen } : {}) };
  const kept = branch && { ...record, time_zone: branch.time_zone };
  return (
    <FormDialog
      open
      onClose={onClose}
      title={branch ? t('branches:edit') : t('branches:new')}
      description={t('branches:form_what')}
      submit={t('ui:save')}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate({ id: branch?.id, record: branch && kept ? patchOf(branch, kept) : record })}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {TEXTS.map((name) => (
          <Field
            key={name}
            label={
              REQUIRED.has(name) ? t(`branches:field.${name}`) : `${t(`branches:field.${name}`)} (${t('ui:optional')})`
            }
            error={refused(name)}
          >
            <TextInput
              value={texts[name] ?? ''}
              onValueChange={(value) => setTexts({ ...texts, [name]: value })}
              required={REQUIRED.has(name)}
            />
          </Field>
        ))}
      </div>
      <fieldset>
        <legend className="mb-1 font-medium">{t('branches:gateways')}</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {gateways.data?.map((gateway) => (
            <Checkbox
              key={gateway.id}
              checked={chosen.includes(gateway.id)}
              onChange={(on) => setChosen(on ? [...chosen, gateway.id] : chosen.filter((id) => id !== gateway.id))}
              label={gateway.name}
            />
          ))}
        </div>
      </fieldset>
    </FormDialog>
  );
}
