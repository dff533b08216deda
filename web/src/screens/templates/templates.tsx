import clsx from 'clsx';
import { Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { useNouns } from '~/api/nouns';
import { useParam } from '~/app/selected';
import { useMay } from '~/app/session';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { CONTROL } from '~/ui/field';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Editor } from './editor';

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** List, editor and live preview side by side. */
export default function Templates() {
  const t = useT();
  const may = useMay();
  const templates = useNouns('templates');
  const [id, setId] = useParam('id');
  const [text, setText] = useState('');
  const found = (templates.data ?? []).filter((one) => fold(`${one.key ?? ''} ${one.name}`).includes(fold(text)));
  const selected = templates.data?.find((one) => String(one.id) === id) ?? (id ? undefined : templates.data?.[0]);
  const adding = id === 'new';
  return (
    <div className="flex h-full min-w-0 max-lg:flex-col max-lg:overflow-y-auto">
      <aside className="flex w-60 shrink-0 flex-col border-r border-line bg-canvas max-lg:w-full max-lg:border-r-0 max-lg:border-b">
        <header className="flex items-center justify-between px-4 pt-4 pb-2">
          <h1 className="text-[17px] leading-6 font-semibold">{t('menu:templates')}</h1>
          {may('billing') && (
            <IconButton kind="plain" label={t('templates:new')} onClick={() => setId('new')}>
              <Plus aria-hidden />
            </IconButton>
          )}
        </header>
        <div className="relative px-3 pb-2">
          <Search aria-hidden className="absolute top-2 left-5.5 size-[15px] text-ink3" />
          <input
            type="search"
            aria-label={t('templates:search')}
            placeholder={t('templates:search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className={clsx(CONTROL, 'h-[30px] pl-8')}
          />
        </div>
        <nav aria-label={t('menu:templates')} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3 max-lg:max-h-44">
          {templates.isPending && <SkeletonRows rows={5} height={48} />}
          {found.map((template) => (
            <button
              key={template.id}
              type="button"
              aria-current={template.id === selected?.id && !adding ? 'true' : undefined}
              onClick={() => setId(template.id)}
              className="mb-px block w-full rounded-md border border-transparent px-2.5 py-1.5 text-left hover:bg-line/40 aria-[current]:border-line aria-[current]:bg-surface"
            >
              <span className="block truncate font-mono text-[12.5px]">{template.key ?? template.name}</span>
              <span className="block truncate text-[12px] leading-4 text-ink3">
                {template.key ? template.name : t(`word:purpose.${template.purpose}`)}
              </span>
            </button>
          ))}
          {text && found.length === 0 && <p className="px-2.5 py-3 text-ink3">{t('ui:nothing_found')}</p>}
        </nav>
      </aside>
      {templates.error && (
        <ErrorBox
          what={t('templates:what')}
          error={templates.error}
          onRetry={() => templates.refetch()}
          className="m-5"
        />
      )}
      {adding ? (
        <Editor key="new" onOpen={setId} />
      ) : selected ? (
        <Editor key={`${selected.id} ${selected.version}`} template={selected} onOpen={setId} />
      ) : (
        templates.data && (
          <div className="flex-1">
            <Empty
              title={t('templates:empty')}
              actions={
                may('billing') && (
                  <Button kind="primary" onClick={() => setId('new')}>
                    {t('templates:new')}
                  </Button>
                )
              }
            >
              {t('templates:empty_more')}
            </Empty>
          </div>
        )
      )}
    </div>
  );
}
