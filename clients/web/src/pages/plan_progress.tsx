// How far a plan is: as a whole, its tasks that many units have a part of, by heading, and by unit.

import type {PlanJson} from 'phoihop/v1/plan_pb';
import type {SummarisePlansResponseJson, SummarisePlansResponse_GroupJson} from 'phoihop/v1/plan_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {ComponentChildren, JSX} from 'preact';
import {useRef} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {concernsTasksOf} from '../model/concerns.ts';
import {timeForPeople} from '../model/dates.ts';
import {nameOfHeading, type TaskQuery} from '../model/task_query.ts';
import {CALMLY, useRound} from '../state/live.ts';
import {readPlanTasks, summarise} from '../state/plans.ts';
import {paths} from '../state/route.ts';
import {Progress} from '../ui/progress_bar.tsx';
import {useResource, Waiting} from '../ui/resource.tsx';
import {planWords} from '../words/plans.ts';
import {progressWords} from '../words/progress.ts';

interface Read {
  byUnit: SummarisePlansResponseJson;
  byHeading: SummarisePlansResponseJson;
  wholes: TaskJson[];
  // Of all its tasks that are no parts, by name.
  tasks: ReadonlySet<string>;
}

async function read(plan: PlanJson, signal: AbortSignal): Promise<Read> {
  const id = idOf(plan.name);
  const [byUnit, byHeading, tasks] = await Promise.all([
    summarise('GROUP_BY_UNIT', id, signal), summarise('GROUP_BY_HEADING', id, signal), readPlanTasks(id, signal),
  ]);
  return {byUnit, byHeading, wholes: tasks.filter((task) => task.fanOutProgress), tasks: new Set(tasks.map(({name = ''}) => name))};
}

const Figure = ({query, bad, children}: {query: TaskQuery; bad?: boolean; children: ComponentChildren}) =>
  <a href={paths.tasks(query)} class={bad ? 'figure urgent' : 'figure'}>{children}</a>;

// "62/95 done, 7 overdue", each figure with its list.
export function FanOut({task}: {task: TaskJson}): JSX.Element {
  const t = planWords();
  const {total = 0, completed = 0, overdue = 0, open = 0, notAccepted = 0} = task.fanOutProgress ?? {};
  const parent = idOf(task.name);
  return (
    <li>
      <p><a href={paths.task(task.name ?? '')}>{task.title}</a></p>
      <p class="facts-line">
        <Figure query={{parent, only: 'completed'}}><strong>{completed}/{total}</strong> {t.partsDone}</Figure>
        {overdue > 0 && <Figure query={{parent, result: 'openOverdue'}} bad><strong>{overdue}</strong> {t.partsOverdue}</Figure>}
        {notAccepted > 0 && <Figure query={{parent, only: 'not-accepted'}}><strong>{notAccepted}</strong> {t.partsNotAccepted}</Figure>}
        {open > 0 && <Figure query={{parent, only: 'open'}}><strong>{open}</strong> {t.partsOpen}</Figure>}
      </p>
    </li>
  );
}

function Units({groups, plan}: {groups: readonly SummarisePlansResponse_GroupJson[]; plan: string}): JSX.Element {
  const t = planWords();
  const c = progressWords().classes;
  const columns = ['openOverdue', 'openInTime', 'completedLate', 'completedOnTime', 'refused'] as const;
  const sorted = [...groups].sort((a, b) => (b.counts?.openOverdue ?? 0) - (a.counts?.openOverdue ?? 0));
  return (
    <section class="panel" aria-labelledby="units-title">
      <h2 id="units-title">{t.byUnit}</h2>
      <div class="table" role="group" aria-labelledby="units-title" tabIndex={0}>
        <table>
          <thead>
            <tr><th scope="col">{t.lead}</th>{columns.map((kind) => <th key={kind} scope="col" class="number">{c[kind]}</th>)}<th scope="col" class="number">{t.total}</th></tr>
          </thead>
          <tbody>
            {sorted.map(({key, displayName, counts = {}}) => (
              <tr key={key}>
                <th scope="row">{displayName || idOf(key)}</th>
                {columns.map((kind) => (
                  <td key={kind} class={kind === 'openOverdue' && counts[kind] ? 'number urgent' : 'number'}>
                    {counts[kind] ? <a href={paths.tasks({plan, unit: idOf(key), result: kind})}>{counts[kind]}</a> : 0}
                  </td>
                ))}
                <td class="number"><a href={paths.tasks({plan, unit: idOf(key), only: 'counted'})}>{counts.total ?? 0}</a></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function PlanProgress({plan}: {plan: PlanJson}): JSX.Element {
  const t = planWords();
  const known = useRef<ReadonlySet<string>>(new Set());
  const round = useRound(concernsTasksOf(plan.name ?? '', () => known.current), CALMLY);
  const resource = useResource((signal) => read(plan, signal), [plan.name], round);
  known.current = resource.value?.tasks ?? known.current;
  const id = idOf(plan.name);
  if (!resource.value) return <><Waiting resource={resource} /></>;
  const {byUnit, byHeading, wholes} = resource.value;
  return (
    <>
      <section class="panel" aria-labelledby="whole-title">
        <h2 id="whole-title">{t.whole}</h2>
        <Progress counts={byUnit.total} query={{plan: id}} label={t.whole} />
        <p class="quiet">{t.readAt(timeForPeople(byUnit.readTime))}</p>
      </section>
      <section class="panel" aria-labelledby="fan-title">
        <h2 id="fan-title">{t.fanOuts}</h2>
        {wholes.length === 0 ? <p>{t.noFanOuts}</p> : <ul class="plain">{wholes.map((task) => <FanOut key={task.name} task={task} />)}</ul>}
      </section>
      <section class="panel" aria-labelledby="heading-title">
        <h2 id="heading-title">{t.byHeading}</h2>
        <ul class="plain">
          {(byHeading.groups ?? []).map(({headings = [], counts, itemsNotIssued = 0}) => {
            const name = headings.join(' › ') || t.noHeading;
            const query = {plan: id, heading: nameOfHeading(headings)};
            return (
              <li key={name}>
                <p>
                  {counts?.total ? <a href={paths.tasks(query)}>{name}</a> : name}{' '}
                  <span class="quiet">{itemsNotIssued > 0 && t.itemsNotIssued(itemsNotIssued)}</span>
                </p>
                <Progress counts={counts} query={query} label={name} />
              </li>
            );
          })}
        </ul>
      </section>
      <Units groups={byUnit.groups ?? []} plan={id} />
    </>
  );
}
