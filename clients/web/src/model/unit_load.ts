// How much each person of a unit has.

import {groupsAt} from './due.ts';
import type {Groupable} from './work_rows.ts';

export interface Load {
  // Resource name; empty: nobody has it.
  person: string;
  open: number;
  overdue: number;
  // Due by the end of this week, and not overdue.
  soon: number;
}

// Of the unit's own work; who has most overdue comes first.
export function loadsOf(items: readonly Groupable[], now: number): Load[] {
  const groupOf = groupsAt(now);
  const loads = new Map<string, Load>();
  for (const item of items) {
    const own = item.kind === 'BASKET_KIND_ASSIGNED' || item.kind === 'BASKET_KIND_UNASSIGNED' || item.kind === 'BASKET_KIND_TO_ACCEPT';
    if (!own) continue;
    const person = item.task.assignee ?? '';
    const load = loads.get(person) ?? {person, open: 0, overdue: 0, soon: 0};
    loads.set(person, load);
    load.open += 1;
    if (item.waiting) continue;
    const group = groupOf(item.dueTime);
    if (group === 'overdue') load.overdue += 1;
    else if (group !== 'later') load.soon += 1;
  }
  return [...loads.values()].sort((a, b) => b.overdue - a.overdue || b.open - a.open || a.person.localeCompare(b.person));
}
