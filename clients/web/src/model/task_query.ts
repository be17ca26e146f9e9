// Which tasks a list shows, as its address says it: every figure of a plan or of a report leads to the list that it counts.

import type {PlanJson} from 'phoihop/v1/plan_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';

import {CLASSES, classOf, type ProgressClass} from './progress.ts';

// A figure of the workload; its filter is the server's.
export type WorkKind = 'open' | 'overdue' | 'notAccepted' | 'submitted' | 'suspended' | 'bounced' | 'handoffs' | 'handoffsOverdue';

export interface TaskQuery {
  // Ids, not resource names: they stand in addresses.
  plan?: string;
  // Of `plan`.
  item?: string;
  // Of `plan`: the items under this heading, as nameOfHeading writes it.
  heading?: string;
  // Parts of this task.
  parent?: string;
  // The lead.
  unit?: string;
  result?: ProgressClass;
  // Beside the classes: what has not been accepted, what is not completed yet, what is completed, what is on the monitor's list, and all
  // that figures count.
  only?: 'not-accepted' | 'open' | 'completed' | 'monitored' | 'counted';
  // A filter of ListTasks that the server gave with a figure: it stands for everything else, which then only names what is listed.
  filter?: string;
  work?: WorkKind;
}

const KEYS = ['plan', 'item', 'heading', 'parent', 'unit', 'result', 'only', 'filter', 'work'] as const;
const WORK: readonly string[] = ['open', 'overdue', 'notAccepted', 'submitted', 'suspended', 'bounced', 'handoffs', 'handoffsOverdue'];
const LONGEST_FILTER = 2000;
const LONGEST_HEADING = 1000;
// Of a filter, by the server (services/store/filter.h); some are left for the rest of it.
const MOST_TERMS = 40;
const ONLY: readonly string[] = ['not-accepted', 'open', 'completed', 'monitored', 'counted'];

export function addressOfTasks(query: TaskQuery): string {
  const parameters = new URLSearchParams();
  for (const key of KEYS) {
    if (query[key]) parameters.set(key, query[key]!);
  }
  return `/app/tasks?${parameters}`;
}

// What is unknown in an address is left out.
export function taskQueryOf(search: string): TaskQuery {
  const parameters = new URLSearchParams(search);
  const query: TaskQuery = {};
  for (const key of ['plan', 'item', 'parent', 'unit'] as const) {
    const value = parameters.get(key);
    if (value && /^[a-zA-Z0-9._~-]{1,200}$/.test(value)) query[key] = value;
  }
  const heading = parameters.get('heading');
  if (query.plan && heading && heading.length <= LONGEST_HEADING) query.heading = heading;
  const result = parameters.get('result') as ProgressClass | null;
  if (result && CLASSES.includes(result)) query.result = result;
  const only = parameters.get('only');
  if (only && ONLY.includes(only)) query.only = only as TaskQuery['only'];
  const filter = parameters.get('filter');
  if (filter && filter.length <= LONGEST_FILTER) query.filter = filter;
  const work = parameters.get('work');
  if (work && WORK.includes(work)) query.work = work as WorkKind;
  return query;
}

const STATES_OF: Partial<Record<ProgressClass, string>> = {
  notYetIssued: 'state = PLANNED', refused: 'state = REFUSED', suspended: 'state = SUSPENDED', completedOnTime: 'state = COMPLETED',
  completedLate: 'state = COMPLETED', completedNoDeadline: 'state = COMPLETED', openOverdue: 'open = true',
  openInTime: 'open = true', openNoDeadline: 'open = true', endedWithoutResult: 'open = false',
};

// In addresses: '-' for what stands under none.
export const nameOfHeading = (headings: readonly string[] | undefined): string => (headings ?? []).join(' › ') || '-';

// Names of the items under the heading of a query; nothing when it has none.
export function itemsUnder({heading}: TaskQuery, plan: PlanJson | null): ReadonlySet<string> | undefined {
  if (!heading) return undefined;
  return new Set((plan?.items ?? []).filter(({headings}) => nameOfHeading(headings) === heading).map(({name = ''}) => name));
}

// Items as a filter takes them, when it can take so many.
function oneOf(items: ReadonlySet<string> | undefined): string {
  if (!items?.size || items.size > MOST_TERMS) return '';
  const text = `(${[...items].map((name) => `plan_item = "${name}"`).join(' OR ')})`;
  return new TextEncoder().encode(text).length < LONGEST_FILTER - 300 ? text : '';
}

// What the server sorts out; `belongs` does the rest. `province`: resource name; `items`: as itemsUnder.
export function filterOf(query: TaskQuery, province: string, items?: ReadonlySet<string>): string {
  if (query.filter) return query.filter;
  const parts = [
    query.plan && `plan = "${query.plan}"`,
    query.plan && query.item && `plan_item = "${province}/plans/${query.plan}/items/${query.item}"`,
    oneOf(items),
    query.parent && `parent_task = "${query.parent}"`,
    query.unit && `lead_unit = "${query.unit}"`,
    query.result && STATES_OF[query.result],
    query.only === 'not-accepted' && 'state = ISSUED',
    query.only === 'completed' && 'state = COMPLETED',
    query.only === 'open' && 'open = true',
    query.only === 'monitored' && 'on_monitor_list = true',
  ];
  return parts.filter(Boolean).join(' AND ');
}

// Figures count parts, not the wholes that they are parts of.
export function belongs(query: TaskQuery, task: TaskJson, items?: ReadonlySet<string>): boolean {
  if (items && !items.has(task.planItem ?? '')) return false;
  if (query.only === 'counted' && task.fanOut) return false;
  return !query.result || (!task.fanOut && classOf(task) === query.result);
}
