// A CSV of what a filter has, made in the browser page by page. Where the browser lets a page write to a file
// (Chromium over https or on this machine) it is streamed there; else it is gathered in memory as a Blob.

import { api, body } from '~/api/client';
import { describeProblem } from '~/api/problem';
import { tray } from '~/app/tray';
import type { Column, Words } from './columns';
import { askCounts } from './counts';
import { field, line } from './csv';
import type { MessageFilter } from './filter';
import type { QueuePage } from './pages';

const PAGE = 1000;

type Job = { filter: MessageFilter; columns: readonly Column[]; words: Words };
type Sink = { write: (text: string) => Promise<void>; close: () => Promise<void>; abort: () => Promise<void> };

async function openSink(name: string): Promise<Sink | null> {
  const picker = (window as { showSaveFilePicker?: (options: object) => Promise<FileSystemFileHandle> })
    .showSaveFilePicker;
  if (picker) {
    try {
      const handle = await picker({
        suggestedName: name,
        types: [{ description: 'CSV', accept: { 'text/csv': ['.csv'] } }],
      });
      const stream = await handle.createWritable();
      return { write: (text) => stream.write(text), close: () => stream.close(), abort: () => stream.abort() };
    } catch (error) {
      // The person closed the file dialog.
      if (error instanceof DOMException && error.name === 'AbortError') return null;
    }
  }
  const parts: string[] = [];
  return {
    write: async (text) => void parts.push(text),
    abort: async () => void parts.splice(0),
    close: async () => {
      const url = URL.createObjectURL(new Blob(parts, { type: 'text/csv;charset=utf-8' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    },
  };
}

/** Asks where to write, then works on in the background and shows itself in the tray; false if nothing was begun. */
export async function beginExport(job: Job): Promise<boolean> {
  const day = new Intl.DateTimeFormat('sv', { timeZone: job.words.format.timeZone }).format(Date.now());
  const name = `${job.words.t('queue:export_file')}-${day}.csv`;
  const sink = await openSink(name);
  if (!sink) return false;
  void work(job, sink, name);
  return true;
}

async function work({ filter, columns, words }: Job, sink: Sink, name: string): Promise<void> {
  const { t } = words;
  const id = `export ${name} ${Date.now()}`;
  const stopped = new AbortController();
  let done = 0;
  let total: number | null = null;
  const show = () =>
    tray({
      id,
      title: t('queue:exporting'),
      count: total === null ? words.format.integer(done) : t('queue:n_of', { n: done, total }),
      progress: total ? Math.min(1, done / total) : null,
      detail: t('queue:export_stay'),
      actions: [{ label: t('ui:stop'), onClick: () => stopped.abort() }],
    });
  show();
  const leaving = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener('beforeunload', leaving);
  try {
    void askCounts(filter, true).then(
      (found) => {
        total = Object.values(found.statuses).reduce((sum, n) => sum + n, 0);
      },
      () => undefined,
    );
    await sink.write(`\ufeff${columns.map((column) => field(t(`queue:column.${column}`))).join(';')}\r\n`);
    let cursor: string | null = null;
    do {
      const query = { ...filter, limit: PAGE, ...(cursor ? { cursor } : {}) };
      const page = (await body(
        api.GET('/api/v1/messages', { params: { query: query as never }, signal: stopped.signal }),
      )) as QueuePage;
      await sink.write(page.items.map((row) => line(row, columns, words)).join(''));
      done += page.items.length;
      cursor = page.next_cursor;
      show();
    } while (cursor && !stopped.signal.aborted);
    if (stopped.signal.aborted) throw stopped.signal.reason;
    await sink.close();
    tray({ id, title: t('queue:exported', { count: done }), detail: name, tone: 'ok', lifeMs: 15_000 });
  } catch (error) {
    await sink.abort();
    const words = stopped.signal.aborted ? t('queue:export_stopped') : describeProblem(error, t).sentence;
    tray({ id, title: words, tone: stopped.signal.aborted ? undefined : 'bad' });
  } finally {
    removeEventListener('beforeunload', leaving);
  }
}
