// Which page is shown. Addresses are real ones: phoihopd answers the client for all of them.

import {signal} from '@preact/signals';

import {idOf} from '../api/http.ts';

export type Route =
  | {page: 'my-work'}
  | {page: 'task'; task: string}
  | {page: 'inbox'}
  | {page: 'deadlines'}
  | {page: 'unit'}
  | {page: 'signed-in'}
  | {page: 'unknown'};

export const paths = {
  myWork: '/',
  task: (name: string) => `/app/tasks/${encodeURIComponent(idOf(name))}`,
  inbox: '/app/inbox',
  deadlines: '/app/deadlines',
  unit: '/app/unit',
  signedIn: '/app/signed-in',
};

export function routeOf(path: string): Route {
  if (path === '/' || path === '/app' || path === '/app/') return {page: 'my-work'};
  const task = /^\/app\/tasks\/([^/]+)$/.exec(path)?.[1];
  if (task) return {page: 'task', task: decodeURIComponent(task)};
  switch (path) {
    case paths.inbox: return {page: 'inbox'};
    case paths.deadlines: return {page: 'deadlines'};
    case paths.unit: return {page: 'unit'};
    case paths.signedIn: return {page: 'signed-in'};
    default: return {page: 'unknown'};
  }
}

export const route = signal<Route>(routeOf(location.pathname));

function show(): void {
  const next = routeOf(location.pathname);
  if (JSON.stringify(next) === JSON.stringify(route.value)) return;
  route.value = next;
}

export function navigate(path: string, replace = false): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  show();
  if (!replace) window.scrollTo(0, 0);
}

// Links within the client change the page without loading it anew.
export function startRouting(): void {
  window.addEventListener('popstate', show);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (routeOf(link.pathname).page === 'unknown' || link.hash) return;
    event.preventDefault();
    navigate(link.pathname);
  });
}
