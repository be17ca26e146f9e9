// What was done without network: kept on the device in order, and sent as soon as there is one. Each has its request_id, so
// that one whose answer was lost on the way is not done twice. What the server refuses stays, with its reason, until somebody
// decides: nothing is dropped and nothing is forced.

import type {TaskJson} from 'phoihop/v1/task_pb';
import {computed, effect, signal} from '@preact/signals';

import {ApiError, isNetworkError} from '../api/http.ts';
import {session, sessionKey} from '../auth/session.ts';
import {FORMS} from '../model/verbs.ts';
import {undoOf} from '../model/undo.ts';
import {loadTask, noteTask, taskSignal} from '../state/tasks.ts';
import {explain, type Problem, tell, tellProblem, type ToastAction} from '../state/toasts.ts';
import {words} from '../words/index.ts';
import {newOperation, type Operation, sendOperation} from './operation.ts';
import {forget, keep, kept, keptKeys} from './store.ts';

export interface Queued {
  operation: Operation;
  // Why the server refused it; absent while it waits.
  problem?: Problem;
}

const RETRY_MS = 20_000;

export const queue = signal<readonly Queued[]>([]);
// Tasks for which something is on its way right now, by name.
export const sending = signal<ReadonlySet<string>>(new Set());
export const uploading = signal<{filename: string; percent: number} | null>(null);
// Of each task what waits, for its card.
export const queuedTasks = computed(() => new Set(queue.value.map(({operation}) => operation.task)));

let done: (task: TaskJson) => void = () => {};
export function onDone(handler: (task: TaskJson) => void): void {
  done = handler;
}

const prefix = () => `queue|${sessionKey.value}|`;
const keyOf = (operation: Operation) => `${prefix()}${operation.time.toString().padStart(15, '0')}|${operation.id}`;

function mark(task: string, is: boolean): void {
  const next = new Set(sending.value);
  if (is) next.add(task);
  else next.delete(task);
  sending.value = next;
}

async function send(operation: Operation): Promise<TaskJson> {
  mark(operation.task, true);
  try {
    const task = await sendOperation(operation, (filename, percent) => (uploading.value = {filename, percent}));
    noteTask(task);
    done(task);
    return task;
  } finally {
    uploading.value = null;
    mark(operation.task, false);
  }
}

// Offered for a while after something was done. It rests on the task as it was then: what changed since is not undone unseen.
function undoing({verb, body}: Operation, before: TaskJson | undefined, after: TaskJson): ToastAction | undefined {
  const step = undoOf(verb, body, before, after);
  const form = step && FORMS[step.verb];
  if (!form) return undefined;
  const undo = () => perform(newOperation(step.verb, form, after, session.value?.unit ?? '', step.values, []), false);
  return {label: words().undo, act: () => void undo().catch(tellProblem)};
}

// Does it now, or as soon as there is a network. Throws what the server refuses.
export async function perform(operation: Operation, undoable = true): Promise<void> {
  const label = words().verbs[operation.verb] ?? '';
  // What was asked for earlier goes first.
  if (queuedTasks.value.has(operation.task)) return enqueue(operation);
  try {
    const before = taskSignal(operation.task).value;
    const after = await send(operation);
    tell(words().done(label), undoable ? undoing(operation, before, after) : undefined);
  } catch (error) {
    if (isNetworkError(error)) return enqueue(operation);
    if (error instanceof ApiError && error.reason === 'ETAG_MISMATCH') await loadTask(operation.task).catch(() => {});
    throw error;
  }
}

async function enqueue(operation: Operation): Promise<void> {
  queue.value = [...queue.value, {operation}];
  await keep(keyOf(operation), {operation});
  tell(words().waitsToBeSent);
}

let flushing = false;

// Sends what waits, in order; stops at the first that finds no network.
export async function flush(): Promise<void> {
  if (flushing || !session.value) return;
  flushing = true;
  try {
    for (const queued of queue.value) {
      if (queued.problem) continue;
      // What follows a refused one was meant for a task that is not as it was.
      const earlier = queue.value.find(({operation, problem}) => problem && operation.task === queued.operation.task);
      if (earlier) continue;
      try {
        await send(queued.operation);
        await drop(queued);
        tell(words().done(words().verbs[queued.operation.verb] ?? ''));
      } catch (error) {
        if (isNetworkError(error) || (error instanceof ApiError && (error.mayPass || error.httpCode === 401))) {
          await keep(keyOf(queued.operation), {operation: queued.operation});
          return;
        }
        await refuse(queued, error);
      }
    }
  } finally {
    flushing = false;
  }
}

async function refuse(queued: Queued, error: unknown): Promise<void> {
  const next: Queued = {...queued, problem: explain(error)};
  queue.value = queue.value.map((one) => one.operation.id === queued.operation.id ? next : one);
  await keep(keyOf(queued.operation), next);
  await loadTask(queued.operation.task).catch(() => {});
  tellProblem(error);
}

// Whoever decided that it is not to be done any more.
export async function drop({operation}: Queued): Promise<void> {
  queue.value = queue.value.filter((one) => one.operation.id !== operation.id);
  await forget(keyOf(operation));
}

// Somebody looked at the task as it is now and still wants it.
export async function sendAnyway(queued: Queued): Promise<void> {
  const task = await loadTask(queued.operation.task);
  const operation = {...queued.operation, body: {...queued.operation.body, etag: task.etag}};
  queue.value = queue.value.map((one) => one.operation.id === operation.id ? {operation} : one);
  await keep(keyOf(operation), {operation});
  await flush();
}

export function startQueue(): void {
  effect(() => {
    const key = sessionKey.value;
    queue.value = [];
    if (!session.value) return;
    void keptKeys(prefix()).then(async (names) => {
      const found = await Promise.all(names.sort().map((name) => kept<Queued>(name)));
      if (key !== sessionKey.value) return;
      queue.value = found.filter((one) => one !== undefined);
      await flush();
    });
  });
  window.addEventListener('online', () => void flush());
  setInterval(() => {
    if (queue.value.some(({problem}) => !problem)) void flush();
  }, RETRY_MS);
}
