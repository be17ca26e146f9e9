// How tasks stand: the classes of phoihop.v1.ProgressCounts, in one order for every figure, bar and list. The rule by which a task
// has its class is the server's (services/store/sql/read.sql, CountProgress); here it finds the tasks behind a figure again.

import type {ProgressCountsJson} from 'phoihop/v1/plan_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';

export type ProgressClass = Exclude<keyof ProgressCountsJson, 'total'>;

// The four classes of the law first, then what is beside them.
export const CLASSES: readonly ProgressClass[] = [
  'openOverdue', 'openInTime', 'completedLate', 'completedOnTime', 'refused', 'notYetIssued', 'suspended', 'openNoDeadline',
  'completedNoDeadline', 'endedWithoutResult',
];

const ENDED: ReadonlySet<string> = new Set([
  'TASK_STATE_REVOKED', 'TASK_STATE_SUPERSEDED', 'TASK_STATE_SKIPPED', 'TASK_STATE_FAILED',
]);

export function classOf(task: TaskJson): ProgressClass {
  const due = task.dueTime ? Date.parse(task.dueTime) : undefined;
  switch (task.state) {
    case 'TASK_STATE_PLANNED': return 'notYetIssued';
    case 'TASK_STATE_REFUSED': return 'refused';
    case 'TASK_STATE_SUSPENDED': return 'suspended';
    case 'TASK_STATE_COMPLETED':
      if (due === undefined) return 'completedNoDeadline';
      return Date.parse(task.completeTime ?? '') <= due ? 'completedOnTime' : 'completedLate';
    default:
  }
  if (ENDED.has(task.state ?? '')) return 'endedWithoutResult';
  if (due === undefined) return 'openNoDeadline';
  // A submitted task stands still; it is late when it was handed in late.
  const lateSubmission = task.state === 'TASK_STATE_SUBMITTED' && Date.parse(task.result?.submitTime ?? '') > due;
  return task.overdue || lateSubmission ? 'openOverdue' : 'openInTime';
}

export const isDone = (one: ProgressClass): boolean =>
  one === 'completedOnTime' || one === 'completedLate' || one === 'completedNoDeadline';

export const completedOf = (counts: ProgressCountsJson): number =>
  (counts.completedOnTime ?? 0) + (counts.completedLate ?? 0) + (counts.completedNoDeadline ?? 0);

export interface Share {
  kind: ProgressClass;
  count: number;
  // Of the whole bar, in percent.
  percent: number;
}

// What a bar shows: classes that are not empty, in order. Percents are exact and add up to 100.
export function sharesOf(counts: ProgressCountsJson): Share[] {
  const present = CLASSES.map((kind) => ({kind, count: counts[kind] ?? 0})).filter(({count}) => count > 0);
  const total = present.reduce((sum, {count}) => sum + count, 0);
  return present.map((share) => ({...share, percent: 100 * share.count / total}));
}
