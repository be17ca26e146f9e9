// The unit at a glance, for whoever has five minutes: who has how much, what is late, who will be reminded next; for those who look
// after other units, how these stand.

import type {SummarisePlansResponseJson} from 'phoihop/v1/plan_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {get, idOf} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {timeForPeople} from '../model/dates.ts';
import {loadsOf} from '../model/unit_load.ts';
import {personName} from '../state/directory.ts';
import {items} from '../state/my_work.ts';
import {paths} from '../state/route.ts';
import {minute} from '../state/server_clock.ts';
import {taskSignal} from '../state/tasks.ts';
import {words} from '../words/index.ts';
import {pageWords} from '../words/pages.ts';

const MOST_REMINDERS = 10;

function Table({caption, head, children}: {caption: string; head: readonly string[]; children: ComponentChildren}): JSX.Element {
  return (
    <div class="table" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <thead><tr>{head.map((title, i) => <th key={title} scope="col" class={i ? 'number' : ''}>{title}</th>)}</tr></thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

const Count = ({value, bad}: {value: number | undefined; bad?: boolean}) =>
  <td class={bad && value ? 'number urgent' : 'number'}>{value ?? 0}</td>;

function People(): JSX.Element | null {
  const t = words();
  const loads = loadsOf(items.value, minute.value);
  if (!loads.length) return <p>{t.nothingToDo}</p>;
  return (
    <Table caption={pageWords().byPerson} head={[pageWords().person, pageWords().open, pageWords().overdue, pageWords().thisWeek]}>
      {loads.map(({person, open, overdue, soon}) => (
        <tr key={person}>
          <th scope="row">{person ? personName(person, session.value?.unit) : pageWords().nobodyYet}</th>
          <Count value={open} /><Count value={overdue} bad /><Count value={soon} />
        </tr>
      ))}
    </Table>
  );
}

interface Reminder {
  task: TaskJson;
  time: string;
}

function Reminders(): JSX.Element {
  const found: Reminder[] = [];
  for (const name of new Set(items.value.map((item) => item.task.name ?? ''))) {
    const task = taskSignal(name).value;
    const times = (task?.clocks ?? []).filter(({state}) => state === 'CLOCK_STATE_RUNNING').map(({nextFireTime}) => nextFireTime ?? '').filter(Boolean).sort();
    if (task && times[0]) found.push({task, time: times[0]});
  }
  found.sort((a, b) => a.time.localeCompare(b.time));
  if (!found.length) return <p>{pageWords().noReminders}</p>;
  return (
    <>
      <p class="hint">{pageWords().nextRemindersHint}</p>
      <ol class="timeline">
        {found.slice(0, MOST_REMINDERS).map(({task, time}) => (
          <li key={task.name}>
            <p><a href={paths.task(task.name ?? '')}>{task.title}</a></p>
            <p class="quiet"><time dateTime={time}>{timeForPeople(time)}</time>{task.assignee && ` · ${personName(task.assignee, task.leadUnit)}`}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

function Units(): JSX.Element | null {
  const [summary, setSummary] = useState<SummarisePlansResponseJson | null>(null);
  const province = session.value?.province;
  useEffect(() => {
    const stop = new AbortController();
    get<SummarisePlansResponseJson>(`/v1/${province}/plans:summarise`, {groupBy: 'GROUP_BY_UNIT'}, stop.signal).then(setSummary, () => {});
    return () => stop.abort();
  }, [province]);
  const groups = [...summary?.groups ?? []];
  // One's own is above.
  if (groups.length < 2) return null;
  groups.sort((a, b) => (b.counts?.openOverdue ?? 0) - (a.counts?.openOverdue ?? 0));
  const p = pageWords();
  return (
    <section aria-labelledby="units-title">
      <h2 id="units-title">{p.byUnit}</h2>
      <p class="hint">{p.sortedByOverdue}</p>
      <Table caption={p.byUnit} head={[p.unit, p.overdue, p.inTime, p.refused, p.doneLate, p.doneOnTime, p.total]}>
        {groups.map(({key, displayName, counts = {}}) => (
          <tr key={key}>
            <th scope="row">{displayName || idOf(key)}</th>
            <Count value={counts.openOverdue} bad /><Count value={counts.openInTime} /><Count value={counts.refused} />
            <Count value={counts.completedLate} /><Count value={counts.completedOnTime} /><Count value={counts.total} />
          </tr>
        ))}
      </Table>
    </section>
  );
}

export function UnitPage(): JSX.Element {
  const t = words();
  return (
    <div class="unit-page">
      <h1 tabIndex={-1}>{t.unitOverview}</h1>
      <section aria-labelledby="people-title"><h2 id="people-title">{pageWords().byPerson}</h2><People /></section>
      <section aria-labelledby="reminders-title"><h2 id="reminders-title">{pageWords().nextReminders}</h2><Reminders /></section>
      <Units />
    </div>
  );
}
