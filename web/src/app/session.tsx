// Who is here, and what they may do. The server decides; what this hides would be refused anyway.

import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { api, body, onSessionEnd, queryClient, setCsrfToken } from '~/api/client';
import { Problem } from '~/api/problem';
import type { components } from '~/api/schema';
import { setPlace } from '~/format';
import type { Need } from './screens';

export type Session = components['schemas']['Session'];
export type Role = Session['user']['role'];

export const SESSION_KEY = ['session'] as const;

function begin(session: Session): Session {
  setCsrfToken(session.csrf_token);
  setPlace({ timeZone: session.time_zone });
  return session;
}

/** The session, or null where somebody has to sign in first. */
async function load(): Promise<Session | null> {
  try {
    return begin(await body(api.GET('/api/v1/session')));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

/** Nothing of one person is left for the next. The session's own query stays: whoever looks at it must see it change. */
function forget(): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
}

export async function signIn(email: string, password: string): Promise<Session> {
  const session = begin(await body(api.POST('/api/v1/session', { body: { email, password } })));
  forget();
  queryClient.setQueryData(SESSION_KEY, session);
  return session;
}

export async function signOut(): Promise<void> {
  await api.DELETE('/api/v1/session');
  setCsrfToken(null);
  forget();
  queryClient.setQueryData(SESSION_KEY, null);
}

export async function changePassword(current: string, next: string): Promise<void> {
  await api.PUT('/api/v1/session/password', { body: { current_password: current, new_password: next } });
  await queryClient.invalidateQueries({ queryKey: SESSION_KEY });
}

/** Whether nobody can sign in yet, because nobody exists. */
export async function setupNeeded(): Promise<boolean> {
  return (await body(api.GET('/api/v1/setup'))).needed;
}

export type SetupInput = components['schemas']['SetupInput'];

export async function setUp(input: SetupInput): Promise<Session> {
  const session = begin(await body(api.POST('/api/v1/setup', { body: input })));
  queryClient.setQueryData(SESSION_KEY, session);
  queryClient.setQueryData(['setup'], false);
  return session;
}

export function useSessionQuery() {
  useEffect(() => onSessionEnd(() => queryClient.setQueryData(SESSION_KEY, null)), []);
  return useQuery({ queryKey: SESSION_KEY, queryFn: load, staleTime: 5 * 60_000 });
}

const Context = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <Context value={session}>{children}</Context>;
}

/** The session; only for what is drawn inside the shell. */
export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error('no session around this');
  return session;
}

const ALLOWED: Record<Need, readonly Role[]> = {
  read: ['viewer', 'operator', 'billing', 'admin'],
  operate: ['operator', 'billing', 'admin'],
  billing: ['billing', 'admin'],
  admin: ['admin'],
};

/** Whether the person may: actions that they may not do are absent, not disabled. */
export function useMay(): (need: Need) => boolean {
  const { role } = useSession().user;
  return useMemo(() => (need: Need) => ALLOWED[need].includes(role), [role]);
}
