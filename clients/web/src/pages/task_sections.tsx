// Parts of a task's page that a task has only sometimes.

import type {HandoffJson} from 'phoihop/v1/handoff_pb';
import type {AllowedOperationJson, TaskJson} from 'phoihop/v1/task_pb';
import type {TaskVerbJson} from 'phoihop/v1/task_state_pb';
import type {ComponentChildren, JSX} from 'preact';

import {session} from '../auth/session.ts';
import {dateForPeople, timeForPeople} from '../model/dates.ts';
import {newOperation} from '../offline/operation.ts';
import {perform} from '../offline/queue.ts';
import {minute} from '../state/server_clock.ts';
import {paths} from '../state/route.ts';
import {tellProblem} from '../state/toasts.ts';
import {idOf} from '../api/http.ts';
import {Documents} from '../ui/documents.tsx';
import {unitName} from '../ui/work_card.tsx';
import {words} from '../words/index.ts';
import {taskWords} from '../words/task.ts';
import {actorName} from './task_timeline.tsx';

const HOUR_MS = 3_600_000;

function Section({title, children}: {title: string; children: ComponentChildren}): JSX.Element {
  return <section><h2>{title}</h2>{children}</section>;
}

const allows = (task: TaskJson, verb: TaskVerbJson) =>
  (task.operations ?? []).some((operation: AllowedOperationJson) => operation.verb === verb && operation.allowed);

function act(verb: TaskVerbJson, action: string, task: TaskJson, values: Record<string, unknown>): void {
  perform(newOperation(verb, {action}, task, session.value?.unit ?? '', values, [])).catch(tellProblem);
}

export function Refusal({task}: {task: TaskJson}): JSX.Element | null {
  const t = words();
  if (task.state !== 'TASK_STATE_REFUSED') return null;
  return (
    <div class="problem">
      <p><strong>{taskWords().refusedBecause}:</strong> {t.refusalReasons[task.refusalReason ?? 'REFUSAL_REASON_UNSPECIFIED']}</p>
      {task.refusalExplanation && <p class="said">{task.refusalExplanation}</p>}
      {task.proposedUnit && <p>{taskWords().proposed}: {unitName(task, task.proposedUnit)}</p>}
    </div>
  );
}

