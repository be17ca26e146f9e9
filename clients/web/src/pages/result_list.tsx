// The tasks behind a figure of a report, as they stood on its day.

import type {ListResultsResponseJson, TaskStandingJson} from 'phoihop/v1/report_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {dateForPeople, timeForPeople} from '../model/dates.ts';
import {dueDay} from '../model/due.ts';
import {fold, matches} from '../model/fold.ts';
import {classOfResult, type ResultQuery} from '../model/results.ts';
import {readPlan} from '../state/plans.ts';
import {resultPages} from '../state/reports.ts';
import {paths} from '../state/route.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {ListSearch} from '../ui/list_search.tsx';
import {ClassChip} from '../ui/progress_bar.tsx';
import {useResource, Waiting} from '../ui/resource.tsx';
import {words} from '../words/index.ts';
import {leaderWords} from '../words/leader.ts';
import {planWords} from '../words/plans.ts';
import {progressWords} from '../words/progress.ts';

async function read(query: ResultQuery, signal: AbortSignal): Promise<ListResultsResponseJson> {
  let all: ListResultsResponseJson = {};
  for await (const page of resultPages(query, signal)) all = {...page, results: [...all.results ?? [], ...page.results ?? []]};
  return all;
}

function useTitle(query: ResultQuery): string {
  const t = leaderWords();
  const unitName = useUnitNames(true);
  const plan = useResource(async (signal) => query.plan ? readPlan(query.plan, signal) : null, [query.plan]).value;
  const between = (from: string | undefined, to: string | undefined, text: (from: string, to: string) => string) =>
    from && to && text(dateForPeople(from), dateForPeople(to));
  return [
    query.results?.map((kind) => progressWords().classes[kind]).join(', '),
    query.plan && planWords().ofPlan(plan?.displayName ?? query.plan),
    query.unit && planWords().ofUnit(unitName(`${session.value?.province}/units/${query.unit}`)),
    query.flag?.includes('without-plan') && t.withoutPlan,
    query.flag?.includes('communes') && t.communes,
    between(query.dueFrom, query.dueTo, t.due), between(query.issueFrom, query.issueTo, t.issuedBetween),
    between(query.completeFrom, query.completeTo, t.completedBetween),
  ].filter(Boolean).join(' · ');
}

function Row({standing}: {standing: TaskStandingJson}): JSX.Element {
  const kind = classOfResult(standing.result);
  return (
    <li class="list-row">
      <p><a href={paths.task(standing.task ?? '')}>{standing.title || idOf(standing.task)}</a></p>
      <p class="facts-line">
        {kind && <ClassChip kind={kind} />}
        <span>{standing.dueTime ? words().dueOn(dateForPeople(dueDay(standing.dueTime))) : words().due({kind: 'none'})}</span>
        <span>{planWords().lead}: {standing.leadUnitDisplayName || idOf(standing.leadUnit)}</span>
      </p>
    </li>
  );
}

export function ResultListPage({query}: {query: ResultQuery}): JSX.Element {
  const t = leaderWords();
  const resource = useResource((signal) => read(query, signal), [query]);
  const title = useTitle(query);
  const [search, setSearch] = useState('');
  const results = resource.value?.results ?? [];
  const shown = results.filter(({title, leadUnitDisplayName}) => matches(fold(`${title} ${leadUnitDisplayName}`), search));
  return (
    <>
      <p class="no-print"><a href={paths.leader({plan: query.plan, asOf: query.asOf})}>← {words().leader}</a></p>
      <h1 tabIndex={-1}>{t.listTitle}</h1>
      <p class="list-title">{title}</p>
      <Waiting resource={resource} />
      <ListSearch count={results.length} value={search} onInput={setSearch} />
      {resource.value && (
        <p class="quiet" role="status" id="list-count">
          {results.length ? planWords().count(results.length) : planWords().noTasksFound} · {t.asOfTime(timeForPeople(resource.value.asOfTime))}
        </p>
      )}
      <ul class="panels list">{shown.map((standing) => <Row key={standing.task} standing={standing} />)}</ul>
    </>
  );
}
