// Short messages at the edge of the page: what was done, what went wrong and what to do.

import {signal} from '@preact/signals';

import {ApiError, isNetworkError} from '../api/http.ts';
import {words} from '../words/index.ts';

export interface Toast {
  id: number;
  text: string;
  // What the server said, when it says more.
  detail: string;
  failed: boolean;
  action?: ToastAction;
}

// What can be done about it, by one tap.
export interface ToastAction {
  label: string;
  act(): void;
}

const SHOWN_MS = 6_000;
// Whoever wants it back has to read first.
const SHOWN_WITH_ACTION_MS = 12_000;
const MOST = 3;
let made = 0;

export const toasts = signal<readonly Toast[]>([]);

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

// `stays`: until somebody has read it.
function add(text: string, detail: string, failed: boolean, stays: boolean, action?: ToastAction): void {
  const id = ++made;
  toasts.value = [...toasts.value, {id, text, detail, failed, ...(action && {action})}].slice(-MOST);
  if (!stays) setTimeout(() => dismiss(id), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}

export interface Problem {
  // What happened and what to do, in the reader's language.
  text: string;
  // In the server's words, when they say more; empty otherwise.
  detail: string;
}

export function explain(error: unknown): Problem {
  const {errors} = words();
  if (isNetworkError(error)) return {text: errors.network, detail: ''};
  if (!(error instanceof ApiError)) return {text: errors.unknown, detail: error instanceof Error ? error.message : ''};
  const known = error.reason ? errors.reasons[error.reason] : undefined;
  return {text: known ?? errors.unknown, detail: error.message};
}

export function tell(text: string, action?: ToastAction): void {
  add(text, '', false, false, action);
}

// What somebody did not do themselves, and has to know.
export function tellLasting(text: string): void {
  add(text, '', false, true);
}

export function tellProblem(error: unknown): void {
  const {text, detail} = explain(error);
  add(text, detail, true, true);
}
