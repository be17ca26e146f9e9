// Events that items of a plan wait for ("sau khi logo được phê duyệt"), and the days of those that happened.

import type {PlanJson} from 'phoihop/v1/plan_pb';

import {fold} from './fold.ts';

export interface AwaitedEvent {
  // As the first item has it.
  event: string;
  // Of the items that wait for it, in the order of the plan.
  ordinals: string[];
  // When it happened; empty: not yet.
  date: string;
}

const keyOf = (event: string) => fold(event).replace(/\s+/g, ' ').trim();

export function awaitedEvents(plan: PlanJson): AwaitedEvent[] {
  const recorded = new Map((plan.events ?? []).map(({event = '', date = ''}) => [keyOf(event), date]));
  const found = new Map<string, AwaitedEvent>();
  for (const {deadline, ordinal = '', state} of plan.items ?? []) {
    if (deadline?.kind !== 'DEADLINE_KIND_RELATIVE' || !deadline.event || state === 'STATE_WITHDRAWN') continue;
    const key = keyOf(deadline.event);
    const known = found.get(key) ?? {event: deadline.event, ordinals: [], date: recorded.get(key) ?? ''};
    known.ordinals.push(ordinal);
    found.set(key, known);
  }
  return [...found.values()];
}
