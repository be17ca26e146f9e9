// Units: those that live, and what any name, old name, abbreviation or code means.

import type {UnitJson} from 'phoihop/v1/organisation_pb';
import type {LookupUnitsResponseJson, NameMatchJson} from 'phoihop/v1/organisation_service_pb';
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {get, idOf} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {dateForPeople} from '../model/dates.ts';
import {matches} from '../model/fold.ts';
import {readUnits} from '../state/directory.ts';
import {paths} from '../state/route.ts';
import {explain, type Problem} from '../state/toasts.ts';
import {ProblemBox, useResource, Waiting} from '../ui/resource.tsx';
import {words} from '../words/index.ts';
import {organisationWords} from '../words/organisation.ts';
import {OrganisationHead} from './organisation_head.tsx';

// Long enough that nobody waits for an answer to half a word.
const TYPING_PAUSE_MS = 350;

const lastName = ({versions = [], current, name}: UnitJson) => current?.displayName ?? versions[versions.length - 1]?.displayName ?? idOf(name);

function UnitLink({unit}: {unit: UnitJson}): JSX.Element {
  const t = organisationWords();
  return (
    <li>
      <a href={paths.unitHistory(unit.name ?? '')}>{lastName(unit)}</a>
      {!unit.alive && unit.endDate && <span class="quiet"> {t.ended(dateForPeople(unit.endDate))}</span>}
    </li>
  );
}

// What the text means, as the server reads it.
function Meaning({match}: {match: NameMatchJson}): JSX.Element {
  const t = organisationWords();
  const outcome = match.outcome ?? 'OUTCOME_UNSPECIFIED';
  const units = outcome === 'OUTCOME_SUCCEEDED' ? match.successors ?? [] : match.matched ?? [];
  const before = outcome === 'OUTCOME_SUCCEEDED' ? match.matched ?? [] : match.others ?? [];
  return (
    <section class="panel" aria-live="polite" id="meaning">
      <p><strong>{t.outcomes[outcome]}</strong></p>
      {match.explanation && <p>{match.explanation}</p>}
      <ul class="plain">{units.map((unit) => <UnitLink key={unit.name} unit={unit} />)}</ul>
      {before.length > 0 && <ul class="plain">{before.map((unit) => <UnitLink key={unit.name} unit={unit} />)}</ul>}
    </section>
  );
}

function useMeaning(text: string): {match: NameMatchJson | null; problem: Problem | null} {
  const [found, setFound] = useState<{match: NameMatchJson | null; problem: Problem | null}>({match: null, problem: null});
  useEffect(() => {
    setFound({match: null, problem: null});
    if (text.trim().length < 2) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      get<LookupUnitsResponseJson>(`/v1/${session.value?.province}/units:lookup`, {text: text.trim()}, stop.signal).then(
        ({match}) => setFound({match: match ?? null, problem: null}),
        (error: unknown) => { if (!stop.signal.aborted) setFound({match: null, problem: explain(error)}); });
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  return found;
}

export function UnitsPage(): JSX.Element {
  const t = organisationWords();
  const [text, setText] = useState('');
  const province = session.value?.province ?? '';
  const resource = useResource(() => readUnits(province), [province]);
  const {match, problem} = useMeaning(text);
  const units = resource.value ?? [];
  const shown = units.filter(({folded}) => matches(folded, text));
  return (
    <div class="stacked">
      <OrganisationHead tab="units" title={words().organisation} />
      <form class="field" role="search" onSubmit={(event) => event.preventDefault()}>
        <label for="unit-search">{t.search}</label>
        <input id="unit-search" type="search" autocomplete="off" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </form>
      {problem && <ProblemBox problem={problem} />}
      {match && <Meaning match={match} />}
      <Waiting resource={resource} />
      {resource.value && <p class="quiet" role="status">{text ? `${shown.length}/` : ''}{t.living(units.length)}</p>}
      <ul class="columns">{shown.map(({name, displayName}) => <li key={name}><a href={paths.unitHistory(name)}>{displayName}</a></li>)}</ul>
    </div>
  );
}
