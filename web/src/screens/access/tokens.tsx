import { Plus } from 'lucide-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { type Nouns, useChange, useNouns } from '~/api/nouns';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Field, TextInput } from '~/ui/field';
import { FormDialog } from '~/ui/form-dialog';
import { Listing, RemoveDialog } from '~/ui/listing';
import { Select } from '~/ui/select';
import { Td, Tr } from '~/ui/table';
import { Once } from './once';

type Token = Nouns['tokens'];
const SCOPES = ['read', 'enqueue', 'operate', 'admin'] as const;
const LIVES = ['30', '90', '365', 'open'] as const;

export function Tokens() {
  const t = useT();
  const format = useFormat();
  const tokens = useNouns('tokens');
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const state = (token: Token) => {
    if (token.revoked_at) return t('access:revoked_at', { at: format.minute(token.revoked_at) });
    if (!token.expires_at) return t('access:no_end');
    const over = Date.parse(token.expires_at) < serverNow();
    return t(over ? 'access:expired_at' : 'access:expires_at', { at: format.fullDay(token.expires_at) });
  };
  return (
    <>
      <div className="mb-3 flex justify-end">
        <Button kind="primary" onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {t('access:new_token')}
        </Button>
      </div>
      <Listing
        label={t('access:tokens')}
        what={t('access:tokens')}
        query={tokens}
        rows={tokens.data}
        head={[t('ui:name'), t('access:scopes'), t('access:created'), t('ui:state')]}
        empty={{ title: t('access:no_tokens') }}
      >
        {(token) => (
          <Tr key={token.id}>
            <Td className="pl-5 font-medium">{token.name}</Td>
            <Td>{token.scopes.map((scope) => t(`access:scope.${scope}`)).join(', ')}</Td>
            <Td>{format.minute(token.created_at)}</Td>
            <Td className={token.revoked_at ? 'text-ink3' : undefined}>{state(token)}</Td>
            <Td className="pr-5 text-right">
              {!token.revoked_at && (
                <Button
                  size="sm"
                  kind="danger"
                  aria-label={t('access:revoke_name', { name: token.name })}
                  onClick={() => setRevoking(token)}
                >
                  {t('access:revoke')}
                </Button>
              )}
            </Td>
          </Tr>
        )}
      </Listing>
      {adding && (
        <TokenForm
          onClose={() => setAdding(false)}
          onMade={(token) => {
            setAdding(false);
            setMade(token);
          }}
        />
      )}
      {made && (
        <Once
          title={t('access:token_of', { name: made.name })}
          what={t('access:token_what')}
          secret={made.token}
          onClose={() => setMade(null)}
        />
      )}
      {revoking && (
        <RemoveDialog
          noun="tokens"
          id={revoking.id}
          title={t('access:revoke_name', { name: revoking.name })}
          what={t('access:revoke_what')}
          submit={t('access:revoke')}
          done={t('access:revoked_done')}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function TokenForm({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (token: { name: string; token: string }) => void;
}) {
  const t = useT();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly (typeof SCOPES)[number][]>(['read', 'enqueue']);
  const [life, setLife] = useState<(typeof LIVES)[number]>('90');
  const make = useChange(
    () =>
      api.POST('/api/v1/tokens', {
        body: {
          name: name.trim(),
          scopes: [...scopes],
          expires_at: life === 'open' ? null : new Date(serverNow() + Number(life) * 86_400_000).toISOString(),
        },
      }),
    onMade,
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t('access:new_token')}
      description={t('access:new_token_what')}
      submit={t('access:make_token')}
      busy={make.isPending}
      blocked={scopes.length === 0}
      error={make.error}
      onSubmit={() => make.mutate()}
    >
      <Field label={t('ui:name')} hint={t('access:token_name_hint')}>
        <TextInput value={name} onValueChange={setName} required maxLength={100} autoFocus />
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1 font-medium">{t('access:scopes')}</legend>
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            checked={scopes.includes(scope)}
            onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
            label={
              <>
                <span className="font-medium">{t(`access:scope.${scope}`)}</span>{' '}
                <span className="text-ink2">{t(`access:scope_more.${scope}`)}</span>
              </>
            }
          />
        ))}
      </fieldset>
      <Field label={t('access:life')} className="max-w-60">
        <Select
          value={life}
          onChange={setLife}
          options={LIVES.map((value) => ({ value, label: t(`access:life.${value}`) }))}
        />
      </Field>
    </FormDialog>
  );
}
