import type { components } from '~/api/schema';
import { shown, stored } from './variables';

export type Template = components['schemas']['Template'];
type Binding = components['schemas']['Binding'];

export type BindingDraft = {
  gatewayId: number;
  providerId: string;
  language: string;
  parameters: readonly string[];
  /** Of an e-mail. */
  subject: string;
  html: string;
  /** What this form does not show: it stays as it is. */
  rest?: Partial<Binding>;
};

export type TemplateDraft = {
  name: string;
  key: string;
  purpose: Template['purpose'];
  body: string;
  late: NonNullable<Template['late']>;
  windowId: string;
  bindings: readonly BindingDraft[];
};

/** Portuguese names are for those who read Portuguese. */
export const aliased = (language: string) => language === 'pt-BR';

export function draftOf(template: Template | undefined, language: string): TemplateDraft {
  const show = aliased(language) ? shown : (text: string) => text;
  return {
    name: template?.name ?? '',
    key: template?.key ?? '',
    purpose: template?.purpose ?? 'reminder',
    body: show(template?.body ?? ''),
    late: template?.late ?? 'send',
    windowId: template?.window_id === undefined ? '' : String(template.window_id),
    bindings: (template?.bindings ?? []).map((binding) => ({
      gatewayId: binding.gateway_id,
      providerId: binding.provider_template_id ?? '',
      language: binding.language ?? 'pt_BR',
      parameters: (binding.parameters ?? []).map(show),
      subject: show(binding.mail?.subject ?? ''),
      html: show(binding.mail?.html ?? ''),
      rest: binding,
    })),
  };
}

/** A binding without what the form has fields for. */
function unshown(binding: Partial<Binding> = {}): Partial<Binding> {
  const { gateway_id, provider_template_id, language, parameters, mail, ...rest } = binding;
  return rest;
}

export function recordOf(draft: TemplateDraft, before?: Template): Record<string, unknown> {
  const record: Record<string, unknown> = {
    name: draft.name.trim(),
    purpose: draft.purpose,
    body: stored(draft.body),
    late: draft.late,
    bindings: draft.bindings.map(
      (binding): Binding => ({
        ...unshown(binding.rest),
        gateway_id: binding.gatewayId,
        ...(binding.providerId.trim() ? { provider_template_id: binding.providerId.trim() } : {}),
        ...(binding.language.trim() ? { language: binding.language.trim() } : {}),
        parameters: binding.parameters.map((parameter) => stored(parameter)),
        ...(binding.subject.trim()
          ? {
              mail: {
                subject: stored(binding.subject.trim()),
                ...(binding.html.trim() ? { html: stored(binding.html.trim()) } : {}),
              },
            }
          : {}),
      }),
    ),
  };
  if (draft.key.trim()) record.key = draft.key.trim();
  else if (before?.key) record.key = null;
  if (draft.windowId) record.window_id = Number(draft.windowId);
  else if (before?.window_id !== undefined) record.window_id = null;
  return record;
}
