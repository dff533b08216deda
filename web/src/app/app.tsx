import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { isLanguage, setLanguage, useLanguage, useT, withWords } from '~/i18n';
import { ErrorBox } from '~/ui/states';
import { TipHost } from '~/ui/tooltip';
import { loadPreferences } from './preferences';
import { type Session, SessionProvider, setupNeeded, useSessionQuery } from './session';
import { Shell } from './shell';
import { adoptTheme } from './theme';

const SignIn = lazy(() => import('./sign-in'));
const NewPassword = lazy(() => import('./new-password'));
const Wizard = lazy(withWords(['setup'], () => import('~/screens/setup/wizard')));

/** Nobody there: sign in, or set up. Somebody there: the shell and a screen in it. */
export function App() {
  const session = useSessionQuery();
  const nobody = session.data === null;
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: setupNeeded,
    enabled: nobody,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const user = session.data?.user.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen is taken over once per sign-in
  useEffect(() => {
    if (session.data) adopt(session.data);
  }, [user]);
  const error = session.error ?? setup.error;
  if (error) {
    return (
      <div className="mx-auto max-w-xl p-6">
        <ErrorBox error={error} onRetry={() => (session.error ? session.refetch() : setup.refetch())} />
      </div>
    );
  }
  return (
    <>
      <Suspense fallback={<Blank />}>
        {session.data ? (
          <SessionProvider session={session.data}>
            {session.data.must_change_password ? (
              <NewPassword />
            ) : (
              <Shell>
                <Suspense fallback={null}>
                  <Outlet />
                </Suspense>
              </Shell>
            )}
          </SessionProvider>
        ) : setup.data === undefined ? (
          <Blank />
        ) : setup.data ? (
          <Wizard />
        ) : (
          <SignIn />
        )}
      </Suspense>
      <TipHost />
    </>
  );
}

function adopt(session: Session): void {
  loadPreferences(session.preferences);
  adoptTheme(session.preferences.theme);
  const language = session.preferences.language ?? session.locale;
  if (isLanguage(language)) void setLanguage(language);
}

function Blank() {
  const t = useT();
  useLanguage();
  return <div role="status" aria-label={t('ui:loading')} className="h-dvh bg-canvas" />;
}
