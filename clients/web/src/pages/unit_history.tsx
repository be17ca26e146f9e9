// One unit: what it is, was and came from, who has its work, and what it has to do.

import type {MembershipJson, UnitJson, UnitVersionJson} from 'phoihop/v1/organisation_pb';
import type {LineageJson, ListMembershipsResponseJson, ResolveSuccessorsResponseJson} from 'phoihop/v1/organisation_service_pb';
import type {ResponsibilityMatrixJson} from 'phoihop/v1/responsibility_service_pb';
import type {JSX} from 'preact';

import {get, idOf} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {dateForPeople} from '../model/dates.ts';
import {rowsOfMatrix} from '../model/matrix.ts';
import {paths} from '../state/route.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {useResource, Waiting} from '../ui/resource.tsx';
import {words} from '../words/index.ts';
import {organisationWords} from '../words/organisation.ts';
import {LineageSection} from './lineage.tsx';
import {citationText, Fact} from './task_responsible.tsx';

interface Read {
  unit: UnitJson;
  lineage: LineageJson;
  successors: ResolveSuccessorsResponseJson | null;
  people: MembershipJson[];
  matrix: ResponsibilityMatrixJson;
}

async function read(name: string, signal: AbortSignal): Promise<Read> {
  const unit = await get<UnitJson>(`/v1/${name}`, {}, signal);
  const [lineage, successors, members, matrix] = await Promise.all([
    get<LineageJson>(`/v1/${name}:lineage`, {}, signal),
    unit.alive ? null : get<ResolveSuccessorsResponseJson>(`/v1/${name}:resolveSuccessors`, {}, signal),
    get<ListMembershipsResponseJson>(`/v1/${name}/memberships`, {}, signal),
    get<ResponsibilityMatrixJson>(`/v1/${session.value?.province}:responsibilityMatrix`, {units: [name]}, signal),
  ]);
  return {unit, lineage, successors, people: members.memberships ?? [], matrix};
}

const nameOf = ({current, versions = [], name}: UnitJson) => current?.displayName ?? versions[versions.length - 1]?.displayName ?? idOf(name);

function Head({unit}: {unit: UnitJson}): JSX.Element {
  const t = organisationWords();
  const version = unit.current ?? unit.versions?.[unit.versions.length - 1];
  return (
    <header>
      <p class="no-print"><a href={paths.units}>← {words().organisation}</a></p>
      <h1 tabIndex={-1}>{nameOf(unit)}</h1>
      <p class="facts-line">
        <strong class="state">{unit.alive ? t.alive : t.ended(dateForPeople(unit.endDate))}</strong>
        <span>{t.kinds[version?.kind ?? 'UNIT_KIND_UNSPECIFIED']}</span>
        <span>{t.levels[version?.level ?? 'UNIT_LEVEL_UNSPECIFIED']}</span>
        {unit.startDate && <span>{t.since(dateForPeople(unit.startDate))}</span>}
        <a href={paths.tasks({unit: idOf(unit.name), only: 'open'})}>{t.tasksOf}</a>
      </p>
    </header>
  );
}

function Version({version}: {version: UnitVersionJson}): JSX.Element {
  const t = organisationWords();
  const {validFrom, validTo, displayName, kind, basis, provenance} = version;
  return (
    <tr>
      <th scope="row" data-label={t.from}>{validFrom ? dateForPeople(validFrom) : t.always}</th>
      <td data-label={t.to}>{validTo ? dateForPeople(validTo) : t.stillToday}</td>
      <td data-label={t.name}><strong>{displayName}</strong></td>
      <td data-label={t.kind}>{t.kinds[kind ?? 'UNIT_KIND_UNSPECIFIED']}</td>
      <td data-label={t.basis}>
        {citationText(basis)}
        {provenance?.verification && <p class="quiet">{t.verifications[provenance.verification]}</p>}
      </td>
    </tr>
  );
}

