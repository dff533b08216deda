// The faults of the stand-in that one switches on by hand, and how far each reaches.

import type { components } from '~/api/schema';

export type Rule = components['schemas']['SandboxFault'];
type RuleInput = components['schemas']['SandboxFaultInput'];

/** In the order in which they are offered: the plain ones first. */
export const FAULTS = {
  slow: { kind: 'latency', ms: 5000 },
  busy: { kind: 'status', code: 429 },
  credential: { kind: 'status', code: 401 },
  broken: { kind: 'status', code: 500 },
  hang_after: { kind: 'hang_after_accept' },
  drop_after: { kind: 'reset_after_accept' },
  hang_before: { kind: 'hang_before_accept' },
  drop_before: { kind: 'reset_before_read' },
  no_id: { kind: 'no_message_id' },
  html: { kind: 'html' },
} as const satisfies Record<string, RuleInput['fault']>;

export type FaultName = keyof typeof FAULTS;
export const NAMES = Object.keys(FAULTS) as FaultName[];

export const REACHES = ['all', 'some', 'next'] as const;
export type Reach = (typeof REACHES)[number];

/** The rule to switch on. A slow or broken provider is so for every call; what happens to a message is for sends only. */
export function ruleOf(name: FaultName, reach: Reach, recipient: string): RuleInput {
  const fault: RuleInput['fault'] = FAULTS[name];
  return {
    fault,
    calls: fault.kind === 'status' && reach === 'all' && !recipient ? 'all' : 'sends',
    ...(reach === 'some' ? { probability: 0.1, seed: 1 } : {}),
    ...(reach === 'next' ? { times: 1 } : {}),
    ...(recipient ? { recipient } : {}),
  };
}

/** Whether a rule is this fault, however far it reaches. */
export function isOf(name: FaultName, rule: Rule): boolean {
  const fault: RuleInput['fault'] = FAULTS[name];
  return rule.fault.kind === fault.kind && (fault.code === undefined || rule.fault.code === fault.code);
}

/** A rule that has done all it was to do. */
export const spent = (rule: Rule): boolean => rule.left === 0;
