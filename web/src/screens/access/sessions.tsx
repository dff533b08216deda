import { $api, api } from '~/api/client';
import { useChange } from '~/api/nouns';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Listing } from '~/ui/listing';
import { Td, Tr } from '~/ui/table';

/** "Chrome em Windows" out of a user agent; the text itself where it is nothing known. */
export function browserName(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : '';
  const system = /Windows/.test(agent)
    ? 'Windows'
    : /Android/.test(agent)
      ? 'Android'
      : /iPhone|iPad/.test(agent)
        ? 'iOS'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /Linux/.test(agent)
            ? 'Linux'
            : '';
  return [browser, system].filter(Boolean).join(' · ') || agent || '—';
}

export function Sessions() {
  const t = useT();
  const format = useFormat();
  const sessions = $api.useQuery('get', '/api/v1/sessions', {
    params: { query: { all: true, limit: 200 } as never },
  });
  const end = useChange(
    (id: number) => api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }) as Promise<{ data?: unknown }>,
    () => toast(t('access:session_ended')),
  );
  return (
    <Listing
      label={t('access:sessions')}
      what={t('access:sessions')}
      query={{ ...sessions, error: sessions.error ?? end.error }}
      rows={sessions.data?.items}
      head={[t('access:who'), t('access:browser'), t('access:address'), t('access:since'), t('access:last_seen')]}
    >
      {(session) => (
        <Tr key={session.id}>
          <Td className="pl-5 font-medium">
            {session.user_name}{' '}
            {session.current && <span className="font-normal text-ink3">{t('access:current')}</span>}
          </Td>
          <Td>{browserName(session.user_agent)}</Td>
          <Td>{session.address}</Td>
          <Td>{format.minute(session.created_at)}</Td>
          <Td>{format.ago(session.last_seen_at, serverNow())}</Td>
          <Td className="pr-5 text-right">
            {!session.current && (
              <Button size="sm" busy={end.isPending} onClick={() => end.mutate(session.id)}>
                {t('access:end_session')}
              </Button>
            )}
          </Td>
        </Tr>
      )}
    </Listing>
  );
}
