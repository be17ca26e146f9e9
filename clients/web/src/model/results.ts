// Which tasks figures count, as addresses and requests say it (ResultScope): a figure's list is its scope, narrowed by what stands
// beside the figure.

import type {ProgressCountsJson} from 'phoihop/v1/plan_service_pb';
import type {ResultClassJson} from 'phoihop/v1/report_service_pb';

import {CLASSES, type ProgressClass} from './progress.ts';

export interface ResultQuery {
  // Ids, not resource names.
  unit?: string;
  plan?: string;
  // What the unit itself leads; tasks of communes and wards; tasks of no plan.
  flag?: readonly ('only-unit' | 'communes' | 'without-plan')[];
  results?: readonly ProgressClass[];
  dueFrom?: string;
  dueTo?: string;
  issueFrom?: string;
  issueTo?: string;
  completeFrom?: string;
  completeTo?: string;
  // The day of the figures; none: now.
  asOf?: string;
}

const DATES = ['dueFrom', 'dueTo', 'issueFrom', 'issueTo', 'completeFrom', 'completeTo', 'asOf'] as const;
const FLAGS = ['only-unit', 'communes', 'without-plan'] as const;
// As a map of communes asks for them.
const COMMUNE_KINDS = ['UNIT_KIND_COMMUNE', 'UNIT_KIND_WARD', 'UNIT_KIND_SPECIAL_ZONE'];

export function parametersOf(query: ResultQuery): string {
  const parameters = new URLSearchParams();
  for (const key of ['unit', 'plan', ...DATES] as const) {
    if (query[key]) parameters.set(key, query[key]!);
  }
  for (const flag of query.flag ?? []) parameters.append('flag', flag);
  for (const result of query.results ?? []) parameters.append('result', result);
  return parameters.toString();
}

export const addressOfResults = (query: ResultQuery): string => `/app/results?${parametersOf(query)}`;

// What is unknown in an address is left out.
export function resultQueryOf(search: string): ResultQuery {
  const parameters = new URLSearchParams(search);
  const query: ResultQuery = {};
  for (const key of ['unit', 'plan'] as const) {
    const value = parameters.get(key);
    if (value && /^[a-zA-Z0-9._~-]{1,200}$/.test(value)) query[key] = value;
  }
  for (const key of DATES) {
    const value = parameters.get(key);
    if (value && /^\d{4}-\d{2}-\d{2}$/.test(value)) query[key] = value;
  }
  const flags = FLAGS.filter((flag) => parameters.getAll('flag').includes(flag));
  if (flags.length) query.flag = flags;
  const results = CLASSES.filter((kind) => parameters.getAll('result').includes(kind));
  if (results.length) query.results = results;
  return query;
}

export const resultClass = (kind: ProgressClass): ResultClassJson =>
  `RESULT_CLASS_${kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}` as ResultClassJson;

export const classOfResult = (result: ResultClassJson | undefined): ProgressClass | undefined =>
  CLASSES.find((kind) => resultClass(kind) === result);

// The scope as the parameters of a request.
export function scopeOf(query: ResultQuery, province: string): Record<string, string | boolean | readonly string[] | undefined> {
  const has = (flag: (typeof FLAGS)[number]) => query.flag?.includes(flag) || undefined;
  return {
    'scope.unit': query.unit && `${province}/units/${query.unit}`, 'scope.onlyUnit': has('only-unit'),
    'scope.unitKinds': has('communes') && COMMUNE_KINDS, 'scope.plan': query.plan && `${province}/plans/${query.plan}`,
    'scope.withoutPlan': has('without-plan'), 'scope.results': query.results?.map(resultClass),
    'scope.dueFromDate': query.dueFrom, 'scope.dueToDate': query.dueTo, 'scope.issueFromDate': query.issueFrom,
    'scope.issueToDate': query.issueTo, 'scope.completeFromDate': query.completeFrom, 'scope.completeToDate': query.completeTo,
    'scope.asOfDate': query.asOf,
  };
}

// What the head asks for first, out of everything that is in force.
export const inForce = (counts: ProgressCountsJson): number =>
  (counts.total ?? 0) - (counts.notYetIssued ?? 0) - (counts.endedWithoutResult ?? 0);

// How strong a cell of the heat map is: 0 for nothing, then 1 to 4 by the share of the strongest.
export function strengthOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.min(4, Math.max(1, Math.ceil(4 * count / most)));
}
