// What went wrong, as an error that the rest of the code throws, and as a sentence for a person.

import type { Translate } from '~/i18n';
import type { components } from './schema';

export type ProblemDocument = components['schemas']['Problem'];

/** An answer that is no success (RFC 9457), or none at all (`status` 0, `code` offline). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly pointer: string | undefined;
  readonly expected: string | undefined;
  readonly requestId: string | undefined;
  readonly document: Partial<ProblemDocument> & Record<string, unknown>;

  constructor(document: Partial<ProblemDocument> & Record<string, unknown>) {
    super(document.detail ?? document.title ?? 'no answer');
    this.name = 'Problem';
    this.document = document;
    this.status = document.status ?? 0;
    this.code = document.code ?? 'offline';
    this.pointer = document.pointer;
    this.expected = document.expected;
    this.requestId = document.request_id;
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (typeof error === 'object' && error !== null && 'code' in error && 'status' in error) {
    return new Problem(error as ProblemDocument);
  }
  return new Problem({ code: error instanceof TypeError ? 'offline' : 'unexpected' });
}

/** The sentence in the reader's language. A code without words of its own gets those of its status. */
export function describeProblem(error: unknown, t: Translate): { sentence: string; code: string; reference?: string } {
  const problem = asProblem(error);
  const known = t.maybe(`problem:${problem.code}`, {
    seconds: Number(problem.document.retry_after_seconds ?? 0),
    minutes: Math.max(1, Math.ceil(Number(problem.document.retry_after_seconds ?? 0) / 60)),
    expected: problem.expected ?? '',
    pointer: problem.pointer ?? '',
  });
  const family =
    problem.status >= 500 ? 'problem:any_500' : problem.status === 422 ? 'problem:any_422' : 'problem:any_400';
  const sentence = known ?? t(family, { code: problem.code, pointer: problem.pointer ?? '' });
  return { sentence, code: problem.code, reference: problem.requestId };
}

/** The field of a form that the problem is about: `/customer/phone` is `customer.phone`. */
export function fieldOf(error: unknown): string | undefined {
  return asProblem(error).pointer?.replace(/^\//, '').replaceAll('/', '.');
}
