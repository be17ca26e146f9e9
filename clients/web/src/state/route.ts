// Which page is shown. Addresses are real ones: phoihopd answers the client for all of them.

import {signal} from '@preact/signals';

import {idOf} from '../api/http.ts';
import {addressOfResults, parametersOf, type ResultQuery, resultQueryOf} from '../model/results.ts';
import {addressOfTasks, type TaskQuery, taskQueryOf} from '../model/task_query.ts';

export type Route =
  | {page: 'my-work'}
  | {page: 'task'; task: string}
  | {page: 'tasks'; query: TaskQuery}
  | {page: 'leader'; query: ResultQuery}
  | {page: 'results'; query: ResultQuery}
  | {page: 'inbox'}
  | {page: 'deadlines'}
  | {page: 'unit'}
  | {page: 'plans'}
  | {page: 'plan-import'}
  | {page: 'plan'; plan: string; view: string}
  | {page: 'units'}
  | {page: 'unit-history'; unit: string}
  | {page: 'matrix'}
  | {page: 'findings'}
  | {page: 'reorganisations'}
  | {page: 'reorganisation'; reorganisation: string}
  | {page: 'stand-ins'}
  | {page: 'signed-in'}
  | {page: 'unknown'};

export const paths = {
  myWork: '/',
  task: (name: string) => `/app/tasks/${encodeURIComponent(idOf(name))}`,
  tasks: addressOfTasks,
  leader: (query: ResultQuery) => {
    const parameters = parametersOf(query);
    return `/app/leader${parameters && `?${parameters}`}`;
  },
  results: addressOfResults,
  inbox: '/app/inbox',
  deadlines: '/app/deadlines',
  unit: '/app/unit',
  plans: '/app/plans',
  planImport: '/app/plan-import',
  // `view`: one of the page's views; empty: the first.
  plan: (name: string, view = '') => `/app/plans/${encodeURIComponent(idOf(name))}${view && `?view=${view}`}`,
  units: '/app/units',
  unitHistory: (name: string) => `/app/units/${encodeURIComponent(idOf(name))}`,
  matrix: '/app/matrix',
  findings: '/app/findings',
  reorganisations: '/app/reorganisations',
  reorganisation: (name: string) => `/app/reorganisations/${encodeURIComponent(idOf(name))}`,
  standIns: '/app/stand-ins',
  signedIn: '/app/signed-in',
};

const FIXED: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/', {page: 'my-work'}], ['/app', {page: 'my-work'}], ['/app/', {page: 'my-work'}], [paths.inbox, {page: 'inbox'}],
  [paths.deadlines, {page: 'deadlines'}], [paths.unit, {page: 'unit'}], [paths.plans, {page: 'plans'}],
  [paths.planImport, {page: 'plan-import'}], [paths.units, {page: 'units'}], [paths.matrix, {page: 'matrix'}],
  [paths.findings, {page: 'findings'}], [paths.reorganisations, {page: 'reorganisations'}], [paths.standIns, {page: 'stand-ins'}],
  [paths.signedIn, {page: 'signed-in'}],
]);

// Pages of one thing, by the folder of their address.
const ONE: ReadonlyMap<string, (id: string, search: string) => Route> = new Map<string, (id: string, search: string) => Route>([
  ['tasks', (task) => ({page: 'task', task})],
  ['units', (unit) => ({page: 'unit-history', unit})],
  ['reorganisations', (reorganisation) => ({page: 'reorganisation', reorganisation})],
  ['plans', (plan, search) => ({page: 'plan', plan, view: new URLSearchParams(search).get('view') ?? ''})],
]);

export function routeOf(path: string, search = ''): Route {
  if (path === '/app/tasks') return {page: 'tasks', query: taskQueryOf(search)};
  if (path === '/app/leader') return {page: 'leader', query: resultQueryOf(search)};
  if (path === '/app/results') return {page: 'results', query: resultQueryOf(search)};
  const fixed = FIXED.get(path);
  if (fixed) return fixed;
  const [, folder = '', id = ''] = /^\/app\/([a-z]+)\/([^/]+)$/.exec(path) ?? [];
  return ONE.get(folder)?.(decodeURIComponent(id), search) ?? {page: 'unknown'};
}

export const route = signal<Route>(routeOf(location.pathname, location.search));

function show(): void {
  const next = routeOf(location.pathname, location.search);
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
    if (routeOf(link.pathname, link.search).page === 'unknown' || link.hash) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}
