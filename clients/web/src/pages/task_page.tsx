// The page of one task: who is responsible and why, until when, what may be done now, and everything that happened.

import type {BasketKindJson} from 'phoihop/v1/basket_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {session} from '../auth/session.ts';
import {timeForPeople} from '../model/dates.ts';
import {queuedTasks, sending} from '../offline/queue.ts';
import {calendarName, calendarOfTask, isSpecial} from '../state/calendars.ts';
import {items} from '../state/my_work.ts';
import {paths} from '../state/route.ts';
import {loadTask, taskSignal} from '../state/tasks.ts';
import {explain, type Problem} from '../state/toasts.ts';
import {DueChip} from '../ui/due_chip.tsx';
import {OperationsList} from '../ui/operations_menu.tsx';
import {words} from '../words/index.ts';
import {taskWords} from '../words/task.ts';
import {TaskClocks} from './task_clocks.tsx';
import {TaskResponsible} from './task_responsible.tsx';
import {Custody, Extensions, Helpers, Progress, Refusal, Related, TaskDocuments} from './task_sections.tsx';
import {TaskComments, TaskTimeline} from './task_timeline.tsx';

const ENDED: ReadonlySet<string> = new Set([
  'TASK_STATE_COMPLETED', 'TASK_STATE_REVOKED', 'TASK_STATE_SUPERSEDED', 'TASK_STATE_SKIPPED', 'TASK_STATE_FAILED',
]);

// Which buttons come first: those of the basket that it is in, or what fits its state.
function kindOf(task: TaskJson): BasketKindJson {
  const item = items.value.find((one) => one.task.name === task.name);
  if (item) return item.kind;
  switch (task.state) {
    case 'TASK_STATE_ISSUED': return 'BASKET_KIND_TO_ACCEPT';
    case 'TASK_STATE_SUBMITTED': return 'BASKET_KIND_TO_APPROVE';
    case 'TASK_STATE_REFUSED': return 'BASKET_KIND_TO_DECIDE';
    case 'TASK_STATE_ACCEPTED':
    case 'TASK_STATE_IN_PROGRESS': return 'BASKET_KIND_ASSIGNED';
    default: return 'BASKET_KIND_UNSPECIFIED';
  }
}

function Actions({task}: {task: TaskJson}): JSX.Element {
  const t = words();
  const name = task.name ?? '';
  return (
    <section class="actions no-print" aria-label={t.whatCanIDo}>
      {sending.value.has(name) && <p class="queued" role="status">{t.sending}</p>}
      {queuedTasks.value.has(name) && <p class="queued" role="status">{t.waitsToBeSent}</p>}
      <OperationsList task={task} kind={kindOf(task)} level={2} onChosen={() => {}} />
    </section>
  );
}

function Head({task}: {task: TaskJson}): JSX.Element {
  const t = words();
  const state = task.state ?? 'TASK_STATE_UNSPECIFIED';
  const still = ENDED.has(state) || state === 'TASK_STATE_SUBMITTED' || state === 'TASK_STATE_SUSPENDED';
  const calendar = calendarOfTask(task);
  const secrecy = t.secrecies[task.secrecy ?? 'SECRECY_UNSPECIFIED'];
  return (
    <header class="task-head">
      <p class="no-print"><a href={paths.myWork}>← {t.myWork}</a></p>
      <h1 tabIndex={-1}>{task.title}</h1>
      <p class="task-tags">
        <strong class={`state ${state.toLowerCase()}`}>{t.states[state]}</strong>
        <DueChip dueTime={task.dueTime} still={still} calendar={calendar} />
        {task.dueTime && isSpecial(calendar) && <span class="quiet">{taskWords().byCalendar(calendarName(calendar))}</span>}
        {task.priority && t.priorities[task.priority] && <strong class="urgent">{t.priorities[task.priority]}</strong>}
        {secrecy && <strong class="urgent">{secrecy}</strong>}
        {(task.bounceCount ?? 0) > 0 && <span class="quiet">{taskWords().bounced(task.bounceCount!)}</span>}
        {(task.reworkCount ?? 0) > 0 && <span class="quiet">{taskWords().reworked(task.reworkCount!)}</span>}
      </p>
      <p><span class="quiet">{taskWords().nextMove}:</span> {taskWords().moves[state]}</p>
      <Refusal task={task} />
    </header>
  );
}

export function TaskPage({id}: {id: string}): JSX.Element {
  const t = words();
  const province = session.value?.province ?? '';
  const name = `${province}/tasks/${id}`;
  const task = taskSignal(name).value;
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = () => {
    setProblem(null);
    loadTask(name).catch((error: unknown) => setProblem(explain(error)));
  };
  useEffect(load, [name]);
  return (
    <>
      {problem && (
        <div class="problem" role="alert">
          <p>{problem.text}</p>
          {problem.detail && <p class="quiet">{problem.detail}</p>}
          <button type="button" onClick={load}>{t.tryAgain}</button>
        </div>
      )}
      {!task && !problem && <p class="empty" role="status">{t.loading}</p>}
      {!task && problem && <p><a href={paths.myWork}>{t.toMyWork}</a></p>}
      {task && (
        <article class="task">
          <Head task={task} />
          <Actions task={task} />
          <div class="task-body">
            <TaskResponsible task={task} province={province} />
            <TaskClocks task={task} province={province} />
            <Progress task={task} />
            <TaskDocuments task={task} />
            <Related task={task} />
            <Helpers task={task} />
            <Extensions task={task} />
            <Custody task={task} />
            <TaskComments task={task} />
            <TaskTimeline task={task} province={province} />
            <p class="quiet">{taskWords().updated(timeForPeople(task.updateTime))}</p>
          </div>
        </article>
      )}
    </>
  );
}
