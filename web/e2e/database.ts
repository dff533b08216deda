// A second opinion on what the interface says: the rows of the server's own file, read by the sqlite3 of the
// distribution while the server runs.

import { execFileSync } from 'node:child_process';

/** The words of the statuses, in the order of their numbers in the file. */
const STATUSES = ['waiting', 'sending', 'sent', 'delivered', 'read', 'failed', 'uncertain', 'cancelled', 'expired'];

/** The rows of one SELECT. */
export function rows<Row>(file: string, sql: string): Row[] {
  const limits = { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, timeout: 120_000 } as const;
  const text = execFileSync('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 10000', file, sql], limits);
  return text.trim() === '' ? [] : JSON.parse(text);
}

/** How many messages are where; only those of one batch, if it is named. Statuses without any are left out. */
export function counted(file: string, batch?: string): Record<string, number> {
  const of = batch === undefined ? '' : `JOIN message m ON m.id = s.id WHERE m.batch_ref = '${batch}'`;
  const found = rows<{ status: number; n: number }>(
    file,
    `SELECT s.status, count(*) AS n FROM state s ${of} GROUP BY s.status`,
  );
  return Object.fromEntries(found.map(({ status, n }) => [STATUSES[status] ?? `#${status}`, n]));
}
