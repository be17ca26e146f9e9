// For who leads and has five minutes: how the work stands, what escalates next, where it is late. Every figure opens its list.

import type {ResultRatioJson, ResultRowJson, SummariseResultsResponseJson} from 'phoihop/v1/report_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {changesFigures, type Concern, concernsTasksOf} from '../model/concerns.ts';
import {dateForPeople, parseDate, timeForPeople} from '../model/dates.ts';
import {CLASSES} from '../model/progress.ts';
import {addressOfResults, type ResultQuery} from '../model/results.ts';
import {CALMLY, useRound} from '../state/live.ts';
import {planName, readPlans} from '../state/plans.ts';
import {readUpcoming, summariseResults} from '../state/reports.ts';
import {navigate, paths} from '../state/route.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {ResultBlock} from '../ui/result_figures.tsx';
import {useResource, Waiting} from '../ui/resource.tsx';
import {UnitPicker} from '../ui/unit_picker.tsx';
import {leaderWords} from '../words/leader.ts';
import {progressWords} from '../words/progress.ts';
import {LeaderMap} from './leader_map.tsx';
import {Trend} from './leader_trend.tsx';
import {Weeks} from './leader_weeks.tsx';
import {Workload} from './leader_workload.tsx';

// Lines that somebody reads in five minutes; the rest on request.
const MOST_ROWS = 12;
const WIDE = '(min-width: 56rem)';

function Scope({query}: {query: ResultQuery}): JSX.Element {
  const t = leaderWords();
  const province = session.value?.province ?? '';
  const [unit, setUnit] = useState(query.unit ?? '');
  const [plan, setPlan] = useState(query.flag?.includes('without-plan') ? '-' : query.plan ?? '');
  const [asOf, setAsOf] = useState(dateForPeople(query.asOf));
  const [mistake, setMistake] = useState('');
  const plans = useResource(readPlans, []);
  const submit = (event: Event) => {
    event.preventDefault();
    const day = asOf.trim() ? parseDate(asOf) : undefined;
    setMistake(asOf.trim() && !day ? t.notADay : '');
    if (asOf.trim() && !day) return;
    navigate(paths.leader({unit, asOf: day, ...(plan === '-' ? {flag: ['without-plan']} : {plan})}));
  };
  return (
    <form class="scope" noValidate onSubmit={submit}>
      <UnitPicker province={province} label={t.unit} required={false} value={unit && `${province}/units/${unit}`} onChoose={(next) => setUnit(idOf(next?.name))} />
      <div class="field">
        <label for="scope-plan">{t.plan}</label>
        <select id="scope-plan" value={plan} onChange={(event) => setPlan(event.currentTarget.value)}>
          <option value="">{t.allPlans}</option>
          {(plans.value ?? []).map(({name, displayName}) => <option key={name} value={idOf(name)}>{displayName}</option>)}
          <option value="-">{t.withoutPlan}</option>
        </select>
      </div>
      <div class="field">
        <label for="scope-day">{t.asOf}</label>
        <input
          id="scope-day" type="text" inputMode="numeric" placeholder="dd/mm/yyyy" maxLength={10} value={asOf} aria-invalid={Boolean(mistake)}
          aria-describedby={mistake ? 'scope-day-error' : undefined} onInput={(event) => setAsOf(event.currentTarget.value)}
        />
        {mistake && <p id="scope-day-error" class="error">{mistake}</p>}
      </div>
      <p><button type="submit" class="primary">{t.show}</button> <a href={paths.leader({})}>{t.clear}</a></p>
    </form>
  );
}

function Ratio({label, hint, ratio, bad}: {label: string; hint: string; ratio: ResultRatioJson | undefined; bad?: boolean}): JSX.Element {
  const t = leaderWords();
  const numerator = Number(ratio?.numerator ?? 0);
  const denominator = Number(ratio?.denominator ?? 0);
  return (
    <li class={bad && numerator ? 'ratio bad' : 'ratio'}>
      <span>{label}</span>
      <strong>{denominator ? `${Math.round(100 * numerator / denominator)} %` : t.none}</strong>
      <span>{denominator > 0 && t.ratio(numerator, denominator)} <span class="quiet">{hint}</span></span>
    </li>
  );
}

