// Who has how much, and where work bounces or waits for an answer: by unit, and by person in one unit.

import type {SummariseWorkloadResponse_RowJson} from 'phoihop/v1/report_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import type {ResultQuery} from '../model/results.ts';
import type {WorkKind} from '../model/task_query.ts';
import {readWorkload} from '../state/reports.ts';
import {paths} from '../state/route.ts';
import {useResource, Waiting} from '../ui/resource.tsx';
import {leaderWords} from '../words/leader.ts';

const MOST_ROWS = 12;

const number = (text: string | undefined) => Number(text ?? 0);

// What each figure adds to the filter of the line (report_service.proto, SummariseWorkloadResponse.Row.filter).
const COLUMNS: readonly {kind: WorkKind; value(row: SummariseWorkloadResponse_RowJson): string | undefined; filter(row: SummariseWorkloadResponse_RowJson): string | undefined}[] = [
  {kind: 'open', value: (row) => row.open, filter: ({filter}) => filter},
  {kind: 'overdue', value: (row) => row.overdue, filter: ({filter}) => filter && `${filter} AND overdue = true`},
  {kind: 'notAccepted', value: (row) => row.notAccepted, filter: ({filter}) => filter && `${filter} AND state = ISSUED`},
  {kind: 'submitted', value: (row) => row.submitted, filter: ({filter}) => filter && `${filter} AND state = SUBMITTED`},
  {kind: 'suspended', value: (row) => row.suspended, filter: ({filter}) => filter && `${filter} AND state = SUSPENDED`},
  {kind: 'bounced', value: (row) => row.bounced, filter: ({filter}) => filter && `${filter} AND bounce_count > 0`},
  {kind: 'handoffs', value: (row) => row.handoffs, filter: (row) => row.handoffsFilter},
  {kind: 'handoffsOverdue', value: (row) => row.handoffsOverdue, filter: (row) => row.handoffsOverdueFilter},
];

const BAD: ReadonlySet<WorkKind> = new Set<WorkKind>(['overdue', 'bounced', 'handoffsOverdue']);

function Row({row, byPerson}: {row: SummariseWorkloadResponse_RowJson; byPerson: boolean}): JSX.Element {
  const t = leaderWords();
  const name = row.displayName || (byPerson ? idOf(row.person) || t.nobody : idOf(row.unit));
  return (
    <tr>
      <th scope="row">{name}</th>
      {COLUMNS.slice(0, byPerson ? 6 : 8).map(({kind, value, filter}) => {
        const count = number(value(row));
        const text = filter(row);
        return (
          <td key={kind} class={count && BAD.has(kind) ? 'number urgent' : 'number'}>
            {count && text ? <a href={paths.tasks({filter: text, work: kind, unit: idOf(row.unit)})}>{count}</a> : count}
          </td>
        );
      })}
    </tr>
  );
}

export function Workload({query, round}: {query: ResultQuery; round: string}): JSX.Element {
  const t = leaderWords();
  const byPerson = Boolean(query.unit);
  const [all, setAll] = useState(false);
  const resource = useResource((signal) => readWorkload(query, byPerson, signal), [query.unit], round);
  const rows = (resource.value?.rows ?? []).filter((row) => number(row.open) + number(row.handoffs) > 0);
  const shown = all ? rows : rows.slice(0, MOST_ROWS);
  return (
    <section class="panel" aria-labelledby="workload-title">
      <h2 id="workload-title">{t.workload}</h2>
      <p class="hint">{t.workloadHint}</p>
      <Waiting resource={resource} />
      {rows.length > 0 && (
        <div class="table" role="group" aria-labelledby="workload-title" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{byPerson ? t.person : t.unitColumn}</th>
                {COLUMNS.slice(0, byPerson ? 6 : 8).map(({kind}) => <th key={kind} scope="col" class="number">{t[kind]}</th>)}
              </tr>
            </thead>
            <tbody>{shown.map((row) => <Row key={`${row.unit}${row.person}`} row={row} byPerson={byPerson} />)}</tbody>
          </table>
        </div>
      )}
      {rows.length > shown.length && <p class="no-print"><button type="button" onClick={() => setAll(true)}>{t.showAll(rows.length)}</button></p>}
    </section>
  );
}
