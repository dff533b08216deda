import { KeyRound, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { type Nouns, useChange, useNouns } from '~/api/nouns';
import { useSession } from '~/app/session';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, ReasonDialog, useRefused } from '~/ui/form-dialog';
import { Listing, RemoveDialog } from '~/ui/listing';
import { Radios } from '~/ui/radios';
import { Td, Tr } from '~/ui/table';
import { Once } from './once';

type User = Nouns['users'];
const ROLES = ['viewer', 'operator', 'billing', 'admin'] as const;
type Asked = { what: 'form'; user?: User } | { what: 'remove' | 'reset'; user: User };

export function Users() {
  const t = useT();
  const format = useFormat();
  const me = useSession().user.id;
  const users = useNouns('users');
  const [asked, setAsked] = useState<Asked | null>(null);
  const [made, setMade] = useState<{ name: string; password: string } | null>(null);
  const close = () => setAsked(null);
  const reset = useChange(
    ({ id, reason }: { id: number; reason: string }) =>
      api.POST('/api/v1/users/{id}/reset-password', { params: { path: { id } }, body: { reason } }),
    (answer) => {
      close();
      setMade({ name: answer.name, password: answer.password });
    },
  );
  return (
    <>
      <div className="mb-3 flex justify-end">
        <Button kind="primary" onClick={() => setAsked({ what: 'form' })}>
          <Plus aria-hidden />
          {t('access:new_user')}
        </Button>
      </div>
      <Listing
        label={t('access:users')}
        what={t('access:users')}
        query={users}
        rows={users.data}
        head={[t('ui:name'), t('access:email'), t('access:role'), t('ui:state'), t('access:last_sign_in')]}
      >
        {(user) => (
          <Tr key={user.id}>
            <Td className="pl-5 font-medium">
              {user.name} {user.id === me && <span className="font-normal text-ink3">{t('access:you')}</span>}
            </Td>
            <Td>{user.email}</Td>
            <Td>{t(`word:role.${user.role}`)}</Td>
            <Td>
              {user.enabled ? (
                user.must_change_password ? (
                  t('access:must_change')
                ) : (
                  t('access:enabled')
                )
              ) : (
                <span className="text-warn">{t('access:disabled')}</span>
              )}
            </Td>
            <Td>{user.last_sign_in_at ? format.ago(user.last_sign_in_at, serverNow()) : t('access:never')}</Td>
            <Td className="pr-3 text-right whitespace-nowrap">
              <IconButton
                label={t('access:reset_name', { name: user.name })}
                onClick={() => setAsked({ what: 'reset', user })}
              >
                <KeyRound aria-hidden />
              </IconButton>
              <IconButton label={`${t('ui:edit')} ${user.name}`} onClick={() => setAsked({ what: 'form', user })}>
                <Pencil aria-hidden />
              </IconButton>
              {user.id !== me && (
                <IconButton label={`${t('ui:remove')} ${user.name}`} onClick={() => setAsked({ what: 'remove', user })}>
                  <Trash2 aria-hidden />
                </IconButton>
              )}
            </Td>
          </Tr>
        )}
      </Listing>
      {asked?.what === 'form' && (
        <UserForm
          user={asked.user}
          onClose={close}
          onMade={(name, password) => {
            close();
            setMade({ name, password });
          }}
        />
      )}
      {asked?.what === 'remove' && (
        <RemoveDialog
          noun="users"
          id={asked.user.id}
          name={asked.user.name}
          what={t('access:remove_what')}
          onClose={close}
        />
      )}
      {asked?.what === 'reset' && (
        <ReasonDialog
          open
          onClose={close}
          title={t('access:reset_title', { name: asked.user.name })}
          description={t('access:reset_what')}
          submit={t('access:reset')}
          busy={reset.isPending}
          error={reset.error}
          onSubmit={(reason) => reset.mutate({ id: asked.user.id, reason })}
        />
      )}
      {made && (
        <Once
          title={t('access:password_of', { name: made.name })}
          what={t('access:password_what')}
          secret={made.password}
          onClose={() => setMade(null)}
        />
      )}
    </>
  );
}

type UserFormProps = { user?: User; onClose: () => void; onMade: (name: string, password: string) => void };

function UserForm({ user, onClose, onMade }: UserFormProps) {
  const t = useT();
  const me = useSession().user.id;
  const [name, setName] = useState(user?.name ?? '');
  const [email, setEmail] = useState(user?.email ?? '');
  const [role, setRole] = useState<User['role']>(user?.role ?? 'operator');
  const [enabled, setEnabled] = useState(user?.enabled ?? true);
  const save = useChange(
    async () => {
      const record = { name: name.trim(), email: email.trim(), role };
      if (!user) return { data: (await api.POST('/api/v1/users', { body: record })).data };
      await api.PATCH('/api/v1/users/{id}', { params: { path: { id: user.id } }, body: { ...record, enabled } });
      return { data: undefined };
    },
    (answer) => {
      if (answer) onMade(answer.name, answer.password);
      else {
        toast(t('ui:saved'));
        onClose();
      }
    },
  );
  const refused = useRefused(save.error);
  return (
    <FormDialog
      open
      onClose={onClose}
      title={user ? t('access:edit_user') : t('access:new_user')}
      submit={t('ui:save')}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('ui:name')} error={refused('name')}>
          <TextInput value={name} onValueChange={setName} required maxLength={200} autoFocus />
        </Field>
        <Field label={t('access:email')} error={refused('email')}>
          <TextInput type="email" value={email} onValueChange={setEmail} required />
        </Field>
      </div>
      <Radios
        label={t('access:role')}
        value={role}
        onChange={setRole}
        options={ROLES.map((value) => ({ value, label: t(`word:role.${value}`), hint: t(`access:role.${value}`) }))}
      />
      {user && user.id !== me && <Checkbox checked={enabled} onChange={setEnabled} label={t('access:may_sign_in')} />}
    </FormDialog>
  );
}
