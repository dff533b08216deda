import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleX } from 'lucide-react';
import { api, body } from '~/api/client';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { ErrorBox } from '~/ui/states';
import type { Gateway } from './draft';

/** Asks the provider whether the settings work, step by step; no message leaves. */
export function TestDialog({ gateway, onClose }: { gateway: Gateway; onClose: () => void }) {
  const t = useT();
  const test = useMutation({
    mutationFn: () => body(api.POST('/api/v1/gateways/{id}/test', { params: { path: { id: gateway.id } }, body: {} })),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('gateways:test_title', { name: gateway.name })}
      description={t('gateways:test_what')}
      actions={
        <>
          <Button onClick={onClose}>{t('ui:close')}</Button>
          <Button kind="primary" busy={test.isPending} onClick={() => test.mutate()}>
            {test.data || test.error ? t('gateways:test_again') : t('gateways:test')}
          </Button>
        </>
      }
    >
      {test.error && <ErrorBox error={test.error} />}
      <TestResult result={test.data} />
      {test.isIdle && <p className="text-ink2">{t('gateways:test_idle')}</p>}
    </Dialog>
  );
}

type Tested = { ok: boolean; checks: { name: string; ok: boolean; code: string | null; detail: string }[] };

export function TestResult({ result }: { result: Tested | undefined }) {
  const t = useT();
  if (!result) return null;
  return (
    <div aria-live="polite">
      <p className={result.ok ? 'font-semibold text-ok' : 'font-semibold text-bad'}>
        {t(result.ok ? 'gateways:test_ok' : 'gateways:test_failed')}
      </p>
      <ul className="mt-2 divide-y divide-line">
        {result.checks.map((check) => (
          <li key={check.name} className="flex items-start gap-2.5 py-2">
            {check.ok ? (
              <CircleCheck aria-label={t('ui:yes')} className="mt-0.5 size-4 shrink-0 text-ok" />
            ) : (
              <CircleX aria-label={t('ui:no')} className="mt-0.5 size-4 shrink-0 text-bad" />
            )}
            <div className="min-w-0">
              <p className="font-medium">{t.maybe(`gateways:check.${check.name}`) ?? check.name}</p>
              {!check.ok && check.code && (
                <p className="text-ink2">{t.maybe(`gateways:code.${check.code}`) ?? check.code}</p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
