// A list of few things as a table on a panel: what it shows while it loads, when it cannot, and when there is nothing.

import type { ReactNode } from 'react';
import { type Noun, useRemove } from '~/api/nouns';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { ReasonDialog } from './form-dialog';
import { Panel } from './panel';
import { Empty, ErrorBox, SkeletonRows } from './states';
import { Table, Th } from './table';

type ListingProps<T> = {
  /** The table's name. */
  label: string;
  /** As in "Não foi possível carregar as filiais". */
  what: string;
  query: { error: unknown; isPending: boolean; refetch: () => unknown };
  rows: readonly T[] | undefined;
  /** Names of the columns; a further one holds the actions of a row. */
  head: readonly string[];
  /** What is said when there is nothing. */
  empty?: { title: ReactNode; more?: ReactNode };
  children: (row: T) => ReactNode;
};

export function Listing<T>({ label, what, query, rows, head, empty, children }: ListingProps<T>) {
  const t = useT();
  return (
    <Panel>
      {Boolean(query.error) && <ErrorBox what={what} error={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && <SkeletonRows rows={4} />}
      {rows?.length === 0 && empty && <Empty title={empty.title}>{empty.more}</Empty>}
      {rows && rows.length > 0 && (
        <Table label={label}>
          <thead>
            <tr>
              {head.map((name, index) => (
                <Th key={name} className={index === 0 ? 'pl-5' : undefined}>
                  {name}
                </Th>
              ))}
              <Th>
                <span className="sr-only">{t('ui:actions')}</span>
              </Th>
            </tr>
          </thead>
          <tbody>{rows.map(children)}</tbody>
        </Table>
      )}
    </Panel>
  );
}

type RemoveProps = {
  noun: Noun;
  id: number;
  /** "Remover X?" by its name, or another title. */
  name?: string;
  title?: string;
  /** What follows from it. */
  what: string;
  /** The button's word and what is said afterwards, where they are not "Remover". */
  submit?: string;
  done?: string;
  /** Something still needs it. */
  blocked?: boolean;
  onClose: () => void;
  onDone?: () => void;
};

/** Asks why, and removes it. */
export function RemoveDialog({
  noun,
  id,
  name = '',
  title,
  what,
  submit,
  done,
  blocked,
  onClose,
  onDone,
}: RemoveProps) {
  const t = useT();
  const remove = useRemove(noun, () => {
    toast(done ?? t('ui:removed'));
    onClose();
    onDone?.();
  });
  return (
    <ReasonDialog
      open
      onClose={onClose}
      title={title ?? t('ui:remove_title', { name })}
      description={what}
      submit={submit ?? t('ui:remove')}
      kind="danger-solid"
      blocked={blocked}
      busy={remove.isPending}
      error={remove.error}
      onSubmit={(reason) => remove.mutate({ id, reason })}
    />
  );
}
