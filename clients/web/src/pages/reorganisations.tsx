// All reorganisations, the newest first.

import type {ReorganisationJson} from 'phoihop/v1/reorganisation_pb';
import type {ListReorganisationsResponseJson} from 'phoihop/v1/organisation_service_pb';
import type {JSX} from 'preact';
import {useMemo, useState} from 'preact/hooks';

import {idOf, pages} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {dateForPeople} from '../model/dates.ts';
import {fold, matches} from '../model/fold.ts';
import {paths} from '../state/route.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {useResource, Waiting} from '../ui/resource.tsx';
import {organisationWords} from '../words/organisation.ts';
import {OrganisationHead} from './organisation_head.tsx';
import {citationText} from './task_responsible.tsx';

const PAGE_SIZE = 200;
// Shown at first; more when somebody asks.
const STEP = 50;

type Group = 'all' | 'going' | 'draft' | 'done';
const GROUPS: readonly Group[] = ['all', 'going', 'draft', 'done'];

function groupOf({state}: ReorganisationJson): Group {
  switch (state) {
    case 'STATE_EXECUTING':
    case 'STATE_HELD':
    case 'STATE_UNDOING': return 'going';
    case 'STATE_DRAFT':
    case 'STATE_PREVIEWED':
    case 'STATE_APPROVED': return 'draft';
    default: return 'done';
  }
}

async function read(signal: AbortSignal): Promise<ReorganisationJson[]> {
  const all: ReorganisationJson[] = [];
  const path = `/v1/${session.value?.province}/reorganisations`;
  for await (const page of pages<ListReorganisationsResponseJson>(path, {pageSize: PAGE_SIZE}, signal)) all.push(...page.reorganisations ?? []);
  return all;
}

function Row({reorganisation}: {reorganisation: ReorganisationJson}): JSX.Element {
  const t = organisationWords();
  const {name = '', displayName, type, state, effectiveDate, basis, verification} = reorganisation;
  return (
    <li class="list-row">
      <p><a href={paths.reorganisation(name)}>{displayName || idOf(name)}</a></p>
      <p class="facts-line">
        <strong class="state">{t.states[state ?? 'STATE_UNSPECIFIED']}</strong>
        <span>{t.types[type ?? 'REORGANISATION_TYPE_UNSPECIFIED']}</span>
        <span>{t.effective(dateForPeople(effectiveDate))}</span>
        <span class="quiet">{citationText(basis)}</span>
        {Number(verification?.waiting ?? 0) > 0 && <strong class="urgent">{t.waiting(Number(verification!.waiting))}</strong>}
      </p>
    </li>
  );
}

export function ReorganisationsPage(): JSX.Element {
  const t = organisationWords();
  const unitName = useUnitNames(true);
  const [query, setQuery] = useState('');
  const [group, setGroup] = useState<Group>('all');
  const [most, setMost] = useState(STEP);
  const resource = useResource(read, []);
  // The names may come after the list: texts to search in are made again when that of an old unit is there.
  const names = unitName(resource.value?.[resource.value.length - 1]?.edges?.[0]?.fromUnit);
  const all = useMemo(() => (resource.value ?? []).map((reorganisation) => ({
    reorganisation, group: groupOf(reorganisation),
    folded: fold([
      reorganisation.displayName, idOf(reorganisation.name), citationText(reorganisation.basis),
      ...(reorganisation.edges ?? []).flatMap(({fromUnit, toUnit}) => [fromUnit && unitName(fromUnit), toUnit && unitName(toUnit)]),
    ].join(' ')),
  })), [resource.value, names]);
  const shown = all.filter((one) => (group === 'all' || one.group === group) && matches(one.folded, query));
  return (
    <div class="stacked">
      <OrganisationHead tab="reorganisations" title={t.reorganisationsTitle} />
      <form class="field no-print" role="search" onSubmit={(event) => event.preventDefault()}>
        <label for="reorganisation-search">{t.searchReorganisations}</label>
        <input id="reorganisation-search" type="search" value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
      </form>
      <div class="segments no-print" role="group" aria-label={t.which}>
        {GROUPS.map((one) => (
          <button key={one} type="button" aria-pressed={group === one} onClick={() => setGroup(one)}>
            {t.groups[one]} <span class="count">{one === 'all' ? all.length : all.filter((entry) => entry.group === one).length}</span>
          </button>
        ))}
      </div>
      <Waiting resource={resource} />
      {resource.value && shown.length === 0 && <p class="empty" role="status">{t.noReorganisations}</p>}
      <ul class="panels list">{shown.slice(0, most).map(({reorganisation}) => <Row key={reorganisation.name} reorganisation={reorganisation} />)}</ul>
      {shown.length > most && <p><button type="button" onClick={() => setMost((before) => before + STEP)}>{t.more}</button></p>}
    </div>
  );
}
