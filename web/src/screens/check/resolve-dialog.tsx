import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useState } from 'react';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { resolveAll, type Verdict } from './resolving';

const VERDICTS: readonly Verdict[] = ['sent', 'not_sent'];

/** Did they leave or not? What a person found out, with the reason, and what follows from it. */
export default function ResolveDialog({ ids, onClose }: { ids: readonly number[]; onClose: () => void }) {
  const t = useT();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [resend, setResend] = useState(false);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('check:ask', { count: ids.length })}
      description={t('check:ask_what')}
      actions={
        <>
          <Button onClick={onClose}>{t('ui:back')}</Button>
          <Button kind="primary" type="submit" form="resolve" disabled={verdict === null}>
            {t('check:decide')}
          </Button>
        </>
      }
    >
      <form
        id="resolve"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (verdict === null) return;
          void resolveAll(ids, verdict, String(new FormData(event.currentTarget).get('reason')), resend);
          onClose();
        }}
      >
        <RadioGroup
          aria-label={t('check:verdict')}
          value={verdict}
          onValueChange={(value) => setVerdict(value as Verdict)}
          className="flex flex-col gap-2"
        >
          {VERDICTS.map((value) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, as a component
            <label
              key={value}
              className="flex items-start gap-3 rounded-md border border-line px-3 py-2.5 has-data-checked:border-accent has-data-checked:bg-accent-soft"
            >
              <Radio.Root
                value={value}
                className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-ink3 data-[checked]:border-accent data-[checked]:bg-accent"
              >
                <Radio.Indicator className="size-1.5 rounded-full bg-accent-ink" />
              </Radio.Root>
              <span>
                <span className="block font-medium">{t(`check:verdict.${value}`)}</span>
                <span className="block text-[12px] leading-4 text-ink2">{t(`check:verdict.${value}.then`)}</span>
              </span>
            </label>
          ))}
        </RadioGroup>
        {verdict === 'not_sent' && <Checkbox checked={resend} onChange={setResend} label={t('check:and_resend')} />}
        <Field label={t('ui:reason')} name="reason" hint={t('check:reason_hint')}>
          <TextInput name="reason" required maxLength={1000} autoComplete="off" />
        </Field>
      </form>
    </Dialog>
  );
}
