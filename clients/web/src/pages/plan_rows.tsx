// Row by row and cell by cell: what the server made of the file.

import type {ImportedCellJson, ImportedRowJson} from 'phoihop/v1/plan_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {planWords} from '../words/plans.ts';

const COLUMNS = ['ordinal', 'text', 'lead', 'coordinators', 'deadline', 'product', 'note'] as const;
type Which = 'all' | 'asked' | 'wrong';

const has = (row: ImportedRowJson, outcome: ImportedCellJson['outcome']) => (row.cells ?? []).some((cell) => cell.outcome === outcome);

function belongs(row: ImportedRowJson, which: Which): boolean {
  if (which === 'asked') return has(row, 'OUTCOME_ASKED');
  if (which === 'wrong') return has(row, 'OUTCOME_WRONG');
  // A header and empty rows say nothing; a row outside of the table does when something is wrong with it.
  return row.kind === 'KIND_ITEM' || row.kind === 'KIND_HEADING' || has(row, 'OUTCOME_WRONG') || has(row, 'OUTCOME_ASKED');
}

const MARKS: Record<string, string> = {OUTCOME_UNDERSTOOD: '✓', OUTCOME_ASKED: '?', OUTCOME_WRONG: '✗'};

// Leads, coordinators and deadlines are read; of the other columns only what is wrong is worth a word.
const isRead = (field: string | undefined) => field === 'lead' || field === 'coordinators' || field === 'deadline';

function Cell({cell, label}: {cell: ImportedCellJson | undefined; label: string}): JSX.Element {
  const t = planWords();
  const outcome = cell?.outcome ?? 'OUTCOME_UNSPECIFIED';
  const told = cell && (outcome !== 'OUTCOME_UNDERSTOOD' || (isRead(cell.field) && cell.text));
  return (
    <td data-label={label} class={cell?.text || told ? '' : 'nothing'}>
      {cell?.text}
      {told && outcome !== 'OUTCOME_UNSPECIFIED' && (
        <p class={`outcome ${outcome.slice('OUTCOME_'.length).toLowerCase()}`}>
          <span aria-hidden="true">{MARKS[outcome]} </span><strong>{t.outcomes[outcome]}</strong>{cell.explanation && `: ${cell.explanation}`}
        </p>
      )}
    </td>
  );
}

function Row({row}: {row: ImportedRowJson}): JSX.Element {
  const t = planWords();
  const cells = row.cells ?? [];
  const heading = row.kind === 'KIND_HEADING' && !has(row, 'OUTCOME_WRONG');
  if (heading) {
    const text = cells.map((cell) => cell.text).filter(Boolean).join('. ');
    return <tr class="heading-row"><th scope="row" data-label={t.row}>{row.row}</th><td colSpan={COLUMNS.length}><strong>{text}</strong></td></tr>;
  }
  return (
    <tr>
      <th scope="row" data-label={t.row}>{row.row}</th>
      {COLUMNS.map((field) => <Cell key={field} cell={cells.find((cell) => cell.field === field)} label={t.columns[field] ?? field} />)}
    </tr>
  );
}

export function ImportedRows({rows}: {rows: readonly ImportedRowJson[]}): JSX.Element {
  const t = planWords();
  const [which, setWhich] = useState<Which>('all');
  const shown = rows.filter((row) => belongs(row, which));
  const button = (value: Which, text: string) => (
    <button type="button" aria-pressed={which === value} onClick={() => setWhich(value)}>
      {text} <span class="count">{rows.filter((row) => belongs(row, value)).length}</span>
    </button>
  );
  return (
    <section aria-labelledby="rows-title">
      <h2 id="rows-title">{t.rows}</h2>
      <div class="segments no-print" role="group" aria-label={t.showRows}>
        {button('all', t.allRows)}{button('asked', t.onlyAsked)}{button('wrong', t.onlyWrong)}
      </div>
      {shown.length === 0 && <p class="empty" role="status">{t.noRows}</p>}
      {shown.length > 0 && (
        <div class="table" role="group" aria-labelledby="rows-title" tabIndex={0}>
          <table class="cards-on-phone plan-rows">
            <thead><tr><th scope="col">{t.row}</th>{COLUMNS.map((field) => <th key={field} scope="col">{t.columns[field]}</th>)}</tr></thead>
            <tbody>{shown.map((row) => <Row key={row.row} row={row} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
