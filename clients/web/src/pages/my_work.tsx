// "My work": what is to be done, in the order of when it is due.

import type {BasketKindJson} from 'phoihop/v1/basket_service_pb';
import {computed, signal} from '@preact/signals';
import type {JSX} from 'preact';

import {session} from '../auth/session.ts';
import {type Group, isMine, rowsOf} from '../model/work_rows.ts';
import {items, problem, readAt, refresh, waiting, type WorkItem} from '../state/my_work.ts';
import {minute} from '../state/server_clock.ts';
import {explain} from '../state/toasts.ts';
import {VirtualList} from '../ui/virtual_list.tsx';
import {WorkCard} from '../ui/work_card.tsx';
import {words} from '../words/index.ts';

const query = signal('');
const kind = signal<BasketKindJson | ''>('');
// Nobody has chosen: one's own, when there is something.
const scope = signal<'mine' | 'unit' | null>(null);

const all = computed(() => [...items.value, ...waiting.value]);
// Whose work is looked at first: one's own, or that of whom one stands in for.
const person = computed(() => session.value?.standsInFor?.person ?? session.value?.person ?? '');
const mine = computed(() => all.value.filter((item) => isMine(item, person.value)).length);
const shownScope = computed(() => scope.value ?? (mine.value > 0 ? 'mine' : 'unit'));
const rows = computed(() => rowsOf<WorkItem>(
  all.value, {query: query.value, kind: kind.value, person: shownScope.value === 'mine' ? person.value : ''}, minute.value));

const KINDS: readonly BasketKindJson[] = [
  'BASKET_KIND_TO_ACCEPT', 'BASKET_KIND_UNASSIGNED', 'BASKET_KIND_ASSIGNED', 'BASKET_KIND_TO_APPROVE', 'BASKET_KIND_TO_DECIDE',
  'BASKET_KIND_HANDOFF', 'BASKET_KIND_CONTRIBUTE', 'BASKET_KIND_COPY',
];

function Scope(): JSX.Element | null {
  const t = words();
  if (!person.value) return null;
  const button = (value: 'mine' | 'unit', text: string, count: number) => (
    <button type="button" aria-pressed={shownScope.value === value} onClick={() => (scope.value = value)}>
      {text} <span class="count">{count}</span>
    </button>
  );
  return (
    <div class="segments" role="group" aria-label={t.myWork}>
      {button('mine', session.value?.standsInFor ? t.mineOf(session.value.standsInFor.personDisplayName) : t.mine, mine.value)}
      {button('unit', t.wholeUnit, all.value.length)}
    </div>
  );
}

function Filters(): JSX.Element {
  const t = words();
  const present = new Set(items.value.map((item) => item.kind));
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <Scope />
      <div class="search">
        <label for="search" class="visually-hidden">{t.search}</label>
        <input
          id="search" type="search" placeholder={t.searchHint} autocomplete="off" enterkeyhint="search" value={query.value}
          onInput={(event) => (query.value = event.currentTarget.value)}
        />
      </div>
      <div>
        <label for="kind" class="visually-hidden">{t.kindFilter}</label>
        <select id="kind" value={kind.value} onChange={(event) => (kind.value = event.currentTarget.value as BasketKindJson | '')}>
          <option value="">{t.allKinds}</option>
          {KINDS.filter((one) => present.has(one) || one === kind.value).map((one) => <option key={one} value={one}>{t.kinds[one]}</option>)}
        </select>
      </div>
    </form>
  );
}

function Empty(): JSX.Element {
  const t = words();
  if (!readAt.value) return problem.value ? <></> : <p class="empty" role="status">{t.loading}</p>;
  if (query.value || kind.value) {
    return (
      <div class="empty">
        <p role="status">{t.nothingFound}</p>
        <button type="button" onClick={() => { query.value = ''; kind.value = ''; }}>{t.clearSearch}</button>
      </div>
    );
  }
  if (shownScope.value === 'mine' && all.value.length) {
    return (
      <div class="empty">
        <p role="status">{t.nothingMine(all.value.length)}</p>
        <button type="button" class="primary" onClick={() => (scope.value = 'unit')}>{t.showUnit}</button>
      </div>
    );
  }
  return <p class="empty" role="status">{t.nothingToDo}</p>;
}

type Row = {header: Group; count: number} | {item: WorkItem};

function renderRow(row: Row): JSX.Element {
  const t = words();
  if ('item' in row) return <WorkCard item={row.item} />;
  return (
    <h2 class={`group ${row.header}`}>{t.groups[row.header]} <span class="count">{t.countOf(row.count)}</span></h2>
  );
}

export function MyWorkPage(): JSX.Element {
  const t = words();
  const {rows: list, shown} = rows.value;
  const failed = problem.value ? explain(problem.value) : null;
  return (
    <>
      <div class="page-head">
        <h1 tabIndex={-1}>{t.myWork}</h1>
        <p class="quiet" role="status" id="shown-count">{readAt.value > 0 && (query.value || kind.value ? t.shownOf(shown, all.value.length) : t.countOf(shown))}</p>
      </div>
      <Filters />
      {failed && (
        <div class="problem" role="alert">
          <p>{failed.text}</p>
          {failed.detail && <p class="quiet">{failed.detail}</p>}
          <button type="button" onClick={() => void refresh()}>{t.tryAgain}</button>
        </div>
      )}
      {list.length === 0 && <Empty />}
      <VirtualList<Row>
        rows={list} label={t.myWork} heightClasses={['header-row', 'card-row']}
        keyOf={(row) => 'item' in row ? row.item.key : row.header}
        heightClassOf={(row) => 'item' in row ? 'card-row' : 'header-row'}
        isStop={(row) => 'item' in row} render={renderRow}
      />
    </>
  );
}