function History({unit}: {unit: UnitJson}): JSX.Element {
  const t = organisationWords();
  const unitName = useUnitNames(true);
  const span = (from: string | undefined, to: string | undefined) =>
    from || to ? ` (${from ? dateForPeople(from) : t.always} – ${to ? dateForPeople(to) : t.stillToday})` : '';
  return (
    <section class="panel" aria-labelledby="history-title">
      <h2 id="history-title">{t.history}</h2>
      <div class="table" role="group" aria-labelledby="history-title" tabIndex={0}>
        <table class="cards-on-phone">
          <thead><tr>{[t.from, t.to, t.name, t.kind, t.basis].map((text) => <th key={text} scope="col">{text}</th>)}</tr></thead>
          <tbody>{(unit.versions ?? []).map((version) => <Version key={version.validFrom} version={version} />)}</tbody>
        </table>
      </div>
      <dl class="facts">
        <Fact label={t.otherNames}>{unit.current?.shortNames?.join('; ')}</Fact>
        <Fact label={t.codes}>{(unit.identifiers ?? []).map(({scheme, value, validFrom, validTo}) => `${scheme} ${value}${span(validFrom, validTo)}`).join('; ')}</Fact>
        {(unit.relations ?? []).map(({type, toUnit, validFrom, validTo}, i) => (
          <Fact key={i} label={t.relationTypes[type ?? 'RELATION_TYPE_UNSPECIFIED']}>
            <a href={paths.unitHistory(toUnit ?? '')}>{unitName(toUnit)}</a>{span(validFrom, validTo)}
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function Successors({answer}: {answer: ResolveSuccessorsResponseJson}): JSX.Element {
  const t = organisationWords();
  return (
    <section class="panel" aria-labelledby="successors-title">
      <h2 id="successors-title">{t.successors}</h2>
      <p>{t.successorOutcomes[answer.outcome ?? 'OUTCOME_UNSPECIFIED']}</p>
      <ul class="plain">
        {(answer.holders ?? []).map(({unit, displayName, partition}) => (
          <li key={unit}><a href={paths.unitHistory(unit ?? '')}>{displayName}</a>{partition?.text && <span class="quiet"> — {partition.text}</span>}</li>
        ))}
      </ul>
    </section>
  );
}

function Duties({matrix}: {matrix: ResponsibilityMatrixJson}): JSX.Element {
  const t = organisationWords();
  const rows = rowsOfMatrix(matrix);
  return (
    <section class="panel" aria-labelledby="duties-title">
      <h2 id="duties-title">{t.duties}</h2>
      {rows.length === 0 && <p>{t.noDuties}</p>}
      <ul class="plain">
        {rows.map(({row, holdings}) => (
          <li key={row.function}>
            <strong>{[...new Set(holdings.map(({role}) => t.dutyRoles[role]))].join(', ')}</strong>: {row.displayName}
            {holdings.every(({illustrative}) => illustrative) && <span class="quiet"> ({t.dutyStates.DUTY_STATUS_ILLUSTRATIVE})</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function People({people}: {people: readonly MembershipJson[]}): JSX.Element {
  const t = organisationWords();
  return (
    <section class="panel" aria-labelledby="people-title">
      <h2 id="people-title">{t.people}</h2>
      {people.length === 0 && <p>{t.noPeople}</p>}
      <ul class="plain">
        {people.map(({name, displayName, role}) => <li key={name}>{displayName} <span class="quiet">{words().roles[role ?? 'MEMBERSHIP_ROLE_UNSPECIFIED']}</span></li>)}
      </ul>
    </section>
  );
}

export function UnitHistoryPage({id}: {id: string}): JSX.Element {
  const name = `${session.value?.province}/units/${id}`;
  const resource = useResource((signal) => read(name, signal), [name]);
  const found = resource.value;
  return (
    <div class="stacked">
      <Waiting resource={resource} />
      {found && (
        <>
          <Head unit={found.unit} />
          {found.successors && <Successors answer={found.successors} />}
          <LineageSection lineage={found.lineage} />
          <History unit={found.unit} />
          <Duties matrix={found.matrix} />
          <People people={found.people} />
        </>
      )}
    </div>
  );
}
