// Plans as the server has them, and the tasks behind a figure.

import type {PlanJson} from 'phoihop/v1/plan_pb';
import type {ListPlansResponseJson, SummarisePlansRequest_GroupByJson, SummarisePlansResponseJson} from 'phoihop/v1/plan_service_pb';
import type {ListTasksResponseJson} from 'phoihop/v1/task_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';

import {get, idOf, pages} from '../api/http.ts';
import {session} from '../auth/session.ts';

const PAGE_SIZE = 200;

const province = () => session.value?.province ?? '';

export async function readPlans(signal?: AbortSignal): Promise<PlanJson[]> {
  const plans: PlanJson[] = [];
  for await (const page of pages<ListPlansResponseJson>(`/v1/${province()}/plans`, {pageSize: PAGE_SIZE}, signal)) {
    plans.push(...page.plans ?? []);
  }
  return plans;
}

export const planName = (id: string): string => `${province()}/plans/${id}`;

export const readPlan = (id: string, signal?: AbortSignal): Promise<PlanJson> => get<PlanJson>(`/v1/${planName(id)}`, {}, signal);

// `plan`: an id; none: of all plans.
export function summarise(
  groupBy: SummarisePlansRequest_GroupByJson, plan?: string, signal?: AbortSignal): Promise<SummarisePlansResponseJson> {
  return get(`/v1/${province()}/plans:summarise`, {groupBy, plans: plan ? [planName(plan)] : []}, signal);
}

// All tasks that match, page by page.
export async function* tasksOf(filter: string, signal?: AbortSignal): AsyncGenerator<TaskJson[]> {
  const query = {filter, pageSize: PAGE_SIZE, orderBy: 'due_time'};
  for await (const page of pages<ListTasksResponseJson>(`/v1/${province()}/tasks`, query, signal)) yield page.tasks ?? [];
}

// Wholes and tasks that stand alone; of an item that is spread over many units its parts are left out.
export async function readPlanTasks(plan: string, signal?: AbortSignal): Promise<TaskJson[]> {
  const tasks: TaskJson[] = [];
  for await (const page of tasksOf(`plan = "${idOf(plan)}" AND parent_task = ""`, signal)) tasks.push(...page);
  return tasks;
}