function Results({query, summary, onRefresh}: {query: ResultQuery; summary: SummariseResultsResponseJson; onRefresh(): void}): JSX.Element {
  const t = leaderWords();
  const total = summary.total ?? {};
  return (
    <section class="panel" aria-labelledby="results-title">
      <h2 id="results-title">{t.results}</h2>
      <ul class="ratios">
        <Ratio label={t.overdue} hint={t.overdueHint} ratio={total.overdue} bad />
        <Ratio label={t.completed} hint={t.completedHint} ratio={total.completed} />
        <Ratio label={t.onTime} hint={t.onTimeHint} ratio={total.onTime} />
      </ul>
      <ResultBlock counts={total.counts} query={query} label={t.results} />
      <p class="facts-line">
        <span class="quiet">{t.asOfTime(timeForPeople(summary.asOfTime))}</span>
        <button type="button" class="no-print" onClick={onRefresh}>{t.refresh}</button>
      </p>
    </section>
  );
}

function Upcoming({query, round}: {query: ResultQuery; round: string}): JSX.Element {
  const t = leaderWords();
  const resource = useResource((signal) => readUpcoming(query, signal), [query.unit], round);
  const escalations = resource.value?.escalations ?? [];
  return (
    <section class="panel" aria-labelledby="upcoming-title">
      <h2 id="upcoming-title">{t.upcoming}</h2>
      <Waiting resource={resource} />
      {resource.value && escalations.length === 0 && <p>{t.noUpcoming}</p>}
      <ol class="plain">
        {escalations.map(({task = '', title, leadUnitDisplayName, fireTime}, i) => (
          <li key={`${task}${i}`}>
            <a href={paths.task(task)}>{title}</a>{' '}
            <span class="quiet">{leadUnitDisplayName} · <time dateTime={fireTime}>{t.fires(timeForPeople(fireTime))}</time></span>
          </li>
        ))}
      </ol>
      {resource.value?.more && <p class="quiet">{t.more}</p>}
    </section>
  );
}

