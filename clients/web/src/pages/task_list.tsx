// The tasks behind a figure, as the address names them.

import type {TaskJson} from 'phoihop/v1/task_pb';
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {session} from '../auth/session.ts';
import {belongs, filterOf, itemsUnder, type TaskQuery} from '../model/task_query.ts';
import {fold, matches} from '../model/fold.ts';
import {classOf} from '../model/progress.ts';
import {calendarOfTask} from '../state/calendars.ts';
import {readPlan, tasksOf} from '../state/plans.ts';
import {paths} from '../state/route.ts';
import {loadTask} from '../state/tasks.ts';
import {explain, type Problem} from '../state/toasts.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {DueChip} from '../ui/due_chip.tsx';
import {ListSearch} from '../ui/list_search.tsx';
import {ClassChip} from '../ui/progress_bar.tsx';
import {ProblemBox, useResource} from '../ui/resource.tsx';
import {unitName as nameIn} from '../ui/work_card.tsx';
import {words} from '../words/index.ts';
import {leaderWords} from '../words/leader.ts';
import {planWords} from '../words/plans.ts';
import {progressWords} from '../words/progress.ts';

interface Listed {
  tasks: readonly TaskJson[];
  done: boolean;
  problem: Problem | null;
}

function useTasks(query: TaskQuery): Listed {
  const [listed, setListed] = useState<Listed>({tasks: [], done: false, problem: null});
  const key = JSON.stringify(query);
  useEffect(() => {
    const stop = new AbortController();
    const run = async () => {
      setListed({tasks: [], done: false, problem: null});
      const items = itemsUnder(query, query.heading && query.plan ? await readPlan(query.plan, stop.signal) : null);
      for await (const page of tasksOf(filterOf(query, session.value?.province ?? '', items), stop.signal)) {
        const found = page.filter((task) => belongs(query, task, items));
        setListed((before) => ({...before, tasks: [...before.tasks, ...found]}));
      }
      setListed((before) => ({...before, done: true}));
    };
    run().catch((error: unknown) => {
      if (!stop.signal.aborted) setListed((before) => ({...before, done: true, problem: explain(error)}));
    });
    return () => stop.abort();
  }, [key]);
  return listed;
}

// What the list is about, in words.
function useTitle(query: TaskQuery): string {
  const t = planWords();
  const unitName = useUnitNames();
  const province = session.value?.province;
  const plan = useResource(async (signal) => query.plan ? readPlan(query.plan, signal) : null, [query.plan]).value;
  const parent = useResource(async () => query.parent ? loadTask(`${province}/tasks/${query.parent}`) : null, [query.parent]).value;
  const item = plan?.items?.find(({name}) => name?.endsWith(`/items/${query.item}`));
  return [
    query.result && progressWords().classes[query.result],
    query.only && t.only[query.only],
    query.work && leaderWords()[query.work],
    query.plan && t.ofPlan(plan?.displayName ?? query.plan),
    query.heading && t.underHeading(query.heading === '-' ? t.noHeading : query.heading),
    query.item && t.ofItem(item?.ordinal ?? query.item),
    query.parent && t.partsOf(parent?.title ?? query.parent),
    query.unit && t.ofUnit(unitName(`${province}/units/${query.unit}`)),
  ].filter(Boolean).join(' · ');
}

function Row({task}: {task: TaskJson}): JSX.Element {
  const t = words();
  const still = task.state === 'TASK_STATE_SUSPENDED' || task.state === 'TASK_STATE_SUBMITTED';
  const ended = task.state === 'TASK_STATE_COMPLETED';
  return (
    <li class="list-row">
      <p><a href={paths.task(task.name ?? '')}>{task.title}</a></p>
      <p class="facts-line">
        <ClassChip kind={classOf(task)} />
        <DueChip dueTime={task.dueTime} still={still || ended} calendar={calendarOfTask(task)} />
        <span>{t.states[task.state ?? 'TASK_STATE_UNSPECIFIED']}</span>
        <span>{planWords().lead}: {nameIn(task, task.leadUnit)}</span>
      </p>
    </li>
  );
}

export function TaskListPage({query}: {query: TaskQuery}): JSX.Element {
  const t = planWords();
  const {tasks, done, problem} = useTasks(query);
  const title = useTitle(query);
  const [search, setSearch] = useState('');
  const shown = tasks.filter((task) => matches(fold(`${task.title} ${nameIn(task, task.leadUnit)}`), search));
  return (
    <>
      {query.plan && <p class="no-print"><a href={paths.plan(query.plan)}>← {words().plans}</a></p>}
      <h1 tabIndex={-1}>{t.tasksTitle}</h1>
      <p class="list-title">{title}</p>
      {problem && <ProblemBox problem={problem} />}
      <p class="quiet" role="status" id="list-count">{done ? tasks.length ? t.count(tasks.length) : !problem && t.noTasksFound : words().loading}</p>
      <ListSearch count={tasks.length} value={search} onInput={setSearch} />
      <ul class="panels list">{shown.map((task) => <Row key={task.name} task={task} />)}</ul>
    </>
  );
}
