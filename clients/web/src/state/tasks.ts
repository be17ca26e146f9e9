// Tasks as they were seen last, whole and with what the caller may do. One signal for each, so that a change renders its card
// alone.

import type {TaskJson} from 'phoihop/v1/task_pb';
import {type Signal, signal} from '@preact/signals';

import {get, isNetworkError} from '../api/http.ts';
import {sessionKey} from '../auth/session.ts';
import {keep, kept} from '../offline/store.ts';

// Old phones and bad lines: no more requests at once than a browser has connections left for.
const MOST_AT_ONCE = 4;
// Tasks that are kept for times without network.
const MOST_KEPT = 200;

const known = new Map<string, Signal<TaskJson | undefined>>();
const wanted: string[] = [];
const loading = new Set<string>();

export function taskSignal(name: string): Signal<TaskJson | undefined> {
  let found = known.get(name);
  if (!found) known.set(name, (found = signal<TaskJson | undefined>(undefined)));
  return found;
}

const versionOf = (task: TaskJson | undefined) => Number(task?.version ?? 0);

// An answer that comes late does not put an older state over a newer one.
export function noteTask(task: TaskJson): void {
  if (!task.name) return;
  const current = taskSignal(task.name);
  if (versionOf(task) < versionOf(current.value)) return;
  current.value = task;
  keepSoon();
}

export async function loadTask(name: string): Promise<TaskJson> {
  const task = await get<TaskJson>(`/v1/${name}`);
  noteTask(task);
  return task;
}

// Of a card that came into sight: loaded when there is room for one more request. What was asked for last comes first.
export function wantTask(name: string): void {
  if (taskSignal(name).value || loading.has(name) || wanted.includes(name)) return;
  wanted.push(name);
  loadWanted();
}

export function unwantTask(name: string): void {
  const at = wanted.indexOf(name);
  if (at >= 0) wanted.splice(at, 1);
}

function loadWanted(): void {
  while (loading.size < MOST_AT_ONCE && wanted.length) {
    const name = wanted.pop()!;
    loading.add(name);
    loadTask(name).catch((error: unknown) => {
      // It stays without buttons; without network all of them do.
      if (isNetworkError(error)) wanted.length = 0;
    }).finally(() => {
      loading.delete(name);
      loadWanted();
    });
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;
const KEEP_DELAY_MS = 2_000;

function keepSoon(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    const tasks = [...known.values()].map(({value}) => value).filter((task) => task !== undefined).slice(-MOST_KEPT);
    void keep(`tasks|${sessionKey.value}`, tasks);
  }, KEEP_DELAY_MS);
}

export async function recallTasks(): Promise<void> {
  for (const task of await kept<TaskJson[]>(`tasks|${sessionKey.value}`) ?? []) noteTask(task);
}

export function forgetTasks(): void {
  clearTimeout(timer);
  timer = undefined;
  known.clear();
  wanted.length = 0;
}
