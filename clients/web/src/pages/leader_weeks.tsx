// The heat map: what falls due in which week, unit by unit. A number stands in every cell; the ground is only how much it is.

import type {ListWeeklyLoadResponse_CellJson, ReportWeekJson} from 'phoihop/v1/report_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {dateForPeople} from '../model/dates.ts';
import {addressOfResults, type ResultQuery, strengthOf} from '../model/results.ts';
import {readWeeks} from '../state/reports.ts';
import {useResource, Waiting} from '../ui/resource.tsx';
import {leaderWords} from '../words/leader.ts';

const MOST_ROWS = 15;

// 30/11, without the year.
const shortDay = (date: string | undefined) => dateForPeople(date).slice(0, 5);

function Cell({cell, week, most, unit, query}: {
  cell: ListWeeklyLoadResponse_CellJson | undefined; week: ReportWeekJson; most: number; unit: string; query: ResultQuery;
}): JSX.Element {
  const t = leaderWords();
  const count = cell?.counts?.total ?? 0;
  const late = cell?.counts?.openOverdue ?? 0;
  if (!count) return <td class="heat strength-0"><span class="quiet">·</span></td>;
  return (
    <td class={`heat strength-${strengthOf(count, most)}`}>
      <a
        href={addressOfResults({...query, dueFrom: week.startDate, dueTo: week.endDate})} class={late ? 'late' : ''}
        aria-label={t.cell(unit, dateForPeople(week.startDate), count, late)}
      >{count}{late > 0 && '!'}</a>
    </td>
  );
}

export function Weeks({query, round}: {query: ResultQuery; round: string}): JSX.Element {
  const t = leaderWords();
  const [all, setAll] = useState(false);
  const resource = useResource((signal) => readWeeks(query, signal), [query], round);
  const {weeks = [], units = [], totals = []} = resource.value ?? {};
  const sorted = [...units].sort((a, b) => (b.total?.openOverdue ?? 0) - (a.total?.openOverdue ?? 0) || (b.total?.total ?? 0) - (a.total?.total ?? 0));
  const shown = all ? sorted : sorted.slice(0, MOST_ROWS);
  const most = Math.max(1, ...units.flatMap(({cells = []}) => cells.map(({counts}) => counts?.total ?? 0)));
  const row = (name: string, cells: readonly ListWeeklyLoadResponse_CellJson[], own: ResultQuery, scale: number) =>
    weeks.map((week, i) => <Cell key={week.week} cell={cells.find((cell) => (cell.week ?? 0) === i)} week={week} most={scale} unit={name} query={own} />);
  return (
    <section class="panel" aria-labelledby="weeks-title">
      <h2 id="weeks-title">{t.weeks}</h2>
      <p class="hint">{t.weeksHint}</p>
      <Waiting resource={resource} />
      {resource.value && units.length === 0 && <p>{t.noWeeks}</p>}
      {units.length > 0 && (
        <div class="table" role="group" aria-labelledby="weeks-title" tabIndex={0}>
          <table class="heat-map">
            <thead><tr><th scope="col">{t.unitColumn}</th>{weeks.map(({week, startDate}) => <th key={week} scope="col">{shortDay(startDate)}</th>)}</tr></thead>
            <tbody>
              <tr class="totals"><th scope="row">{t.total}</th>{row(t.total, totals, query, Math.max(1, ...totals.map(({counts}) => counts?.total ?? 0)))}</tr>
              {shown.map(({unit = '', displayName = '', cells = []}) => (
                <tr key={unit}>
                  <th scope="row">{displayName || idOf(unit)}</th>
                  {row(displayName, cells, {...query, unit: idOf(unit), flag: [...query.flag ?? [], 'only-unit']}, most)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sorted.length > shown.length && <p class="no-print"><button type="button" onClick={() => setAll(true)}>{t.showAll(sorted.length)}</button></p>}
    </section>
  );
}
