// How long there is, in words and as a day. The colour says it too, but never alone.

import type {JSX} from 'preact';

import {dateForPeople} from '../model/dates.ts';
import {dueDay, dueOf, groupOf} from '../model/due.ts';
import {workingDaysIn} from '../state/calendars.ts';
import {minute} from '../state/server_clock.ts';
import {words} from '../words/index.ts';

interface Props {
  dueTime: string | undefined;
  // Nothing is late while it waits for others or stands still.
  still?: boolean;
  // Whose working days are counted; none: the province's.
  calendar?: string;
}

export function DueChip({dueTime, still, calendar}: Props): JSX.Element {
  const t = words();
  if (!dueTime) return <span class="due none">{t.due({kind: 'none'})}</span>;
  const date = dateForPeople(dueDay(dueTime));
  if (still) return <span class="due none">{t.dueOn(date)}</span>;
  const due = dueOf(dueTime, minute.value, workingDaysIn(calendar));
  return (
    <span class={`due ${groupOf(dueTime, minute.value)}`}>
      <strong>{t.due(due)}</strong> <time dateTime={dueDay(dueTime)}>{date}</time>
    </span>
  );
}
