// Items of a plan over time: where their bars stand, in percent of the span that is shown.

import type {PlanItemJson, PlanJson} from 'phoihop/v1/plan_pb';
import type {ProgressCountsJson} from 'phoihop/v1/plan_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';

import {addDays, type CivilDate, dayOf, daysBetween} from './dates.ts';
import {dueDay} from './due.ts';
import {classOf, completedOf} from './progress.ts';

export interface Span {
  from: CivilDate;
  // The last day.
  to: CivilDate;
}

// What a bar says, the gravest of its tasks.
export type BarKind = 'overdue' | 'open' | 'late' | 'done' | 'planned' | 'draft';

export interface Bar {
  kind: BarKind;
  from: CivilDate;
  // Its last day: the day on which it is due, and today for what is overdue.
  to: CivilDate;
  due: CivilDate;
}

export interface GanttRow {
  item: PlanItemJson;
  kind: BarKind;
  // In the order of their days; none: the item has no fixed day.
  bars: Bar[];
  counts: ProgressCountsJson;
}

const monthStart = (date: CivilDate): CivilDate => `${date.slice(0, 7)}-01`;
const nextMonth = (date: CivilDate): CivilDate => monthStart(addDays(monthStart(date), 31));

export function spanOf(range: 'all' | 'quarter' | 'month', plan: PlanJson, rows: readonly GanttRow[], today: CivilDate): Span {
  if (range === 'month') return {from: monthStart(today), to: addDays(nextMonth(today), -1)};
  if (range === 'quarter') {
    const month = Number(today.slice(5, 7));
    const first = `${today.slice(0, 5)}${String(month - (month - 1) % 3).padStart(2, '0')}-01`;
    return {from: first, to: addDays(nextMonth(nextMonth(nextMonth(first))), -1)};
  }
  const days = rows.flatMap(({bars}) => bars.flatMap(({from, to}) => [from, to]));
  const known = [plan.periodStartDate, plan.periodEndDate, ...days].filter((day): day is CivilDate => Boolean(day)).sort();
  const first = known[0] ?? today;
  const last = known[known.length - 1] ?? today;
  // Whole months, so that the marks of the axis stand at its ends.
  return {from: monthStart(first), to: addDays(nextMonth(last), -1)};
}

// Where a day begins, in percent; below 0 and above 100 outside of the span.
export function placeOf(day: CivilDate, span: Span): number {
  return 100 * daysBetween(span.from, day) / (daysBetween(span.from, span.to) + 1);
}

// The part of a bar that lies in the span; nothing when none does.
export function partIn(bar: Pick<Bar, 'from' | 'to'>, span: Span): {left: number; width: number} | undefined {
  const left = Math.max(0, placeOf(bar.from, span));
  const right = Math.min(100, placeOf(addDays(bar.to, 1), span));
  return right > left ? {left, width: right - left} : undefined;
}

// First days of the months in the span; of a long one only of every second or third.
export function monthsOf(span: Span, most: number): CivilDate[] {
  const all: CivilDate[] = [];
  for (let day = monthStart(span.from); day <= span.to; day = nextMonth(day)) all.push(day);
  const step = Math.ceil(all.length / most);
  return all.filter((_, i) => i % step === 0);
}

export function kindOfCounts(counts: ProgressCountsJson): BarKind {
  if (!counts.total) return 'draft';
  if (counts.openOverdue) return 'overdue';
  if ((counts.openInTime ?? 0) + (counts.openNoDeadline ?? 0) + (counts.suspended ?? 0) + (counts.refused ?? 0) > 0) return 'open';
  // Something is still to come.
  if (counts.notYetIssued) return completedOf(counts) ? 'open' : 'planned';
  return counts.completedLate ? 'late' : 'done';
}

// Tasks of one item that are no parts: one, or one for each occurrence.
function barsOfTasks(tasks: readonly TaskJson[], today: CivilDate, kindOf: (task: TaskJson) => BarKind): Bar[] {
  const bars: Bar[] = [];
  for (const task of tasks) {
    const due = task.dueTime ? dueDay(task.dueTime) : task.requestedDueDate || undefined;
    if (!due) continue;
    const begin = task.issueTime ?? task.plannedIssueTime;
    const from = begin ? dayOf(begin) : due;
    const kind = kindOf(task);
    bars.push({kind, from: from < due ? from : due, to: kind === 'overdue' && today > due ? today : due, due});
  }
  return bars.sort((a, b) => a.due.localeCompare(b.due) || a.from.localeCompare(b.from));
}

// Of an item that is not issued: from the beginning of the plan to each day that it names.
function barsOfItem({deadline}: PlanItemJson, plan: PlanJson): Bar[] {
  const days = deadline?.dates?.length ? deadline.dates : [deadline?.effectiveDueDate || deadline?.nominalDueDate || ''];
  const start = plan.periodStartDate || plan.documentDate || '';
  return days.filter(Boolean).map((day) => ({kind: 'draft', from: start && start < day ? start : day, to: day, due: day}));
}

export function rowsOfPlan(
  plan: PlanJson, tasks: readonly TaskJson[], countsOf: ReadonlyMap<string, ProgressCountsJson>, today: CivilDate,
  kindOf: (task: TaskJson) => BarKind): GanttRow[] {
  const byItem = new Map<string, TaskJson[]>();
  for (const task of tasks) {
    if (task.parentTask) continue;
    const list = byItem.get(task.planItem ?? '') ?? [];
    list.push(task);
    byItem.set(task.planItem ?? '', list);
  }
  return (plan.items ?? []).filter(({state}) => state !== 'STATE_WITHDRAWN').map((item) => {
    const own = byItem.get(item.name ?? '');
    const counts = countsOf.get(item.name ?? '') ?? {};
    return {item, counts, kind: kindOfCounts(counts), bars: own ? barsOfTasks(own, today, kindOf) : barsOfItem(item, plan)};
  });
}

// A whole is as late as its parts.
export function kindOfTask(task: TaskJson): BarKind {
  if ((task.fanOutProgress?.overdue ?? 0) > 0) return 'overdue';
  switch (classOf(task)) {
    case 'openOverdue': return 'overdue';
    case 'completedLate': return 'late';
    case 'completedOnTime':
    case 'completedNoDeadline':
    case 'endedWithoutResult': return 'done';
    case 'notYetIssued': return 'planned';
    default: return 'open';
  }
}
