// Records that an event happened which items wait for.

import type {PlanJson} from 'phoihop/v1/plan_pb';
import type {JSX} from 'preact';
import {useId, useState} from 'preact/hooks';

import {ApiError, newRequestId, post} from '../api/http.ts';
import {dateForPeople, parseDate} from '../model/dates.ts';
import {type AwaitedEvent, awaitedEvents} from '../model/plan_events.ts';
import {explain, type Problem, tell} from '../state/toasts.ts';
import {Dialog} from '../ui/dialog.tsx';
import {NotPermitted, usePermission} from '../ui/permitted.tsx';
import {ProblemBox} from '../ui/resource.tsx';
import {words} from '../words/index.ts';
import {planWords} from '../words/plans.ts';

interface Props {
  plan: PlanJson;
  onPlan(plan: PlanJson): void;
  // Somebody else changed it.
  onStale(): void;
}

function EventForm({awaited, plan, onPlan, onStale, onClose}: Props & {awaited: AwaitedEvent; onClose(): void}): JSX.Element {
  const t = planWords();
  const id = useId();
  const [day, setDay] = useState('');
  const [basis, setBasis] = useState('');
  const [mistake, setMistake] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const date = parseDate(day);
    setMistake(date ? '' : words().notADate);
    setProblem(null);
    if (!date) return;
    try {
      const body = {event: awaited.event, date, etag: plan.etag, requestId: newRequestId(), ...(basis.trim() ? {basis: {text: basis.trim()}} : {})};
      onPlan(await post<PlanJson>(`/v1/${plan.name}:recordEvent`, body));
      tell(t.eventDone);
      onClose();
    } catch (error) {
      setProblem(explain(error));
      if (error instanceof ApiError && error.reason === 'ETAG_MISMATCH') onStale();
    }
  };
  return (
    <form class="form" noValidate onSubmit={(event) => void submit(event)}>
      <p class="form-subject">{awaited.event}</p>
      <div class="field">
        <label for={`${id}-day`}>{t.eventDate}</label>
        <input
          id={`${id}-day`} type="text" inputMode="numeric" placeholder="dd/mm/yyyy" maxLength={10} value={day} aria-invalid={Boolean(mistake)}
          aria-describedby={mistake ? `${id}-error` : undefined} onInput={(event) => setDay(event.currentTarget.value)}
        />
        {mistake && <p id={`${id}-error`} class="error">{mistake}</p>}
      </div>
      <div class="field">
        <label for={`${id}-basis`}>{t.eventBasis}</label>
        <input id={`${id}-basis`} type="text" value={basis} onInput={(event) => setBasis(event.currentTarget.value)} />
      </div>
      {problem && <ProblemBox problem={problem} />}
      <div class="form-buttons">
        <button type="submit" class="primary">{t.recordEvent}</button>
        <button type="button" onClick={onClose}>{words().cancel}</button>
      </div>
    </form>
  );
}

export function PlanEvents(props: Props): JSX.Element | null {
  const t = planWords();
  const [opened, setOpened] = useState<AwaitedEvent | null>(null);
  const may = usePermission('PlanService.RecordPlanEvent', props.plan.name);
  const events = awaitedEvents(props.plan);
  if (!events.length) return null;
  return (
    <section class="panel" aria-labelledby="events-title">
      <h2 id="events-title">{t.eventsTitle}</h2>
      <p class="hint">{t.eventsHint}</p>
      <ul class="plain questions">
        {events.map((awaited) => (
          <li key={awaited.event}>
            <p>{awaited.event} <span class="quiet">({t.eventOf(awaited.ordinals.join(', '))})</span></p>
            {awaited.date && <p class="quiet">{t.eventRecorded(dateForPeople(awaited.date))}</p>}
            {!awaited.date && may?.allowed && <p class="no-print"><button type="button" aria-label={t.recordEventOf(awaited.event)} onClick={() => setOpened(awaited)}>{t.recordEvent}</button></p>}
          </li>
        ))}
      </ul>
      {events.some(({date}) => !date) && <NotPermitted may={may} what={t.recordEvent} />}
      {opened && <Dialog title={t.recordEvent} onClose={() => setOpened(null)}><EventForm {...props} awaited={opened} onClose={() => setOpened(null)} /></Dialog>}
    </section>
  );
}
