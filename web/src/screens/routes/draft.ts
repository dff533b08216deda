// A sequence as its form has it: minutes as they are typed, and the steps known by a number while they are moved about.

import type { Nouns } from '~/api/nouns';

export type Route = Nouns['routes'];
export type Step = { at: number; gateway: string; template: string; minutes: string };

const DAY = 24 * 60;

/** Kinds of gateway that never tell that a message arrived; the server, which knows, refuses to wait for them. */
const SILENT: readonly Nouns['gateways']['kind'][] = ['opa_suite', 'webhook', 'smtp', 'telegram'];
export const confirms = (kind: Nouns['gateways']['kind'] | undefined): boolean =>
  kind !== undefined && !SILENT.includes(kind);

export const stepsOf = (route?: Route): Step[] =>
  route?.steps.map((step, at) => ({
    at,
    gateway: String(step.gateway_id),
    template: String(step.template_id),
    minutes: step.after_seconds === undefined ? '' : String(step.after_seconds / 60),
  })) ?? [
    { at: 0, gateway: '', template: '', minutes: '' },
    { at: 1, gateway: '', template: '', minutes: '' },
  ];

/** As the API takes them; the wait of the last step, and of a gateway that confirms nothing, is none. */
export const bodyOf = (steps: readonly Step[], waits: (gateway: number) => boolean) =>
  steps.map((step, place) => {
    const gateway = Number(step.gateway);
    const seconds = Math.round(Number(step.minutes.replace(',', '.')) * 60);
    const patient = step.minutes.trim() !== '' && place + 1 < steps.length && waits(gateway);
    return { gateway_id: gateway, template_id: Number(step.template), ...(patient && { after_seconds: seconds }) };
  });

/** One step earlier or later. */
export const moved = (steps: readonly Step[], place: number, by: 1 | -1): Step[] => {
  const other = place + by;
  const next = [...steps];
  const [one, two] = [next[place], next[other]];
  if (one && two) [next[place], next[other]] = [two, one];
  return next;
};

/** A time in the largest unit that says it whole. */
export const spoken = (seconds: number): { unit: 'minutes' | 'hours' | 'days'; n: number } => {
  const minutes = seconds / 60;
  if (minutes % DAY === 0) return { unit: 'days', n: minutes / DAY };
  return minutes % 60 === 0 ? { unit: 'hours', n: minutes / 60 } : { unit: 'minutes', n: minutes };
};