function Plans({query, round}: {query: ResultQuery; round: string}): JSX.Element {
  const t = leaderWords();
  const resource = useResource((signal) => summariseResults(query, 'GROUP_BY_PLAN', signal), [query], round);
  return (
    <section class="panel" aria-labelledby="plans-title">
      <h2 id="plans-title">{t.byPlan}</h2>
      <Waiting resource={resource} />
      <ul class="plain">
        {(resource.value?.rows ?? []).map(({plan = '', planDisplayName, counts}) => (
          <li key={plan}>
            <p>{plan ? <a href={paths.plan(plan, 'progress')}>{planDisplayName}</a> : t.withoutPlan}</p>
            <ResultBlock
              counts={counts} label={planDisplayName || t.withoutPlan}
              query={plan ? {...query, plan: idOf(plan)} : {...query, flag: [...query.flag ?? [], 'without-plan']}}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function UnitRow({row, query}: {row: ResultRowJson; query: ResultQuery}): JSX.Element {
  const own: ResultQuery = {...query, unit: idOf(row.unit), flag: [...query.flag ?? [], 'only-unit']};
  const counts = row.counts ?? {};
  return (
    <tr>
      <th scope="row"><a href={addressOfResults(own)}>{row.unitDisplayName || idOf(row.unit)}</a></th>
      {CLASSES.slice(0, 5).map((kind) => (
        <td key={kind} class={kind === 'openOverdue' && counts[kind] ? 'number urgent' : 'number'}>
          {counts[kind] ? <a href={addressOfResults({...own, results: [kind]})}>{counts[kind]}</a> : 0}
        </td>
      ))}
      <td class="number">{counts.total ?? 0}</td>
    </tr>
  );
}

function Units({query, round}: {query: ResultQuery; round: string}): JSX.Element {
  const t = leaderWords();
  const [all, setAll] = useState(false);
  const resource = useResource((signal) => summariseResults(query, 'GROUP_BY_UNIT', signal), [query], round);
  const rows = [...resource.value?.rows ?? []].sort((a, b) => (b.counts?.openOverdue ?? 0) - (a.counts?.openOverdue ?? 0));
  const shown = all ? rows : rows.slice(0, MOST_ROWS);
  return (
    <section class="panel" aria-labelledby="units-title">
      <h2 id="units-title">{t.byUnit}</h2>
      <p class="hint">{t.sorted}</p>
      <Waiting resource={resource} />
      {rows.length > 0 && (
        <div class="table" role="group" aria-labelledby="units-title" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.unitColumn}</th>
                {CLASSES.slice(0, 5).map((kind) => <th key={kind} scope="col" class="number">{progressWords().classes[kind]}</th>)}
                <th scope="col" class="number">{t.total}</th>
              </tr>
            </thead>
            <tbody>{shown.map((row) => <UnitRow key={row.unit} row={row} query={query} />)}</tbody>
          </table>
        </div>
      )}
      {rows.length > shown.length && <p class="no-print"><button type="button" onClick={() => setAll(true)}>{t.showAll(rows.length)}</button></p>}
    </section>
  );
}

// On a phone the page is long: the way to each part of it.
function Parts(): JSX.Element {
  const t = leaderWords();
  const parts = [
    ['upcoming', t.upcoming], ['map', t.mapTitle], ['plans', t.byPlan], ['units', t.byUnit], ['weeks', t.weeks], ['trend', t.trend],
    ['workload', t.workload],
  ] as const;
  return (
    <nav class="parts no-print" aria-label={t.parts}>
      {parts.map(([id, text]) => <a key={id} href={`#${id}-title`}>{text}</a>)}
    </nav>
  );
}

// What is looked at, in words; on a phone its form is one tap away, so that the figures come first.
function ScopeBox({query}: {query: ResultQuery}): JSX.Element {
  const t = leaderWords();
  const unitName = useUnitNames();
  const plans = useResource(readPlans, []);
  const chosen = [
    query.unit ? unitName(`${session.value?.province}/units/${query.unit}`) : t.everything,
    query.plan && (plans.value?.find(({name}) => idOf(name) === query.plan)?.displayName ?? query.plan),
    query.flag?.includes('without-plan') && t.withoutPlan,
    query.asOf ? t.endOf(dateForPeople(query.asOf)) : t.today,
  ].filter(Boolean).join(' · ');
  return (
    <details class="no-print" open={matchMedia(WIDE).matches}>
      <summary>{t.scope}: <strong>{chosen}</strong></summary>
      <Scope key={JSON.stringify(query)} query={query} />
    </details>
  );
}

// Figures of a day that is over stay as they are.
function concernOf({plan, asOf}: ResultQuery): Concern {
  if (asOf) return () => false;
  return plan ? concernsTasksOf(planName(plan)) : changesFigures;
}

export function LeaderPage({query}: {query: ResultQuery}): JSX.Element {
  const t = leaderWords();
  // Counts up when somebody asks for newer figures.
  const [asked, setAsked] = useState(0);
  // What is read of the present, and of all plans, whatever is looked at.
  const present = `${useRound(changesFigures, CALMLY)}/${asked}`;
  const round = `${useRound(concernOf(query), CALMLY)}/${asked}`;
  const total = useResource((signal) => summariseResults(query, 'GROUP_BY_UNSPECIFIED', signal), [query], round);
  return (
    <div class="stacked">
      <h1 tabIndex={-1}>{t.title}</h1>
      <ScopeBox query={query} />
      <Waiting resource={total} />
      {total.value && (
        <div class="stacked">
          <Results query={query} summary={total.value} onRefresh={() => setAsked(asked + 1)} />
          <Parts />
          <Upcoming query={query} round={present} />
          <LeaderMap query={query} round={round} />
          <Plans query={query} round={round} />
          <Units query={query} round={round} />
          <Weeks query={query} round={round} />
          <Trend query={query} round={present} />
          <Workload query={query} round={present} />
        </div>
      )}
    </div>
  );
}
