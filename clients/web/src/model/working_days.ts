// Which days are worked, by the province's calendar. Only what is decided: the server alone knows the rules of later years.

import type {CalendarJson} from 'phoihop/v1/deadline_pb';
import {addDays, type CivilDate, weekdayOf} from './dates.ts';

export interface WorkingDays {
  // Nothing is said of days after this one.
  readonly decidedTo: CivilDate;
  isWorkingDay(date: CivilDate): boolean;
}

export function workingDaysOf(calendar: CalendarJson): WorkingDays {
  const weekdays = new Set(calendar.workingWeekdays ?? []);
  const enumerated = new Map<CivilDate, boolean>();
  for (const {date, kind, status} of calendar.days ?? []) {
    if (!date || status === 'STATUS_UNCONFIRMED') continue;
    const worked = kind === 'KIND_MAKE_UP_WORKING_DAY';
    // A day that is worked for another one precedes a day off.
    enumerated.set(date, worked || enumerated.get(date) === true);
  }
  return {
    decidedTo: calendar.decidedTo ?? '',
    isWorkingDay: (date) => enumerated.get(date) ?? weekdays.has(weekdayOf(date)),
  };
}

// Working days after `from`, up to and including `to`; nothing beyond what is decided.
export function countWorkingDays(days: WorkingDays, from: CivilDate, to: CivilDate): number | undefined {
  if (to > days.decidedTo) return undefined;
  let count = 0;
  for (let date = addDays(from, 1); date <= to; date = addDays(date, 1)) {
    if (days.isWorkingDay(date)) count += 1;
  }
  return count;
}
