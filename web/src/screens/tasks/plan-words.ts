import type { Format } from '~/format';
import type { Translate } from '~/i18n';
import { EVERY_DAY, planOf } from './cron';

/** Names of weekdays by number, Sunday first: a week in January 2023 that began on a Sunday. */
export function weekdayName(day: number, language: string, style: 'short' | 'long' = 'short'): string {
  const name = new Intl.DateTimeFormat(language, { weekday: style, timeZone: 'UTC' }).format(
    Date.UTC(2023, 0, 1 + day),
  );
  return name.replace('.', '');
}

/** "a cada 5 min, seg a sex, das 8h às 18h59"; the cron itself where there are no words for it. */
export function planWords(cron: string, t: Translate, format: Pick<Format, 'language' | 'list'>): string {
  const plan = planOf(cron);
  if (!plan) return t('tasks:cron_only', { cron });
  const days =
    plan.days.length === EVERY_DAY.length
      ? t('tasks:every_day')
      : format.list(plan.days.map((day) => weekdayName(day, format.language)));
  if (plan.every === null) return t('tasks:at_time', { at: plan.at, days });
  const hours =
    plan.from === 0 && plan.to === 23
      ? ''
      : `, ${t('tasks:between', { from: `${plan.from}:00`, to: `${plan.to}:59` })}`;
  return `${t('tasks:every', { count: plan.every })}, ${days}${hours}`;
}
