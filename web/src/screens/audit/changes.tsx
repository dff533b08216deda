import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { api, body } from '~/api/client';
import type { components } from '~/api/schema';
import type { Search } from '~/app/search';
import { useFormat } from '~/format';
import { type Translate, useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { Panel } from '~/ui/panel';
import { Select } from '~/ui/select';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';
import { Difference } from './difference';

type Entry = components['schemas']['AuditEntry'];

const NOUNS = [
  'gateway',
  'template',
  'task',
  'ladder',
  'window',
  'calendar',
  'branch',
  'route',
  'source',
  'hold',
  'stop_rule',
  'suppression',
  'token',
  'user',
  'session',
  'settings',
  'pause',
  'customer',
  'invoice',
  'document',
  'signature_flow',
  'outbox',
  'settlement',
] as const;

const text = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? (value[0] ?? '') : (value ?? '');

/** "criou o gateway Opa! Suite" */
export function sentence(entry: Entry, t: Translate): string {
  const last = (entry.after ?? entry.before ?? {}) as Record<string, unknown>;
  const name = last.name ?? last.key ?? last.email ?? last.address ?? (entry.noun_id ? `#${entry.noun_id}` : '');
  const deed = t.maybe(`audit:deed.${entry.action}.${entry.noun}`);
  if (deed) return `${deed} ${String(name)}`.trim();
  const verb = t.maybe(`audit:verb.${entry.action}`) ?? entry.action;
  const noun = t.maybe(`audit:noun.${entry.noun}`) ?? entry.noun;
  return `${verb} ${noun} ${String(name)}`.trim();
}

export function Changes({ search }: { search: Search }) {
  const t = useT();
  const navigate = useNavigate();
  const noun = NOUNS.find((one) => one === search.noun) ?? null;
  const actor = text(search.actor);
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/audit', noun, actor],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/audit', {
          params: { query: { limit: 100, cursor: pageParam, ...(noun ? { noun } : {}), ...(actor ? { actor } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const go = (next: Search) => void navigate({ to: '/auditoria', search: next as never });
  return (
    <>
      <form
        className="mb-3 flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const who = String(new FormData(event.currentTarget).get('actor')).trim();
          go({ ...(noun ? { noun } : {}), ...(who ? { actor: who } : {}) });
        }}
      >
        <Field label={t('audit:filter.noun')} className="w-52">
          <Select
            value={noun ?? 'all'}
            onChange={(next) => go({ ...(next === 'all' ? {} : { noun: next }), ...(actor ? { actor } : {}) })}
            options={[
              { value: 'all', label: t('audit:any') },
              ...NOUNS.map((value) => ({ value, label: t(`audit:kind.${value}`) })),
            ]}
          />
        </Field>
        <Field label={t('audit:filter.actor')} name="actor" className="w-64">
          <TextInput key={actor} name="actor" defaultValue={actor} placeholder={t('audit:actor_hint')} />
        </Field>
        <Button type="submit" size="lg">
          {t('audit:apply')}
        </Button>
      </form>
      <Panel>
        {list.error && (
          <ErrorBox className="m-3" what={t('audit:what')} error={list.error} onRetry={() => list.refetch()} />
        )}
        {list.isPending && <SkeletonRows />}
        {list.data && rows.length === 0 && <Empty title={noun || actor ? t('audit:empty_filter') : t('audit:empty')} />}
        {rows.length > 0 && (
          <Table label={t('audit:book.changes')}>
            <thead>
              <tr>
                <Th className="w-10">
                  <span className="sr-only">{t('audit:details')}</span>
                </Th>
                <Th className="w-36">{t('audit:when')}</Th>
                <Th className="w-56">{t('audit:who')}</Th>
                <Th>{t('audit:action')}</Th>
                <Th>{t('audit:why')}</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((entry) => (
                <Line key={entry.id} entry={entry} />
              ))}
            </tbody>
          </Table>
        )}
        {list.hasNextPage && (
          <div className="p-3 text-center">
            <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              {t('ui:load_more')}
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}

function Line({ entry }: { entry: Entry }) {
  const t = useT();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const words = sentence(entry, t);
  return (
    <>
      <Tr>
        <Td className="pr-0">
          <IconButton
            size="sm"
            className="!size-6"
            label={t('audit:details_of', { what: words })}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
          </IconButton>
        </Td>
        <Td className="whitespace-nowrap">
          <time dateTime={entry.at} data-tip={format.full(entry.at)}>
            {format.second(entry.at)}
          </time>
        </Td>
        <Td className="font-medium">{t.maybe(`audit:actor.${entry.actor}`) ?? entry.actor}</Td>
        <Td>{words}</Td>
        <Td className="text-ink2">{entry.reason ?? '—'}</Td>
      </Tr>
      {open && (
        <tr>
          <td colSpan={5} className="border-b border-line bg-sunken px-4 py-3">
            <Difference before={entry.before} after={entry.after} />
          </td>
        </tr>
      )}
    </>
  );
}
