// The filter as a sentence, for dialogs and for the record: "status Falhou, gateway Opa! Suite, incluídas hoje".

import type { Lookups } from '~/app/lookups';
import type { Format } from '~/format';
import type { Translate } from '~/i18n';
import { statusesOf, type TextName, TIMES, type View } from './filter';

export function filterWords(view: View, t: Translate, format: Format, lookups: Lookups): string {
  const parts: string[] = [];
  const statuses = statusesOf(view);
  if (statuses.length > 0)
    parts.push(t('queue:words.status', { list: format.list(statuses.map((status) => t(`status:${status}`))) }));
  for (const [name, value] of Object.entries(view.texts) as [TextName, string][]) {
    const named =
      name === 'gateway_id'
        ? lookups.gateway(Number(value))?.name
        : name === 'template_id'
          ? lookups.template(Number(value))?.name
          : (t.maybe(`word:${name}.${value}`) ?? (name === 'error_code' ? t.maybe(`code:${value}`) : undefined));
    parts.push(`${t(`queue:filter.${name}`)} “${named ?? value}”`);
  }
  if (view.period) parts.push(t(`queue:period.${view.period}`).toLowerCase());
  for (const name of TIMES) {
    const at = view.times[name];
    if (at) parts.push(t(`queue:words.${name}`, { when: format.minute(at) }));
  }
  return parts.length > 0 ? parts.join(', ') : t('queue:words.all');
}
