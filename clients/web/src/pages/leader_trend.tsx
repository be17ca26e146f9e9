// Twelve weeks: what was issued and completed in each, and what was overdue at its end. The drawing is for the eye; the table has the
// figures, each with its list.

import type {ListTrendResponse_PointJson} from 'phoihop/v1/report_service_pb';
import type {JSX} from 'preact';

import {dateForPeople, dayOf} from '../model/dates.ts';
import {addressOfResults, type ResultQuery} from '../model/results.ts';
import {readTrend} from '../state/reports.ts';
import {now} from '../state/server_clock.ts';
import {fillOf} from '../ui/bar_patterns.tsx';
import {useResource, Waiting} from '../ui/resource.tsx';
import {leaderWords} from '../words/leader.ts';

const HEIGHT = 120;
// Of the place of a week, in percent of the drawing: two bars beside each other with some air.
const BAR = 0.36;

const number = (text: string | undefined) => Number(text ?? 0);
const completed = (point: ListTrendResponse_PointJson) => number(point.completedInTime) + number(point.completedLate);

function Drawing({points}: {points: readonly ListTrendResponse_PointJson[]}): JSX.Element {
  const most = Math.max(1, ...points.flatMap((point) => [number(point.issued), completed(point), number(point.overdueAtEnd)]));
  const step = 100 / points.length;
  const high = (count: number) => HEIGHT * count / most;
  const bar = (x: number, from: number, count: number, kind: 'open' | 'done' | 'late') =>
    count > 0 && <rect x={`${x}%`} y={HEIGHT - high(from + count)} width={`${step * BAR}%`} height={high(count)} class={`bar ${kind}`} fill={fillOf(kind)} />;
  const known = points.map((point, i) => ({x: (i + 0.5) * step, y: HEIGHT - high(number(point.overdueAtEnd)), unknown: point.overdueUnknown}));
  return (
    <svg class="trend" width="100%" height={HEIGHT + 20} aria-hidden="true">
      {points.map((point, i) => (
        <g key={point.week?.week}>
          {bar(i * step + step * 0.12, 0, number(point.issued), 'open')}
          {bar(i * step + step * 0.52, 0, number(point.completedInTime), 'done')}
          {bar(i * step + step * 0.52, number(point.completedInTime), number(point.completedLate), 'late')}
          {i % 3 === 0 && <text x={`${i * step}%`} y={HEIGHT + 15}>{dateForPeople(point.week?.startDate).slice(0, 5)}</text>}
        </g>
      ))}
      {known.map(({x, y, unknown}, i) => {
        const next = known[i + 1];
        return !unknown && (
          <g key={x}>
            {next && !next.unknown && <line x1={`${x}%`} y1={y} x2={`${next.x}%`} y2={next.y} class="overdue-line" />}
            <circle cx={`${x}%`} cy={y} r="3.5" class="overdue-dot" />
          </g>
        );
      })}
      <line x1="0" x2="100%" y1={HEIGHT} y2={HEIGHT} class="base" />
    </svg>
  );
}

function PointRow({point, query, isLast}: {point: ListTrendResponse_PointJson; query: ResultQuery; isLast: boolean}): JSX.Element {
  const t = leaderWords();
  const {startDate, endDate} = point.week ?? {};
  const own = {...query, asOf: undefined};
  const figure = (count: string | undefined, more: ResultQuery) =>
    <td class="number">{number(count) ? <a href={addressOfResults({...own, ...more})}>{count}</a> : 0}</td>;
  const done = {completeFrom: startDate, completeTo: endDate};
  return (
    <tr>
      <th scope="row">{dateForPeople(startDate)}</th>
      {figure(point.issued, {issueFrom: startDate, issueTo: endDate})}
      {figure(point.completedInTime, {...done, results: ['completedOnTime', 'completedNoDeadline']})}
      {figure(point.completedLate, {...done, results: ['completedLate']})}
      {point.overdueUnknown ? <td class="number quiet">{t.unknown}</td>
        : figure(point.overdueAtEnd, {results: ['openOverdue'], ...(isLast && endDate! >= dayOf(now()) ? {} : {asOf: endDate})})}
    </tr>
  );
}

export function Trend({query, round}: {query: ResultQuery; round: string}): JSX.Element {
  const t = leaderWords();
  const resource = useResource((signal) => readTrend(query, signal), [query], round);
  const points = resource.value?.points ?? [];
  const key = (kind: 'open' | 'done' | 'late', text: string) =>
    <li><svg width="22" height="14" aria-hidden="true"><rect width="22" height="14" class={`bar ${kind}`} fill={fillOf(kind)} /></svg> {text}</li>;
  return (
    <section class="panel" aria-labelledby="trend-title">
      <h2 id="trend-title">{t.trend}</h2>
      <Waiting resource={resource} />
      {points.length > 0 && (
        <>
          <ul class="legend">
            {key('open', t.issued)}{key('done', t.done)}{key('late', t.doneLate)}
            <li><svg width="22" height="14" aria-hidden="true"><line x1="0" x2="22" y1="7" y2="7" class="overdue-line" /><circle cx="11" cy="7" r="3.5" class="overdue-dot" /></svg> {t.overdueAtEnd}</li>
          </ul>
          <Drawing points={points} />
          <details>
            <summary>{t.trendTable}</summary>
            <div class="table" role="group" aria-label={t.trendTable} tabIndex={0}>
              <table>
                <thead>
                  <tr><th scope="col">{t.fromMonday}</th>{[t.issued, t.done, t.doneLate, t.overdueAtEnd].map((text) => <th key={text} scope="col" class="number">{text}</th>)}</tr>
                </thead>
                <tbody>{points.map((point, i) => <PointRow key={point.week?.week} point={point} query={query} isLast={i === points.length - 1} />)}</tbody>
              </table>
            </div>
          </details>
        </>
      )}
    </section>
  );
}
