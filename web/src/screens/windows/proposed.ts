// Hours proposed for the state laws, and the holidays of a year: the server knows both, each with its law.

import { $api } from '~/api/client';
import type { components } from '~/api/schema';
import { useT } from '~/i18n';

export type Preset = components['schemas']['WindowPreset'];
export type Holiday = components['schemas']['Holiday'];

/** Federal units, in the order of their letters. */
export const STATES = 'AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO'.split(' ');

export function usePresets() {
  return $api.useQuery('get', '/api/v1/window-presets', {}, { staleTime: Number.POSITIVE_INFINITY });
}

/** What a preset is called: in the reader's language where it is known, else as the server says it. */
export function usePresetName(): (preset: Preset) => string {
  const t = useT();
  return (preset) => t.maybe(`windows:preset.${preset.key}`) ?? preset.name;
}

/** The holidays of a year: federal, and those of a state if one is named. */
export function useHolidays(year: number, state: string | undefined, enabled = true) {
  return $api.useQuery(
    'get',
    '/api/v1/holidays',
    { params: { query: { year, ...(state ? { state } : {}) } } },
    { staleTime: Number.POSITIVE_INFINITY, enabled },
  );
}
