// Works out when something is due, and why that day.

import type {ExplainDeadlineResponseJson} from 'phoihop/v1/deadline_service_pb';
import type {PeriodUnitJson} from 'phoihop/v1/deadline_pb';
import type {JSX} from 'preact';
import {useId, useState} from 'preact/hooks';

import {post} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {dateForPeople, dayOf, parseDate, weekdayOf} from '../model/dates.ts';
import {now} from '../state/server_clock.ts';
import {explain, type Problem} from '../state/toasts.ts';
import {words} from '../words/index.ts';
import {pageWords} from '../words/pages.ts';

type Unit = keyof ReturnType<typeof pageWords>['units'];
const UNITS: readonly Unit[] = [
  'PERIOD_UNIT_WORKING_DAY', 'PERIOD_UNIT_CALENDAR_DAY', 'PERIOD_UNIT_WEEK', 'PERIOD_UNIT_MONTH', 'PERIOD_UNIT_YEAR',
];
const MOST = 1_000;

interface Question {
  kind: 'period' | 'day';
  count: string;
  unit: PeriodUnitJson;
  day: string;
}

interface Mistakes {
  count?: string;
  day?: string;
}

function requestOf(question: Question): {request: object; mistakes: Mistakes} {
  const t = words();
  const day = parseDate(question.day);
  const count = Number(question.count);
  const mistakes: Mistakes = {};
  if (!day) mistakes.day = t.notADate;
  const whole = Number.isInteger(count) && count >= 1 && count <= MOST;
  if (question.kind === 'period' && !whole) mistakes.count = t.notANumber(1, MOST);
  const request = question.kind === 'day' ? {fixedDate: day} : {period: {count, unit: question.unit}, anchorDate: day};
  return {request, mistakes};
}

function Answer({answer}: {answer: ExplainDeadlineResponseJson}): JSX.Element {
  const t = pageWords();
  const days = answer.days ?? [];
  return (
    <section class="answer" aria-live="polite">
      <p>{t.dueIs} <strong class="due-day">{dateForPeople(answer.dueDate)}</strong> ({t.weekdays[weekdayOf(answer.dueDate ?? '') - 1]})</p>
      <p>{answer.summary}</p>
      {answer.provisional && <p class="urgent">{t.provisionalResult}</p>}
      {days.length > 0 && (
        <details>
          <summary>{t.why}</summary>
          <table>
            <thead><tr><th scope="col">{t.day}</th><th scope="col">{t.reason}</th></tr></thead>
            <tbody>
              {days.map(({date = '', counted, reason}) => (
                <tr key={date} class={counted ? '' : 'skipped'}>
                  <th scope="row">{dateForPeople(date)}<br /><span class="quiet">{t.weekdays[weekdayOf(date) - 1]}</span></th>
                  <td><strong>{counted ? t.counted : t.skipped}</strong><br />{reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}

export function DeadlinesPage(): JSX.Element {
  const t = words();
  const id = useId();
  const [question, setQuestion] = useState<Question>({
    kind: 'period', count: '5', unit: 'PERIOD_UNIT_WORKING_DAY', day: dateForPeople(dayOf(now())),
  });
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [answer, setAnswer] = useState<ExplainDeadlineResponseJson | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (part: Partial<Question>) => setQuestion((before) => ({...before, ...part}));
  const ask = async (event: Event) => {
    event.preventDefault();
    const {request, mistakes: found} = requestOf(question);
    setMistakes(found);
    setProblem(null);
    setAnswer(null);
    if (found.count || found.day) return;
    try {
      setAnswer(await post<ExplainDeadlineResponseJson>(`/v1/${session.value?.province}:explainDeadline`, request));
    } catch (error) {
      setProblem(explain(error));
    }
  };
  const choice = (kind: Question['kind'], text: string) => (
    <label class="flag"><input type="radio" name="kind" checked={question.kind === kind} onChange={() => change({kind})} /><span>{text}</span></label>
  );
  return (
    <div class="narrow">
      <h1 tabIndex={-1}>{t.deadlines}</h1>
      <p class="hint">{pageWords().deadlineIntro}</p>
      <form noValidate onSubmit={(event) => void ask(event)}>
        <fieldset class="field">
          <legend>{pageWords().whichQuestion}</legend>
          {choice('period', pageWords().aPeriod)}
          {choice('day', pageWords().aDay)}
        </fieldset>
        {question.kind === 'period' && (
          <>
            <div class="field">
              <label for={`${id}-count`}>{pageWords().howLong}</label>
              <input
                id={`${id}-count`} type="text" inputMode="numeric" maxLength={4} value={question.count} aria-invalid={Boolean(mistakes.count)}
                aria-describedby={mistakes.count ? `${id}-count-error` : undefined} onInput={(event) => change({count: event.currentTarget.value})}
              />
              {mistakes.count && <p id={`${id}-count-error`} class="error">{mistakes.count}</p>}
            </div>
            <div class="field">
              <label for={`${id}-unit`}>{pageWords().unitOfTime}</label>
              <select id={`${id}-unit`} value={question.unit} onChange={(event) => change({unit: event.currentTarget.value as PeriodUnitJson})}>
                {UNITS.map((unit) => <option key={unit} value={unit}>{pageWords().units[unit]}</option>)}
              </select>
            </div>
          </>
        )}
        <div class="field">
          <label for={`${id}-day`}>{question.kind === 'period' ? pageWords().fromDay : pageWords().thatDay}</label>
          <input
            id={`${id}-day`} type="text" inputMode="numeric" placeholder="dd/mm/yyyy" maxLength={10} value={question.day}
            aria-invalid={Boolean(mistakes.day)} aria-describedby={mistakes.day ? `${id}-day-error` : undefined}
            onInput={(event) => change({day: event.currentTarget.value})}
          />
          {mistakes.day && <p id={`${id}-day-error`} class="error">{mistakes.day}</p>}
        </div>
        <button type="submit" class="primary">{pageWords().workOut}</button>
      </form>
      {problem && <div class="problem" role="alert"><p>{problem.text}</p><p class="quiet">{problem.detail}</p></div>}
      {answer && <Answer answer={answer} />}
    </div>
  );
}
