import { useState } from 'react';
import { useSave } from '~/api/nouns';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Radios } from '~/ui/radios';
import type { Source } from './sources';

const KINDS = ['ixc', 'zapsign', 'clicksign', 'd4sign', 'autentique', 'api'] as const;
/** Providers of signatures, and what proves that a webhook is theirs. */
const PROOFS: Record<string, readonly ('token' | 'secret')[]> = {
  zapsign: ['token'],
  clicksign: ['secret'],
  d4sign: ['token', 'secret'],
  autentique: ['secret'],
};
/** What the server shows of a secret, and takes for "as it was". */
const MASK = '***';

export function SourceForm({ source, onClose }: { source?: Source; onClose: () => void }) {
  const t = useT();
  const old = (source?.settings ?? {}) as { url?: string; token?: string };
  const [kind, setKind] = useState<string>(source?.kind ?? 'ixc');
  const [name, setName] = useState(source?.name ?? 'IXC');
  const [key, setKey] = useState(source?.key ?? 'ixc');
  const [url, setUrl] = useState(old.url ?? '');
  const [token, setToken] = useState('');
  const [secret, setSecret] = useState('');
  const [minutes, setMinutes] = useState(String((source?.poll_seconds ?? 300) / 60));
  const save = useSave('sources', () => {
    toast(t(source ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  const asked = kind === 'ixc';
  const proofs = PROOFS[kind];
  const proven = {
    ...(proofs?.includes('token') ? { token: token.trim() || MASK } : {}),
    ...(proofs?.includes('secret') && (secret.trim() || (source && 'secret' in (source.settings ?? {})))
      ? { secret: secret.trim() || MASK }
      : {}),
  };
  const settings = asked
    ? { ...source?.settings, url: url.trim(), token: token.trim() || MASK }
    : proofs
      ? { ...source?.settings, ...proven }
      : {};
  const record = {
    name: name.trim(),
    ...(key.trim() ? { key: key.trim() } : {}),
    kind,
    settings,
    ...(asked ? { poll_seconds: Math.round(Number(minutes.replace(',', '.')) * 60) } : {}),
  };
  return (
    <FormDialog
      open
      onClose={onClose}
      title={source ? t('sources:edit') : t('sources:new')}
      submit={t('ui:save')}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate({ id: source?.id, record })}
    >
      {!source && (
        <Radios
          label={t('sources:kind')}
          value={kind as (typeof KINDS)[number]}
          onChange={(next) => {
            setKind(next);
            if (KINDS.some((one) => one === key)) setKey(next === 'api' ? '' : next);
            if (name === '' || KINDS.some((one) => t(`sources:kind.${one}`) === name || name === 'IXC')) {
              setName(next === 'api' ? '' : t(`sources:kind.${next}`));
            }
          }}
          options={KINDS.map((value) => ({
            value,
            label: t(`sources:kind.${value}`),
            hint: t(`sources:kind_hint.${value}`),
          }))}
        />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('ui:name')} error={refused('name')}>
          <TextInput value={name} onValueChange={setName} required maxLength={200} />
        </Field>
        <Field label={t('ui:key')} hint={t('sources:key_hint')} error={refused('key')}>
          <TextInput value={key} onValueChange={setKey} className="font-mono" required={!source} />
        </Field>
      </div>
      {asked && (
        <>
          <Field label={t('sources:url')} hint={t('sources:url_hint')} error={refused('settings.url')}>
            <TextInput type="url" value={url} onValueChange={setUrl} required />
          </Field>
          <Field
            label={t('sources:token')}
            hint={source ? t('sources:token_kept') : t('sources:token_hint')}
            error={refused('settings.token')}
          >
            <TextInput
              value={token}
              onValueChange={setToken}
              required={!source}
              autoComplete="off"
              className="font-mono"
              placeholder={source ? '••••••••' : undefined}
            />
          </Field>
          <Field label={t('sources:poll')} error={refused('poll_seconds')} className="max-w-44">
            <TextInput inputMode="decimal" value={minutes} onValueChange={setMinutes} required />
          </Field>
        </>
      )}
      {proofs?.includes('token') && (
        <Field
          label={t('sources:hook_token')}
          hint={source ? t('sources:token_kept') : t('sources:hook_token_hint')}
          error={refused('settings.token')}
        >
          <TextInput
            value={token}
            onValueChange={setToken}
            required={!source}
            minLength={16}
            autoComplete="off"
            className="font-mono"
          />
        </Field>
      )}
      {proofs?.includes('secret') && (
        <Field
          label={t('sources:hook_secret')}
          hint={source ? t('sources:token_kept') : t('sources:hook_secret_hint')}
          error={refused('settings.secret')}
        >
          <TextInput
            value={secret}
            onValueChange={setSecret}
            required={!source && kind !== 'd4sign'}
            autoComplete="off"
            className="font-mono"
          />
        </Field>
      )}
    </FormDialog>
  );
}
