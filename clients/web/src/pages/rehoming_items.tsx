// What became of each item, and what still waits for somebody.

import type {RehomingItemJson, ReorganisationJson} from 'phoihop/v1/reorganisation_pb';
import type {ListRehomingItemsResponseJson} from 'phoihop/v1/reorganisation_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {get, idOf} from '../api/http.ts';
import {paths} from '../state/route.ts';
import {tellProblem} from '../state/toasts.ts';
import {NotPermitted, usePermission} from '../ui/permitted.tsx';
import {useResource, Waiting} from '../ui/resource.tsx';
import {organisationWords} from '../words/organisation.ts';
import {DecideItem} from './rehoming_decision.tsx';

const PAGE_SIZE = 50;

const WAITS: ReadonlySet<string> = new Set(['STATE_WAITING', 'STATE_FAILED', 'STATE_UNDO_WAITING']);
const waitsForSomebody = ({state}: RehomingItemJson) => WAITS.has(state ?? '');

type NameOf = (unit: string | undefined) => string;

function Item({item, nameOf: unitName, onDecide}: {item: RehomingItemJson; nameOf: NameOf; onDecide?(item: RehomingItemJson): void}): JSX.Element {
  const t = organisationWords();
  const {item: name = '', title, kind, outcome, state, reason, changes = []} = item;
  const waits = waitsForSomebody(item);
  return (
    <li class="list-row">
      <p>{kind === 'KIND_TASK' ? <a href={paths.task(name)}>{title || idOf(name)}</a> : title || idOf(name)} <span class="quiet">{t.itemKinds[kind ?? 'KIND_UNSPECIFIED']}</span></p>
      <p class="facts-line">
        <strong>{t.outcomesOfItems[outcome ?? 'OUTCOME_UNSPECIFIED']}</strong>
        {state && <strong class={waits ? 'urgent' : ''}>{t.itemStates[state]}</strong>}
        {reason && <span>{reason}</span>}
      </p>
      {changes.map(({role, fromUnit, toUnit, reason: why, candidates = []}, i) => (
        <p key={i} class="quiet">
          {t.roles[role ?? 'REHOMING_ROLE_UNSPECIFIED']}: {unitName(fromUnit)} → {toUnit ? unitName(toUnit) : candidates.map(unitName).join(' / ') || '—'}
          {why && ` (${why})`}
        </p>
      ))}
      {onDecide && waits && (
        <p class="no-print"><button type="button" aria-label={t.decideOf(title || idOf(name))} onClick={() => onDecide(item)}>{t.decide}</button></p>
      )}
    </li>
  );
}

// `onDecide`: what waits for a person can be decided here.
export function RehomingList({items, nameOf, onDecide}: {
  items: readonly RehomingItemJson[]; nameOf: NameOf; onDecide?(item: RehomingItemJson): void;
}): JSX.Element {
  return <ul class="panels list">{items.map((item) => <Item key={item.item} item={item} nameOf={nameOf} onDecide={onDecide} />)}</ul>;
}

// `version`: read again when the reorganisation changed.
export function RehomingItems({name, version, nameOf, onDecided}: {
  name: string; version: string; nameOf: NameOf; onDecided(reorganisation: ReorganisationJson): void;
}): JSX.Element {
  const t = organisationWords();
  const [deciding, setDeciding] = useState<RehomingItemJson | null>(null);
  const [onlyWaiting, setOnlyWaiting] = useState(false);
  const may = usePermission('ReorganisationService.AssignRehomingItem');
  const read = (pageToken: string, signal?: AbortSignal) => get<ListRehomingItemsResponseJson>(`/v1/${name}/items`, {
    pageSize: PAGE_SIZE, pageToken, filter: onlyWaiting ? 'state = WAITING OR state = UNDO_WAITING OR state = FAILED' : '',
  }, signal);
  const resource = useResource((signal) => read('', signal), [name, onlyWaiting], version);
  const {items = [], nextPageToken = '', totalSize} = resource.value ?? {};
  const more = () => read(nextPageToken).then((next) => resource.set({...next, items: [...items, ...next.items ?? []]})).catch(tellProblem);
  return (
    <section class="panel" aria-labelledby="rehoming-title">
      <h2 id="rehoming-title">{t.itemsTitle} {totalSize !== undefined && <span class="quiet">({totalSize})</span>}</h2>
      <label class="flag no-print"><input type="checkbox" checked={onlyWaiting} onChange={(event) => setOnlyWaiting(event.currentTarget.checked)} /><span>{t.onlyWaiting}</span></label>
      <Waiting resource={resource} />
      {items.some(waitsForSomebody) && <NotPermitted may={may} what={t.decide} />}
      <RehomingList items={items} nameOf={nameOf} onDecide={may?.allowed ? setDeciding : undefined} />
      {nextPageToken && <p><button type="button" onClick={() => void more()}>{t.more}</button></p>}
      {deciding && (
        <DecideItem
          reorganisation={name} item={deciding} nameOf={nameOf} onClose={() => setDeciding(null)}
          onDecided={(reorganisation) => {
            setDeciding(null);
            resource.reload();
            onDecided(reorganisation);
          }}
        />
      )}
    </section>
  );
}
