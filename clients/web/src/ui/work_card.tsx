// One entry of the list: what, until when, who gave it, and the buttons for what may be done now.

import type {BasketKindJson} from 'phoihop/v1/basket_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {JSX} from 'preact';
import {useEffect} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {me} from '../auth/session.ts';
import {dateForPeople} from '../model/dates.ts';
import {dueDay} from '../model/due.ts';
import {operationsOf} from '../model/verbs.ts';
import {queuedTasks, sending} from '../offline/queue.ts';
import {calendarOfTask} from '../state/calendars.ts';
import {personName} from '../state/directory.ts';
import type {WorkItem} from '../state/my_work.ts';
import {paths} from '../state/route.ts';
import {taskSignal, unwantTask, wantTask} from '../state/tasks.ts';
import {words} from '../words/index.ts';
import {DueChip} from './due_chip.tsx';
import {begin} from './begin_operation.ts';
import {OperationsButton} from './operations_menu.tsx';
import {verbText} from './verb_text.ts';

// Buttons beside "more": what fits on a phone.
const MOST_BUTTONS = 2;

export function unitName(task: TaskJson, unit: string | undefined): string {
  return task.unitDisplayNames?.[unit ?? ''] ?? idOf(unit);
}

// `due`: when the work is due, where the card says something else.
function Meta({task, tag, due}: {task: TaskJson; tag: string; due: string | undefined}): JSX.Element {
  const t = words();
  const {unit, person} = me();
  const others = task.leadUnit !== unit;
  const who = task.assignee === person && person ? t.me : task.assignee ? personName(task.assignee, task.leadUnit) : t.nobody;
  return (
    <p class="meta">
      {task.priority && t.priorities[task.priority] && <strong class="urgent">{t.priorities[task.priority]} </strong>}
      <span class="tag-in-meta">{tag}</span>
      <span>{t.issuedBy}: {unitName(task, task.issuerUnit)}</span>
      {due && <span>{t.dueOn(dateForPeople(dueDay(due)))}</span>}
      {others && <span>{t.ledBy}: {unitName(task, task.leadUnit)}</span>}
      {!others && <span>{t.assignedTo}: {who}</span>}
    </p>
  );
}

// What waits for others has other buttons than what waits for us: to take it back.
const shownKind = (item: WorkItem): BasketKindJson => item.waiting ? 'BASKET_KIND_UNSPECIFIED' : item.kind;

function tagOf(item: WorkItem, task: TaskJson): string {
  const t = words();
  if (!item.waiting) return t.kinds[item.kind];
  return item.kind === 'BASKET_KIND_UNSPECIFIED' ? t.states[task.state ?? 'TASK_STATE_UNSPECIFIED'] : t.handedOver;
}

function Buttons({item, task}: {item: WorkItem; task: TaskJson | undefined}): JSX.Element {
  const t = words();
  const name = item.task.name ?? '';
  if (sending.value.has(name)) return <p class="card-buttons quiet" role="status">{t.sending}</p>;
  if (queuedTasks.value.has(name)) return <p class="card-buttons queued" role="status">{t.waitsToBeSent}</p>;
  if (!task) return <p class="card-buttons quiet" />;
  const kind = shownKind(item);
  const {primary} = operationsOf(task, kind, me());
  return (
    <div class="card-buttons">
      {primary.slice(0, MOST_BUTTONS).map((verb, i) => (
        <button key={verb} type="button" class={i === 0 ? 'primary' : ''} onClick={() => begin(verb, task)}>{verbText(verb, task)}</button>
      ))}
      <OperationsButton task={task} kind={kind} />
    </div>
  );
}

export function WorkCard({item}: {item: WorkItem}): JSX.Element {
  const name = item.task.name ?? '';
  const whole = taskSignal(name).value;
  // The newer of what the list said and what was read since.
  const task = whole ?? item.task;
  useEffect(() => {
    wantTask(name);
    return () => unwantTask(name);
  }, [name]);
  const tag = tagOf(item, task);
  const still = item.waiting || task.state === 'TASK_STATE_SUSPENDED';
  return (
    <article class={`card ${item.waiting ? 'waiting' : ''}`}>
      <p class="card-top">
        <DueChip dueTime={item.dueTime} still={still} calendar={calendarOfTask(task)} />
        <span class="tag">{tag}</span>
      </p>
      <h3><a href={paths.task(name)}>{task.title}</a></h3>
      <Meta task={task} tag={tag} due={task.dueTime !== item.dueTime ? task.dueTime : undefined} />
      <Buttons item={item} task={whole} />
    </article>
  );
}
