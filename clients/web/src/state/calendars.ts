// Calendars that clocks count with, beside the province's own: each is read once, when something is first shown that follows it.

import type {CalendarJson} from 'phoihop/v1/deadline_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import {type Signal, signal} from '@preact/signals';

import {get, idOf} from '../api/http.ts';
import {type WorkingDays, workingDaysOf} from '../model/working_days.ts';
import {workingDays} from './my_work.ts';

interface Known {
  displayName: string;
  days: WorkingDays;
}

const DEFAULT = 'default';
const calendars = new Map<string, Signal<Known | undefined>>();

function calendarOf(name: string): Known | undefined {
  let found = calendars.get(name);
  if (!found) {
    const made = signal<Known | undefined>(undefined);
    calendars.set(name, (found = made));
    get<CalendarJson>(`/v1/${name}`).then(
      (calendar) => (made.value = {displayName: calendar.displayName ?? idOf(name), days: workingDaysOf(calendar)}),
      // It is asked for again when it is shown again.
      () => calendars.delete(name));
  }
  return found.value;
}

// Anything but the calendar that everybody expects.
export const isSpecial = (name: string | undefined): name is string => Boolean(name) && idOf(name) !== DEFAULT;

// Undefined until they are known: nothing is counted with the days of another calendar.
export const workingDaysIn = (name: string | undefined): WorkingDays | undefined =>
  isSpecial(name) ? calendarOf(name)?.days : workingDays.value;

export const calendarName = (name: string): string => calendarOf(name)?.displayName ?? idOf(name);

// The calendar by which the task's work is due.
export const calendarOfTask = (task: TaskJson): string | undefined =>
  task.clocks?.find(({purpose, dueTime}) => purpose === 'CLOCK_PURPOSE_COMPLETE' && dueTime === task.dueTime)?.calendar || task.calendar;
