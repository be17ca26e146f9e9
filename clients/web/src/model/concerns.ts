// Which events change what a page shows; what others change is not read again.

import type {EventJson} from 'phoihop/v1/event_pb';

export type Concern = (event: EventJson) => boolean;

// Of tasks: they change no class, no deadline and nobody's work.
const WITHOUT_FIGURES: ReadonlySet<string> = new Set([
  'task.commented', 'task.evidence_changed', 'task.progress_reported', 'task.checklist_changed', 'task.watchers_changed',
  'task.copies_sent', 'task.copy_acknowledged', 'task.reminded', 'task.end_noted', 'task.dependencies_changed',
]);

// Ids of a plan's tasks begin with that of the plan; one that would be too long is cut after it.
const LONGEST_PREFIX = 40;

// Any task, as figures count it.
export const changesFigures: Concern = ({subject = '', type = ''}) => subject.includes('/tasks/') && !WITHOUT_FIGURES.has(type);

const idOf = (name: string) => name.split('/').pop() ?? '';

// A plan's own things: its items, its questions, what was issued.
export const concernsPlan = (plan: string): Concern => ({subject}) => subject === plan;

export const concernsAnyPlan: Concern = (event) => (event.subject ?? '').includes('/plans/') || changesFigures(event);

// The plan, and its tasks as figures count them. `known`: tasks that are known to be of the plan, whatever they are called.
export function concernsTasksOf(plan: string, known: () => ReadonlySet<string> = () => new Set()): Concern {
  const id = idOf(plan);
  const prefix = id.length > LONGEST_PREFIX ? id.slice(0, LONGEST_PREFIX) : `${id}-`;
  return (event) => {
    const {subject = '', taskCreated} = event;
    if (subject === plan) return true;
    if (!changesFigures(event)) return false;
    return idOf(subject).startsWith(prefix) || taskCreated?.task?.plan === plan || known().has(subject);
  };
}
