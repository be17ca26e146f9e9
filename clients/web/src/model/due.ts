// How long there is, for people: what is said about a deadline, and the group of the list that it belongs to.

import {addDays, type CivilDate, dayOf, daysBetween, endOfDay, timeOfDay, weekdayOf} from './dates.ts';
import {countWorkingDays, type WorkingDays} from './working_days.ts';

// Beyond this many days nobody counts working days any more.
const WORKING_DAYS_HORIZON = 31;
const HOUR_MS = 3_600_000;

export type Due =
  | {kind: 'none'}
  | {kind: 'today'; hours?: number}
  | {kind: 'working-days'; count: number}
  | {kind: 'days'; count: number}
  | {kind: 'overdue'; days: number};

export type DueGroup = 'overdue' | 'today' | 'week' | 'later';

// The day that people say for a due instant: D for D 24:00.
export function dueDay(dueTime: string): CivilDate {
  return dayOf(Date.parse(dueTime) - 1);
}

// `now` in milliseconds since 1970, by the server's clock.
export function dueOf(dueTime: string | undefined, now: number, days: WorkingDays | undefined): Due {
  if (!dueTime) return {kind: 'none'};
  const today = dayOf(now);
  const due = dueDay(dueTime);
  if (Date.parse(dueTime) <= now) return {kind: 'overdue', days: Math.max(0, daysBetween(due, today))};
  if (due === today) {
    const endsWithTheDay = timeOfDay(dueTime) === '00:00';
    return endsWithTheDay ? {kind: 'today'} : {kind: 'today', hours: Math.floor((Date.parse(dueTime) - now) / HOUR_MS)};
  }
  const count = daysBetween(today, due);
  const working = days && count <= WORKING_DAYS_HORIZON ? countWorkingDays(days, today, due) : undefined;
  return working ? {kind: 'working-days', count: working} : {kind: 'days', count};
}

// Of many instants at the same now: the days are worked out once.
export function groupsAt(now: number): (dueTime: string | undefined) => DueGroup {
  const today = dayOf(now);
  const endOfToday = endOfDay(today);
  const endOfWeek = endOfDay(addDays(today, 7 - weekdayOf(today)));
  return (dueTime) => {
    if (!dueTime) return 'later';
    const due = Date.parse(dueTime);
    if (due <= now) return 'overdue';
    if (due <= endOfToday) return 'today';
    return due <= endOfWeek ? 'week' : 'later';
  };
}

export function groupOf(dueTime: string | undefined, now: number): DueGroup {
  return groupsAt(now)(dueTime);
}
