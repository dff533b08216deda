import type { ReactNode } from 'react';
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useT } from '~/i18n';
import { Select } from '~/ui/select';
import { Mark } from './brand';

/** The page outside the shell: sign-in, a new password, the first steps. */
export function Door({ title, children, wide }: { title: string; children: ReactNode; wide?: boolean }) {
  const t = useT();
  const [language, setLanguage] = useLanguage();
  return (
    <div className="flex h-dvh flex-col items-center overflow-y-auto bg-canvas px-4 py-[max(24px,9vh)]">
      <main className={wide ? 'w-full max-w-[720px]' : 'w-full max-w-[380px]'}>
        <div className="mb-5 flex items-center gap-3">
          <Mark className="size-8" />
          <div className="flex-1">
            <p className="text-[12px] leading-4 text-ink3">omnifila</p>
            <h1 className="text-[17px] leading-6 font-semibold">{title}</h1>
          </div>
          <Select
            label={t('shell:language')}
            value={language}
            onChange={setLanguage}
            options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          />
        </div>
        <div className="rounded-lg border border-line bg-surface p-5">{children}</div>
      </main>
    </div>
  );
}
