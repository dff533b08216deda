// What signers are sent, flow by flow.

import { Pencil, Trash2 } from 'lucide-react';
import { useNames, useNouns } from '~/api/nouns';
import { useMay } from '~/app/session';
import { useT } from '~/i18n';
import { IconButton } from '~/ui/button';
import { Listing } from '~/ui/listing';
import { Td, Tr } from '~/ui/table';
import type { Flow } from './signatures';

export function Flows({ onEdit, onRemove }: { onEdit: (flow: Flow) => void; onRemove: (flow: Flow) => void }) {
  const t = useT();
  const may = useMay();
  const flows = useNouns('signature-flows');
  const template = useNames('templates');
  return (
    <div className="mt-5">
      <h2 className="mb-2 text-[13px] font-semibold">{t('signatures:flows')}</h2>
      <Listing
        label={t('signatures:flows')}
        what={t('signatures:flows_what')}
        query={flows}
        rows={flows.data}
        head={[t('ui:name'), t('signatures:source'), t('signatures:steps'), t('signatures:flow_state')]}
        empty={{ title: t('signatures:flows_empty'), more: t('signatures:flows_empty_more') }}
      >
        {(flow) => (
          <Tr key={flow.id}>
            <Td className="pl-5 font-medium">{flow.name}</Td>
            <Td>{flow.source ?? t('signatures:every_source')}</Td>
            <Td>
              <ol>
                {flow.steps.map((step) => (
                  <li key={step.after_hours}>
                    {step.after_hours === 0
                      ? t('signatures:step_now')
                      : t('signatures:step_after', { n: step.after_hours })}
                    {': '}
                    {template(step.template_id)}
                  </li>
                ))}
              </ol>
            </Td>
            <Td>{t(flow.enabled === false ? 'signatures:flow_off' : 'signatures:flow_on')}</Td>
            <Td className="text-right whitespace-nowrap">
              {may('billing') && (
                <>
                  <IconButton label={`${t('ui:edit')} ${flow.name}`} onClick={() => onEdit(flow)}>
                    <Pencil aria-hidden />
                  </IconButton>
                  <IconButton label={`${t('ui:remove')} ${flow.name}`} onClick={() => onRemove(flow)}>
                    <Trash2 aria-hidden />
                  </IconButton>
                </>
              )}
            </Td>
          </Tr>
        )}
      </Listing>
    </div>
  );
}
