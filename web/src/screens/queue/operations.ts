// Orders over many messages: given, followed until they end, stopped, undone. All of it shows in the tray.

import { api, body, queryClient } from '~/api/client';
import { describeProblem } from '~/api/problem';
import type { components } from '~/api/schema';
import { dismiss, toast, tray } from '~/app/tray';
import { formatter, serverNow } from '~/format';
import { currentLanguage, translator } from '~/i18n';

export type Bulk = components['schemas']['Bulk'];
export type BulkPreview = components['schemas']['BulkPreview'];
export type Operation = components['schemas']['Operation'];
export type BulkAction = Bulk['action'];

const POLL_MS = 600;

export async function dryRun(bulk: Bulk): Promise<BulkPreview> {
  return (await body(
    api.POST('/api/v1/messages/bulk', { body: { ...bulk, dry_run: true } }),
  )) as unknown as BulkPreview;
}

/** Commits the order and follows it. */
export async function order(bulk: Bulk): Promise<number> {
  const answer = (await body(api.POST('/api/v1/messages/bulk', { body: bulk }))) as unknown as { operation_id: number };
  void follow(answer.operation_id);
  return answer.operation_id;
}

/** What shows messages or counts them; the grid itself looks again when the operation's events come. */
const touched = (query: { queryKey: readonly unknown[] }) =>
  query.queryKey[0] === 'get' || query.queryKey[0] === 'counts';

const following = new Set<number>();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Shows an operation until it has ended, then what came of it and the way back while there is one. */
export async function follow(id: number): Promise<void> {
  if (following.has(id)) return;
  following.add(id);
  const began = performance.now();
  try {
    for (let failures = 0; ; ) {
      try {
        const operation = await body(api.GET('/api/v1/operations/{id}', { params: { path: { id } } }));
        failures = 0;
        if (operation.status !== 'running') return ended(operation);
        running(operation, performance.now() - began);
      } catch (error) {
        failures += 1;
        if (failures > 20) return void toast(describeProblem(error, translator()).sentence, { tone: 'bad' });
      }
      await pause(POLL_MS);
    }
  } finally {
    following.delete(id);
  }
}

function running(operation: Operation, elapsed: number): void {
  const t = translator();
  const { total, done } = operation;
  const left = done > 0 ? ((total - done) * elapsed) / done : null;
  const format = formatter(currentLanguage(), 'UTC');
  const words = [left !== null && left > 1500 && t('queue:about', { span: format.span(left) })];
  if (operation.too_late > 0) words.push(t('queue:too_late_n', { count: operation.too_late }));
  tray({
    id: `operation ${operation.id}`,
    title: t(`queue:doing.${operation.action as BulkAction}`),
    count: t('queue:n_of', { n: done, total }),
    progress: total > 0 ? done / total : null,
    detail: words.filter(Boolean).join(' '),
    actions: [{ label: t('ui:stop'), onClick: () => void stop(operation.id) }],
  });
}

async function stop(id: number): Promise<void> {
  try {
    await body(api.POST('/api/v1/operations/{id}/stop', { params: { path: { id } }, body: {} as never }));
  } catch (error) {
    toast(describeProblem(error, translator()).sentence, { tone: 'bad' });
  }
}

/** What was left out, in words: "3 já tinham saído, 2 não existem". */
export function skippedWords(skipped: Record<string, number>): string {
  const t = translator();
  return Object.entries(skipped)
    .map(([code, count]) => t.maybe(`queue:skipped.${code}`, { count }) ?? t('queue:skipped.other', { count, code }))
    .join(', ');
}

function ended(operation: Operation): void {
  const t = translator();
  const id = `operation ${operation.id}`;
  const rest = [
    operation.too_late > 0 && t('queue:too_late_n', { count: operation.too_late }),
    operation.uncertain > 0 && t('queue:uncertain_n', { count: operation.uncertain }),
    Object.keys(operation.skipped).length > 0 && skippedWords(operation.skipped),
  ];
  const line = {
    id,
    title: t(
      operation.status === 'stopped'
        ? `queue:stopped.${operation.action as BulkAction}`
        : `queue:done.${operation.action as BulkAction}`,
      { count: operation.changed },
    ),
    detail: rest.filter(Boolean).join(' · '),
    tone: 'ok' as const,
  };
  void queryClient.invalidateQueries({ predicate: touched });
  const until = operation.undo_until ? Date.parse(operation.undo_until) : 0;
  if (operation.changed === 0 || until <= serverNow()) {
    tray({ ...line, lifeMs: 12_000 });
    return;
  }
  const timer = setInterval(show, 1000);
  const format = formatter(currentLanguage(), 'UTC');
  function show(): void {
    const left = until - serverNow();
    if (left <= 0) {
      clearInterval(timer);
      dismiss(id);
      return;
    }
    tray({
      ...line,
      onDismiss: () => clearInterval(timer),
      actions: [
        {
          label: t('ui:undo'),
          hint: format.countdown(left),
          onClick: () => {
            clearInterval(timer);
            void undo(operation.id);
          },
        },
      ],
    });
  }
  show();
}

async function undo(operation: number): Promise<void> {
  const t = translator();
  const id = `operation ${operation}`;
  tray({ id, title: t('queue:undoing'), progress: null });
  try {
    const answer = await body(
      api.POST('/api/v1/operations/{id}/undo', { params: { path: { id: operation } }, body: {} as never }),
    );
    const rest = Object.keys(answer.skipped).length > 0 ? skippedWords(answer.skipped) : undefined;
    tray({ id, title: t('queue:undone', { count: answer.restored }), detail: rest, tone: 'ok', lifeMs: 12_000 });
    void queryClient.invalidateQueries({ predicate: touched });
  } catch (error) {
    tray({ id, title: describeProblem(error, t).sentence, tone: 'bad' });
  }
}
