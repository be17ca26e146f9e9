// Functions × units on a day: as a table where there is room, else as a list.

import type {ResponsibilityMatrixJson} from 'phoihop/v1/responsibility_service_pb';
import type {JSX} from 'preact';
import {useMemo, useState} from 'preact/hooks';

import {get} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {dateForPeople} from '../model/dates.ts';
import {fold, matches} from '../model/fold.ts';
import {holdersOf, type Holding, type MatrixRow, ROLES, rowsOfMatrix} from '../model/matrix.ts';
import {paths} from '../state/route.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {useResource, Waiting} from '../ui/resource.tsx';
import {UnitPicker} from '../ui/unit_picker.tsx';
import {organisationWords} from '../words/organisation.ts';
import {OrganisationHead} from './organisation_head.tsx';

type UnitName = (name: string | undefined) => string;

// A phone begins with the list.
const WIDE = '(min-width: 56rem)';

const leads = ({holdings}: MatrixRow) => holdings.some(({role, dead}) => role === 'DUTY_ROLE_LEAD' && !dead);

function Holder({holding, unitName}: {holding: Holding; unitName: UnitName}): JSX.Element {
  const t = organisationWords();
  const {holder, illustrative, dead} = holding;
  const name = unitName(holder);
  return (
    <>
      {holder.includes('/units/') ? <a href={paths.unitHistory(holder)}>{name}</a> : name}
      {illustrative && '*'}{dead && <span class="urgent"> ({t.notAlive})</span>}
    </>
  );
}

function AsList({rows, unitName}: {rows: readonly MatrixRow[]; unitName: UnitName}): JSX.Element {
  const t = organisationWords();
  return (
    <ul class="panels">
      {rows.map((one) => (
        <li key={one.row.function} class="panel">
          <h2>{one.row.displayName}</h2>
          {!leads(one) && <p class="urgent">{t.nobodyLeads}</p>}
          <dl class="facts">
            {ROLES.map((role) => {
              const holdings = one.holdings.filter((holding) => holding.role === role);
              return holdings.length > 0 && (
                <div key={role} class="fact">
                  <dt>{t.dutyRoles[role]}</dt>
                  <dd>{holdings.map((holding, i) => <span key={holding.holder}>{i > 0 && '; '}<Holder holding={holding} unitName={unitName} /></span>)}</dd>
                </div>
              );
            })}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function TableCell({holdings}: {holdings: readonly Holding[]}): JSX.Element {
  const t = organisationWords();
  return (
    <td class={holdings.some(({role}) => role === 'DUTY_ROLE_LEAD') ? 'mark leads' : 'mark'}>
      {holdings.map(({role, illustrative}) => (
        <span key={role}><abbr title={t.dutyRoles[role]}>{t.dutyMarks[role]}</abbr>{illustrative && '*'} </span>
      ))}
    </td>
  );
}

function AsTable({rows, unitName}: {rows: readonly MatrixRow[]; unitName: UnitName}): JSX.Element {
  const t = organisationWords();
  const columns = holdersOf(rows);
  return (
    <div class="table matrix" role="group" aria-label={t.matrixTitle} tabIndex={0}>
      <table>
        <thead>
          <tr><th scope="col">{t.functionColumn}</th>{columns.map((holder) => <th key={holder} scope="col" class="upright"><span>{unitName(holder)}</span></th>)}</tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.row.function}>
              <th scope="row">{one.row.displayName}{!leads(one) && <span class="urgent"> — {t.nobodyLeads}</span>}</th>
              {columns.map((holder) => <TableCell key={holder} holdings={one.holdings.filter((holding) => holding.holder === holder)} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function MatrixPage(): JSX.Element {
  const t = organisationWords();
  const province = session.value?.province ?? '';
  const [query, setQuery] = useState('');
  const [unit, setUnit] = useState('');
  const [shape, setShape] = useState<'table' | 'list'>(matchMedia(WIDE).matches ? 'table' : 'list');
  const unitName = useUnitNames(true);
  const resource = useResource(
    (signal) => get<ResponsibilityMatrixJson>(`/v1/${province}:responsibilityMatrix`, unit ? {units: [unit]} : {}, signal), [province, unit]);
  const rows = useMemo(() => rowsOfMatrix(resource.value ?? {}), [resource.value]);
  const shown = rows.filter(({row}) => matches(fold(row.displayName ?? ''), query));
  return (
    <div class="stacked">
      <OrganisationHead tab="matrix" title={t.matrixTitle} />
      {resource.value && <p class="quiet">{t.asOf(dateForPeople(resource.value.asOf))}; {t.illustrativeMark}. {ROLES.map((role) => `${t.dutyMarks[role]}: ${t.dutyRoles[role]}`).join(', ')}.</p>}
      <form class="two no-print" role="search" onSubmit={(event) => event.preventDefault()}>
        <div class="field">
          <label for="function-search">{t.searchFunctions}</label>
          <input id="function-search" type="search" value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
        </div>
        <UnitPicker province={province} label={t.onlyUnit} required={false} value={unit} onChoose={(next) => setUnit(next?.name ?? '')} />
      </form>
      <div class="segments no-print" role="group" aria-label={t.shape}>
        <button type="button" aria-pressed={shape === 'table'} onClick={() => setShape('table')}>{t.asTable}</button>
        <button type="button" aria-pressed={shape === 'list'} onClick={() => setShape('list')}>{t.asList}</button>
      </div>
      <Waiting resource={resource} />
      {resource.value && shown.length === 0 && <p class="empty" role="status">{t.noFunctions}</p>}
      {shown.length > 0 && (shape === 'table' ? <AsTable rows={shown} unitName={unitName} /> : <AsList rows={shown} unitName={unitName} />)}
    </div>
  );
}
