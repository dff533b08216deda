// Which file, and what it holds. It is kept on the server, which says what it takes it for.

import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { api } from '~/api/client';
import { useChange } from '~/api/nouns';
import { useMay } from '~/app/session';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Panel } from '~/ui/panel';
import { Radios } from '~/ui/radios';
import { ErrorBox } from '~/ui/states';
import { type Import, KINDS, type Kind } from './fields';

const MOST_BYTES = 32 * 1024 * 1024;

export function Upload({ onKept }: { onKept: (id: number) => void }) {
  const t = useT();
  const may = useMay();
  const kinds = KINDS.filter((one) => one === 'messages' || may('billing'));
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'messages');
  const [large, setLarge] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const keep = useChange(
    (file: File) =>
      api.POST('/api/v1/imports', {
        params: { query: { kind, name: file.name } },
        body: file as never,
        bodySerializer: (content: unknown) => content as BodyInit,
        headers: { 'Content-Type': 'application/octet-stream' },
      }),
    (kept: Import) => onKept(kept.id),
  );
  const take = (file: File | undefined) => {
    if (!file) return;
    setLarge(file.size > MOST_BYTES);
    if (file.size <= MOST_BYTES) keep.mutate(file);
  };
  return (
    <>
      <Panel className="p-5">
        <Radios
          label={t('imports:kind')}
          value={kind}
          onChange={setKind}
          options={kinds.map((value) => ({
            value,
            label: t(`imports:kind.${value}`),
            hint: t(`imports:kind_more.${value}`),
          }))}
        />
      </Panel>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same */}
      <div
        className="flex flex-col items-center gap-3 rounded-lg border border-dashed border-line2 bg-surface px-5 py-12 text-center"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          take(event.dataTransfer.files[0]);
        }}
      >
        <FileUp aria-hidden className="size-6 text-ink3" />
        <p className="text-ink2">{t('imports:drop')}</p>
        <Button kind="primary" busy={keep.isPending} onClick={() => input.current?.click()}>
          {t('imports:choose')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,.txt,.xlsx,text/csv"
          aria-label={t('imports:choose')}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            take(event.target.files?.[0]);
            // The same file, mended, may be chosen again.
            event.target.value = '';
          }}
        />
        {large && (
          <p role="alert" className="font-medium text-bad">
            {t('imports:too_big')}
          </p>
        )}
        {keep.error && <ErrorBox error={keep.error} />}
      </div>
    </>
  );
}
