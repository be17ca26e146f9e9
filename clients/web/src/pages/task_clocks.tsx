// The deadlines of a task: where each clock stands, which rungs of its ladder have fired, and what comes next.

import type {ClockJson, EscalationJson, EscalationPolicyJson} from 'phoihop/v1/deadline_pb';
import type {ListEscalationPoliciesResponseJson} from 'phoihop/v1/deadline_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {get, idOf} from '../api/http.ts';
import {dateForPeople, monthForPeople, timeForPeople} from '../model/dates.ts';
import {effectsOf, intentsOf} from '../model/escalation_text.ts';
import {calendarName, isSpecial} from '../state/calendars.ts';
import {personName} from '../state/directory.ts';
import {DueChip} from '../ui/due_chip.tsx';
import {taskWords} from '../words/task.ts';

const policies = new Map<string, Promise<readonly EscalationPolicyJson[]>>();

function readPolicies(province: string): Promise<readonly EscalationPolicyJson[]> {
  let found = policies.get(province);
  if (!found) {
    found = get<ListEscalationPoliciesResponseJson>(`/v1/${province}/escalationPolicies`)
      .then(({escalationPolicies = []}) => escalationPolicies);
    found.catch(() => policies.delete(province));
    policies.set(province, found);
  }
  return found;
}

const OPEN: ReadonlySet<string> = new Set(['CLOCK_STATE_RUNNING', 'CLOCK_STATE_FROZEN', 'CLOCK_STATE_SUSPENDED']);

function told(escalation: EscalationJson, task: TaskJson): string {
  const {audiences} = taskWords();
  return (escalation.recipients ?? []).map(({audience, unit, person}) =>
    person ? personName(person, unit) : task.unitDisplayNames?.[unit ?? ''] ?? (unit ? idOf(unit) : audiences[audience ?? 'AUDIENCE_UNSPECIFIED'])).join(', ');
}

function Fired({escalation, task}: {escalation: EscalationJson; task: TaskJson}): JSX.Element {
  const t = taskWords();
  const to = told(escalation, task);
  const time = timeForPeople(escalation.fireTime);
  return (
    <>
      <span class="quiet"> — {escalation.passedOver ? time : t.rungFired(time)}{to && `: ${to}`}</span>
      {effectsOf(escalation, t).map((text) => <p key={text} class="effect">{text}</p>)}
    </>
  );
}

function Ladder({clock, task, policy}: {clock: ClockJson; task: TaskJson; policy: EscalationPolicyJson}): JSX.Element {
  const t = taskWords();
  const running = clock.state === 'CLOCK_STATE_RUNNING';
  return (
    <details class="ladder">
      <summary>
        {t.ladder}
        {running && clock.nextFireTime && <span class="quiet"> · {t.nextRung(timeForPeople(clock.nextFireTime))}</span>}
      </summary>
      <ol>
        {(policy.rungs ?? []).map((rung, i) => {
          const fired = task.escalations?.find((one) => one.clockId === clock.id && (one.rungIndex ?? 0) === i);
          const next = running && !fired && clock.nextFireTime && (clock.nextRung ?? 0) === i;
          return (
            <li key={i} class={fired ? 'fired' : next ? 'next' : ''}>
              <strong>{t.rungOffset(rung.offsetWorkingDays ?? 0)}</strong>
              {': '}{(rung.audiences ?? []).map((audience) => t.audiences[audience]).join(', ')}
              {rung.raisePriority && `; ${t.rungRaises}`}{rung.putOnMonitorList && `; ${t.rungMonitors}`}
              {intentsOf(rung, t).map((text) => `; ${text}`)}
              {fired && <Fired escalation={fired} task={task} />}
              {next && <span class="quiet"> — {t.rungNext(timeForPeople(clock.nextFireTime))}</span>}
            </li>
          );
        })}
      </ol>
    </details>
  );
}

function ClockItem({clock, task, policy}: {clock: ClockJson; task: TaskJson; policy: EscalationPolicyJson | undefined}): JSX.Element {
  const t = taskWords();
  const open = OPEN.has(clock.state ?? '');
  const moved = clock.originalDueTime && clock.originalDueTime !== clock.dueTime;
  return (
    <li class={open ? 'clock' : 'clock ended'}>
      <p>
        <strong>{t.clockPurposes[clock.purpose ?? 'CLOCK_PURPOSE_UNSPECIFIED']}</strong>{' '}
        {open
          ? <DueChip dueTime={clock.dueTime} still={clock.state !== 'CLOCK_STATE_RUNNING'} calendar={clock.calendar} />
          : <span class="quiet">{t.clockStates[clock.state ?? 'CLOCK_STATE_UNSPECIFIED']} {timeForPeople(clock.endTime)}</span>}
        {open && clock.state !== 'CLOCK_STATE_RUNNING' && <span class="quiet"> {t.clockStates[clock.state!]}</span>}
      </p>
      {open && isSpecial(clock.calendar) && <p class="quiet">{t.byCalendar(calendarName(clock.calendar))}</p>}
      {open && clock.rule && <p class="quiet">{clock.rule}</p>}
      {open && moved && <p class="quiet">{t.originalDue(timeForPeople(clock.originalDueTime))}</p>}
      {open && clock.provisional && <p class="quiet">{t.provisional}</p>}
      {open && policy && <Ladder clock={clock} task={task} policy={policy} />}
    </li>
  );
}

export function TaskClocks({task, province}: {task: TaskJson; province: string}): JSX.Element | null {
  const t = taskWords();
  const [known, setKnown] = useState<readonly EscalationPolicyJson[]>([]);
  useEffect(() => {
    readPolicies(province).then(setKnown, () => {});
  }, [province]);
  const clocks = task.clocks ?? [];
  if (!clocks.length && !task.requestedDueDate) return null;
  const sorted = [...clocks.filter(({state}) => OPEN.has(state ?? '')), ...clocks.filter(({state}) => !OPEN.has(state ?? ''))];
  return (
    <section aria-labelledby="clocks-title">
      <h2 id="clocks-title">{t.clocks}</h2>
      {!clocks.length && <p>{dateForPeople(task.requestedDueDate)}</p>}
      {!clocks.length && isSpecial(task.calendar) && <p class="quiet">{t.byCalendar(calendarName(task.calendar))}</p>}
      {task.dueWorkingDay && <p class="quiet">{t.workingDayOfMonth(task.dueWorkingDay.workingDay ?? 1, monthForPeople(task.dueWorkingDay.month))}</p>}
      <ul class="clocks">
        {sorted.map((clock) => (
          <ClockItem key={clock.id} clock={clock} task={task} policy={known.find(({name}) => name === clock.escalationPolicy)} />
        ))}
      </ul>
    </section>
  );
}
