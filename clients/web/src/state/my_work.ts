// The list of what is to be done: the basket of the unit, and beside it what the unit waits for. Read once, kept up to date by
// the feed, kept on the device for times without network.

import type {BasketEntryJson, BasketKindJson, ListBasketResponseJson} from 'phoihop/v1/basket_service_pb';
import type {CalendarJson} from 'phoihop/v1/deadline_pb';
import type {EventJson} from 'phoihop/v1/event_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {ListTasksResponseJson} from 'phoihop/v1/task_service_pb';
import {effect, signal} from '@preact/signals';

import {get, idOf, pages} from '../api/http.ts';
import {watchEvents} from '../api/events.ts';
import {session, sessionKey} from '../auth/session.ts';
import {fold} from '../model/fold.ts';
import {type WorkingDays, workingDaysOf} from '../model/working_days.ts';
import {keep, kept} from '../offline/store.ts';
import {onDone} from '../offline/queue.ts';
import {setServerTime} from './server_clock.ts';
import {forgetTasks, loadTask, noteTask, recallTasks, taskSignal} from './tasks.ts';

export interface WorkItem {
  key: string;
  kind: BasketKindJson;
  // As the list has it; the whole of it is taskSignal(task.name).
  task: TaskJson;
  dueTime: string | undefined;
  // It stands with somebody else; nothing is late with us.
  waiting: boolean;
  folded: string;
}

// A unit with so much to do gets everything, buttons included, by one request.
const FIRST_PAGE = 50;
// Of a longer list only what the cards say; small enough to be read without a pause that is felt.
const NEXT_PAGES = 400;
const WAITING_STATES = ['SUBMITTED', 'REFUSED', 'SUSPENDED'];
const WAITING_PAGE = 100;
// Entries that are kept for times without network: those that are due first.
const MOST_KEPT = 200;
// Many events at once are one look.
const REFRESH_DELAY_MS = 400;
const REFRESH_DELAY_LONG_MS = 5_000;
const LONG_LIST = 500;
// A page that nobody sees needs no line after this.
const HIDDEN_LIMIT_MS = 60_000;

export const items = signal<readonly WorkItem[]>([]);
export const waiting = signal<readonly WorkItem[]>([]);
// When the list was read, milliseconds since 1970; 0: never.
export const readAt = signal(0);
export const problem = signal<unknown>(null);
export const line = signal<'live' | 'connecting'>('connecting');
export const workingDays = signal<WorkingDays | undefined>(undefined);

function itemOf(entry: BasketEntryJson): WorkItem {
  const task = entry.task ?? {};
  const kind = entry.kind ?? 'BASKET_KIND_UNSPECIFIED';
  return {
    key: `${kind}|${task.name}`, kind, task, dueTime: dueOf(entry), waiting: waitsForReceiver(kind, task), folded: foldedOf(task),
  };
}

// What is due first for us: of a task that was not accepted yet, the answer or the work itself.
function dueOf({kind, task, dueTime}: BasketEntryJson): string | undefined {
  const work = task?.dueTime;
  if (kind !== 'BASKET_KIND_TO_ACCEPT' || !work) return dueTime;
  return !dueTime || Date.parse(work) < Date.parse(dueTime) ? work : dueTime;
}

const OFFERED: ReadonlySet<string> = new Set(['STATE_SENT', 'STATE_DELIVERED', 'STATE_RECALL_REQUESTED']);

// Offered to another unit, which has not answered: the ball is there, whoever leads.
function waitsForReceiver(kind: BasketKindJson, task: TaskJson): boolean {
  if (kind !== 'BASKET_KIND_ASSIGNED' && kind !== 'BASKET_KIND_UNASSIGNED') return false;
  return (task.handoffs ?? []).some(({state = '', kind: what = 'KIND_TRANSFER', fromUnit}) =>
    what === 'KIND_TRANSFER' && fromUnit === task.leadUnit && OFFERED.has(state));
}

function foldedOf(task: TaskJson): string {
  const units = task.unitDisplayNames ?? {};
  return fold([task.title, units[task.issuerUnit ?? ''], units[task.leadUnit ?? ''], idOf(task.plan), idOf(task.name)].join(' '));
}

async function readBasket(province: string): Promise<WorkItem[]> {
  const path = `/v1/${province}/basket`;
  const first = await get<ListBasketResponseJson>(path, {view: 'BASKET_VIEW_FULL', pageSize: FIRST_PAGE});
  for (const {task} of first.entries ?? []) if (task) noteTask(task);
  const found = (first.entries ?? []).map(itemOf);
  if (!first.nextPageToken) return found;
  const all: WorkItem[] = [];
  for await (const page of pages<ListBasketResponseJson>(path, {view: 'BASKET_VIEW_BASIC', pageSize: NEXT_PAGES})) {
    for (const entry of page.entries ?? []) all.push(itemOf(entry));
    // What is due first is there first; the rest follows at once, since each step costs more than the one before.
    if (items.value.length === 0) items.value = all.slice();
  }
  return all;
}