export function Progress({task}: {task: TaskJson}): JSX.Element | null {
  const t = taskWords();
  const {progress, checklist = []} = task;
  if (!progress && !checklist.length) return null;
  const percent = progress?.percent ?? 0;
  return (
    <Section title={t.progress}>
      {progress && (
        <>
          <p><progress max={100} value={percent} aria-label={t.progress} /> {percent} % {progress.label}</p>
          {progress.note && <p class="said">{progress.note}</p>}
          <p class="quiet">{actorName(progress.actor, task)} · {timeForPeople(progress.time)}</p>
        </>
      )}
      {checklist.length > 0 && (
        <ul class="checklist" aria-label={t.checklist}>
          {checklist.map(({id = '', text, done, dueDate}) => (
            <li key={id}>
              <label class="flag">
                <input
                  type="checkbox" checked={done === true} disabled={!allows(task, 'TASK_VERB_CHECK_ITEM')}
                  onChange={() => act('TASK_VERB_CHECK_ITEM', 'checkItem', task, {id, undone: done === true})}
                />
                <span>{text}{dueDate && <span class="quiet"> · {dateForPeople(dueDate)}</span>}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

export function TaskDocuments({task}: {task: TaskJson}): JSX.Element | null {
  const t = taskWords();
  const slots = task.evidenceSlots ?? [];
  const evidence = task.evidence ?? [];
  const earlier = task.earlierResults ?? [];
  if (!slots.length && !evidence.length && !earlier.length && !task.result) return null;
  const removable = allows(task, 'TASK_VERB_REMOVE_EVIDENCE');
  return (
    <Section title={t.documents}>
      {slots.length > 0 && (
        <><h3>{t.slots}</h3><ul class="plain">{slots.map(({id, description = '', count = 1}) => <li key={id}>{words().slot(description, count)}</li>)}</ul></>
      )}
      {evidence.length > 0 && <h3>{t.evidence}</h3>}
      <Documents
        documents={evidence}
        onRemove={removable ? (i) => act('TASK_VERB_REMOVE_EVIDENCE', 'removeEvidence', task, {place: i + 1}) : undefined}
      />
      {task.result && (
        <>
          <h3>{t.resultTitle}</h3>
          <p class="said">{task.result.summary}</p>
          <Documents documents={task.result.documents} />
          <p class="quiet">{actorName(task.result.submitter, task)} · {timeForPeople(task.result.submitTime)}</p>
        </>
      )}
      {earlier.length > 0 && <h3>{t.earlierResults}</h3>}
      {earlier.map((result, i) => (
        <div key={i}><p class="said">{result.summary}</p><Documents documents={result.documents} /></div>
      ))}
    </Section>
  );
}

function HandoffItem({handoff, task}: {handoff: HandoffJson; task: TaskJson}): JSX.Element {
  const t = words();
  return (
    <li>
      <p>
        {unitName(task, handoff.fromUnit)} → <strong>{unitName(task, handoff.toUnit)}</strong>:{' '}
        {taskWords().handoffStates[handoff.state ?? 'STATE_UNSPECIFIED']}
      </p>
      <p class="quiet">
        {timeForPeople(handoff.sendTime)}{handoff.replyTime && ` → ${timeForPeople(handoff.replyTime)}`}
        {handoff.replyByDate && ` · ${taskWords().replyBy(dateForPeople(handoff.replyByDate))}`}
      </p>
      {handoff.reason && <p class="said">{handoff.reason}</p>}
      {handoff.refusalReason && <p>{t.refusalReasons[handoff.refusalReason]} {handoff.refusalExplanation}</p>}
      {handoff.result?.summary && <p class="said">{handoff.result.summary}</p>}
      <Documents documents={[...handoff.documents ?? [], ...handoff.result?.documents ?? []]} />
    </li>
  );
}

export function Custody({task}: {task: TaskJson}): JSX.Element | null {
  const t = taskWords();
  const {custody = [], handoffs = []} = task;
  if (!custody.length && !handoffs.length) return null;
  const lengthOf = (start: string | undefined, end: string | undefined) => {
    const hours = Math.floor(((end ? Date.parse(end) : minute.value) - Date.parse(start ?? '')) / HOUR_MS);
    return t.duration(Math.floor(hours / 24), hours % 24);
  };
  return (
    <Section title={t.custody}>
      <ol class="chain">
        {custody.map(({unit, startTime, endTime}, i) => (
          <li key={i} class={endTime ? '' : 'now'}>
            <strong>{unitName(task, unit)}</strong> <span>{lengthOf(startTime, endTime)}</span>
            <p class="quiet">{timeForPeople(startTime)} → {endTime ? timeForPeople(endTime) : t.custodyNow}</p>
          </li>
        ))}
      </ol>
      {handoffs.length > 0 && (
        <><h3>{t.handoffs}</h3><ul class="timeline">{handoffs.map((handoff) => <HandoffItem key={handoff.name} handoff={handoff} task={task} />)}</ul></>
      )}
    </Section>
  );
}

export function Extensions({task}: {task: TaskJson}): JSX.Element | null {
  const t = taskWords();
  const {extensions = [], suspensions = [], impossibility} = task;
  if (!extensions.length && !suspensions.length && !impossibility) return null;
  return (
    <Section title={[extensions.length ? t.extensions : '', suspensions.length ? t.suspensions : '', impossibility ? t.impossibility : '']
      .filter(Boolean).join(', ')}>
      <ul class="timeline">
        {extensions.map((one) => (
          <li key={one.id}>
            <p>
              {t.extensionAsked(dateForPeople(one.dueDateBefore), dateForPeople(one.grantedDueDate || one.requestedDueDate))}:{' '}
              <strong>{t.extensionStates[one.state ?? 'STATE_UNSPECIFIED']}</strong>
            </p>
            <p class="said">{one.reason}</p>
            {one.explanation && <p class="said">{one.explanation}</p>}
            <Documents documents={one.documents} />
          </li>
        ))}
        {suspensions.map((one) => (
          <li key={one.startTime}>
            <p>{timeForPeople(one.startTime)} → {timeForPeople(one.endTime ?? one.untilTime)}</p>
            <p class="said">{one.reason}</p>
          </li>
        ))}
        {impossibility && (
          <li>
            <p><strong>{t.impossibilityStates[impossibility.state ?? 'STATE_UNSPECIFIED']}</strong></p>
            <p class="said">{impossibility.reason}</p>
            {impossibility.explanation && <p class="said">{impossibility.explanation}</p>}
            <Documents documents={impossibility.documents} />
          </li>
        )}
      </ul>
    </Section>
  );
}

export function Helpers({task}: {task: TaskJson}): JSX.Element | null {
  const t = taskWords();
  const {contributions = [], copies = []} = task;
  if (!contributions.length && !copies.length) return null;
  return (
    <Section title={contributions.length ? t.contributions : t.copies}>
      <ul class="timeline">
        {contributions.map((one) => (
          <li key={one.unit}>
            <p>
              <strong>{unitName(task, one.unit)}</strong>: {t.contributionStates[one.state ?? 'STATE_UNSPECIFIED']}
              {one.late && <strong class="urgent"> {t.late}</strong>}
              {one.dueDate && <span class="quiet"> · {t.replyBy(dateForPeople(one.dueDate))}</span>}
            </p>
            <p class="said">{one.request}</p>
            {one.text && <p class="said">{one.text}</p>}
            <Documents documents={one.documents} />
          </li>
        ))}
      </ul>
      {contributions.length > 0 && copies.length > 0 && <h3>{t.copies}</h3>}
      <ul class="plain">
        {copies.map(({unit, readTime}) => (
          <li key={unit}>{unitName(task, unit)}: <span class="quiet">{readTime ? t.read(timeForPeople(readTime)) : t.unread}</span></li>
        ))}
      </ul>
    </Section>
  );
}

function TaskLink({name}: {name: string | undefined}): JSX.Element {
  return <a href={paths.task(name ?? '')}>{idOf(name)}</a>;
}

export function Related({task}: {task: TaskJson}): JSX.Element | null {
  const t = words();
  const {delegations = [], dependencies = [], fanOutProgress: parts} = task;
  if (!delegations.length && !dependencies.length && !parts && !task.parentTask && !task.delegatedFrom) return null;
  const ended = (state: keyof typeof t.states | undefined) => state && state !== 'TASK_STATE_UNSPECIFIED' ? ` · ${t.states[state]}` : '';
  return (
    <Section title={taskWords().parts}>
      <ul class="plain">
        {parts && (
          <li>
            <a href={paths.tasks({parent: idOf(task.name)})}>
              {taskWords().partsProgress(parts.completed ?? 0, parts.total ?? 0, parts.overdue ?? 0, parts.notAccepted ?? 0)}
            </a>
          </li>
        )}
        {(task.parentTask || task.delegatedFrom) && <li>{taskWords().partOf} <TaskLink name={task.parentTask || task.delegatedFrom} /></li>}
        {delegations.map(({task: name, unit, endState}) => (
          <li key={name}>{taskWords().delegations} {unitName(task, unit)}: <TaskLink name={name} />{ended(endState)}</li>
        ))}
        {dependencies.map(({task: name, reason, endState}) => (
          <li key={name}>{taskWords().dependencies} <TaskLink name={name} />{ended(endState)} <span class="quiet">{reason}</span></li>
        ))}
      </ul>
    </Section>
  );
}
