// "Auditoria": who did what, newest first. Two books: changes of what is set up, and orders over messages. Nothing here
// can be changed.

import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Search } from '~/app/search';
import { useT } from '~/i18n';
import { Page } from '~/ui/panel';
import { Tabs } from '~/ui/tabs';
import { Changes } from './changes';
import { Orders } from './orders';

const BOOKS = ['changes', 'orders'] as const;
type Book = (typeof BOOKS)[number];

export default function Audit() {
  const t = useT();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const book: Book = search.book === 'orders' ? 'orders' : 'changes';
  return (
    <Page title={t('menu:audit')} sub={t('audit:sub')}>
      <Tabs
        label={t('menu:audit')}
        value={book}
        onChange={(next) =>
          void navigate({ to: '/auditoria', search: (next === 'orders' ? { book: next } : {}) as never })
        }
        tabs={[
          { value: 'changes', label: t('audit:book.changes'), panel: <Changes search={search} /> },
          { value: 'orders', label: t('audit:book.orders'), panel: <Orders /> },
        ]}
      />
    </Page>
  );
}