async function readWaiting(province: string, unit: string): Promise<WorkItem[]> {
  const states = WAITING_STATES.map((state) => `state = ${state}`).join(' OR ');
  const {tasks = []} = await get<ListTasksResponseJson>(`/v1/${province}/tasks`, {
    filter: `lead_unit = ${idOf(unit)} AND (${states})`, pageSize: WAITING_PAGE,
  });
  return tasks.map((task) => {
    noteTask(task);
    return {
      key: `waiting|${task.name}`, kind: 'BASKET_KIND_UNSPECIFIED', task, dueTime: task.dueTime, waiting: true,
      folded: foldedOf(task),
    };
  });
}

async function readCalendar(province: string): Promise<void> {
  const calendar = await get<CalendarJson>(`/v1/${province}/calendars/default`);
  workingDays.value = workingDaysOf(calendar);
  void keep(`calendar|${province}`, calendar);
}

let refreshing: Promise<void> | null = null;
let again = false;

// One at a time; what is asked for meanwhile is one more look.
export function refresh(): Promise<void> {
  if (refreshing) {
    again = true;
    return refreshing;
  }
  refreshing = readAll().finally(() => {
    refreshing = null;
    if (!again) return;
    again = false;
    void refresh();
  });
  return refreshing;
}

async function readAll(): Promise<void> {
  const current = session.value;
  if (!current) return;
  const key = sessionKey.value;
  try {
    const [basket, stuck] = await Promise.all([readBasket(current.province), readWaiting(current.province, current.unit)]);
    if (key !== sessionKey.value) return;
    items.value = basket;
    waiting.value = stuck;
    readAt.value = Date.now();
    problem.value = null;
    void keep(`work|${key}`, {basket: basket.slice(0, MOST_KEPT), stuck, time: readAt.value});
  } catch (error) {
    if (key === sessionKey.value) problem.value = error;
  }
}

async function recallWork(key: string, province: string): Promise<void> {
  const [work, calendar] = await Promise.all([
    kept<{basket: WorkItem[]; stuck: WorkItem[]; time: number}>(`work|${key}`), kept<CalendarJson>(`calendar|${province}`),
    recallTasks(),
  ]);
  // What the server said meanwhile is newer.
  if (calendar && !workingDays.value) workingDays.value = workingDaysOf(calendar);
  if (!work || key !== sessionKey.value || readAt.value) return;
  items.value = work.basket;
  waiting.value = work.stuck;
  readAt.value = work.time;
}

let timer: ReturnType<typeof setTimeout> | undefined;

export function refreshSoon(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    void refresh();
  }, items.value.length > LONG_LIST ? REFRESH_DELAY_LONG_MS : REFRESH_DELAY_MS);
}

type EventListener = (event: EventJson) => void;
const listeners = new Set<EventListener>();
const gapListeners = new Set<() => void>();

// Called for every event that the caller may see; answers how to stop.
export function onEvent(listener: EventListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

// Called when events were missed, or may have been; answers how to stop.
export function onGap(listener: () => void): () => void {
  gapListeners.add(listener);
  return () => void gapListeners.delete(listener);
}

function missed(): void {
  for (const listener of gapListeners) listener();
}

function follow(province: string, unit: string, signal: AbortSignal): void {
  void watchEvents(province, {
    onEvent(event, text) {
      const subject = event.subject ?? '';
      const seen = taskSignal(subject).value;
      if (seen && Number(seen.version ?? 0) < Number(event.subjectVersion ?? 0)) void loadTask(subject).catch(() => {});
      if (seen || text.includes(`"${unit}"`)) refreshSoon();
      for (const listener of listeners) listener(event);
    },
    onTime: setServerTime,
    onState: (state) => (line.value = state),
    onGap() {
      refreshSoon();
      missed();
    },
  }, signal);
}

// Reads, follows, and begins anew when somebody else signs in.
export function startMyWork(): void {
  onDone(refreshSoon);
  effect(() => {
    const current = session.value;
    items.value = [];
    waiting.value = [];
    readAt.value = 0;
    problem.value = null;
    forgetTasks();
    if (!current) return;
    const {province, unit} = current;
    void recallWork(sessionKey.value, province);
    void refresh();
    void readCalendar(province).catch(() => {});
    let line = new AbortController();
    let hidden: ReturnType<typeof setTimeout> | undefined;
    follow(province, unit, line.signal);
    const onVisibility = () => {
      clearTimeout(hidden);
      if (document.hidden) {
        hidden = setTimeout(() => line.abort(), HIDDEN_LIMIT_MS);
      } else if (line.signal.aborted) {
        line = new AbortController();
        follow(province, unit, line.signal);
        void refresh();
        missed();
      }
    };
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(hidden);
      line.abort();
    };
  });
}
