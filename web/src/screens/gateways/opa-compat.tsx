import { List, Replace } from 'lucide-react';
import { useState } from 'react';
import { useSave } from '~/api/nouns';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Copy } from '~/ui/copy';
import { FormDialog } from '~/ui/form-dialog';
import { Radios } from '~/ui/radios';
import { Note } from '~/ui/states';
import { COMPAT_MODES, type CompatMode, compatOf, compatUrl } from './compat';
import type { Gateway } from './draft';
import { OpaCalls } from './opa-calls';

/** The address that IXC is given instead of Opa!'s, its switch, and what has arrived there. */
export function OpaCompat({ gateway }: { gateway: Gateway }) {
  const t = useT();
  const [asked, setAsked] = useState<'mode' | 'calls' | null>(null);
  const mode = compatOf(gateway);
  if (!mode) return null;
  const url = compatUrl(gateway, location.origin);
  return (
    <section aria-label={t('gateways:compat.title')} className="border-t border-line px-5 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="text-[13px] font-semibold">{t('gateways:compat.title')}</h3>
        <span className={mode === 'off' ? 'text-ink3' : 'font-medium'}>{t(`gateways:compat.mode.${mode}`)}</span>
        <div className="ml-auto flex flex-wrap gap-2">
          <Button size="sm" onClick={() => setAsked('calls')}>
            <List aria-hidden />
            {t('gateways:compat.calls')}
          </Button>
          <Button size="sm" onClick={() => setAsked('mode')}>
            <Replace aria-hidden />
            {t('gateways:compat.switch')}
          </Button>
        </div>
      </div>
      <div className="mt-1 flex min-w-0 items-center gap-2">
        <span className="shrink-0 text-ink3">{t('gateways:compat.url')}</span>
        <code className="min-w-0 truncate font-mono text-[12px]">{url}</code>
        <Copy text={url} label={t('gateways:compat.copy')} />
      </div>
      {asked === 'mode' && <SwitchDialog gateway={gateway} mode={mode} url={url} onClose={() => setAsked(null)} />}
      {asked === 'calls' && <OpaCalls gateway={gateway} mode={mode} onClose={() => setAsked(null)} />}
    </section>
  );
}

type SwitchProps = { gateway: Gateway; mode: CompatMode; url: string; onClose: () => void };

function SwitchDialog({ gateway, mode, url, onClose }: SwitchProps) {
  const t = useT();
  const [chosen, setChosen] = useState(mode);
  const save = useSave('gateways', () => {
    toast(t('ui:saved'));
    onClose();
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t('gateways:compat.switch_title', { name: gateway.name })}
      description={t('gateways:compat.what', { url })}
      submit={t('ui:save')}
      busy={save.isPending}
      blocked={chosen === mode}
      error={save.error}
      onSubmit={() => save.mutate({ id: gateway.id, record: { settings: { opa_compat: chosen } } })}
    >
      <Radios
        label={t('gateways:compat.mode')}
        value={chosen}
        onChange={setChosen}
        options={COMPAT_MODES.map((value) => ({
          value,
          label: t(`gateways:compat.mode.${value}`),
          hint: t(`gateways:compat.more.${value}`),
        }))}
      />
      {chosen === 'off' && mode !== 'off' && <Note tone="warn">{t('gateways:compat.off_warning')}</Note>}
    </FormDialog>
  );
}
