// Figures for those who lead.

import type {
  ListResultsResponseJson, ListTrendResponseJson, ListUpcomingEscalationsResponseJson, ListWeeklyLoadResponseJson, SummariseResultsRequest_GroupByJson,
  SummariseResultsResponseJson, SummariseWorkloadResponseJson,
} from 'phoihop/v1/report_service_pb';
import type {ListUnitsResponseJson} from 'phoihop/v1/organisation_service_pb';

import {get, pages} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {type ResultQuery, scopeOf} from '../model/results.ts';

const PAGE_SIZE = 500;
// The rest is one address away.
const MOST_ESCALATIONS = 20;
// Today and the six days after it.
const WEEK_DAYS = 7;

const province = () => session.value?.province ?? '';
const scope = (query: ResultQuery) => scopeOf(query, province());
const unitName = ({unit}: ResultQuery) => unit && `${province()}/units/${unit}`;

export const summariseResults = (
  query: ResultQuery, groupBy: SummariseResultsRequest_GroupByJson, signal: AbortSignal): Promise<SummariseResultsResponseJson> =>
  get(`/v1/${province()}/results:summarise`, {...scope(query), groupBy}, signal);

export const readWeeks = (query: ResultQuery, signal: AbortSignal): Promise<ListWeeklyLoadResponseJson> =>
  get(`/v1/${province()}/results:weekly`, scope(query), signal);

export const readTrend = (query: ResultQuery, signal: AbortSignal): Promise<ListTrendResponseJson> =>
  get(`/v1/${province()}/results:trend`, scope({...query, asOf: undefined}), signal);

export const readWorkload = (query: ResultQuery, byPerson: boolean, signal: AbortSignal): Promise<SummariseWorkloadResponseJson> =>
  get(`/v1/${province()}/workload:summarise`, {unit: unitName(query), byPerson: byPerson || undefined}, signal);

export const readUpcoming = (query: ResultQuery, signal: AbortSignal): Promise<ListUpcomingEscalationsResponseJson> =>
  get(`/v1/${province()}/escalations:upcoming`, {unit: unitName(query), days: WEEK_DAYS, pageSize: MOST_ESCALATIONS}, signal);

// The tasks behind a figure, page by page.
export const resultPages = (query: ResultQuery, signal: AbortSignal): AsyncGenerator<ListResultsResponseJson> =>
  pages<ListResultsResponseJson>(`/v1/${province()}/results`, {...scope(query), pageSize: PAGE_SIZE}, signal);

export interface Commune {
  unit: string;
  name: string;
  // Code of the former district.
  district: string;
}

export async function readCommunes(signal: AbortSignal): Promise<Commune[]> {
  const communes: Commune[] = [];
  const filter = 'alive = true AND (kind = COMMUNE OR kind = WARD OR kind = SPECIAL_ZONE)';
  for await (const page of pages<ListUnitsResponseJson>(`/v1/${province()}/units`, {filter, pageSize: PAGE_SIZE}, signal)) {
    for (const {name = '', current, attributes = {}} of page.units ?? []) {
      communes.push({unit: name, name: current?.displayName ?? '', district: attributes['former-district'] ?? ''});
    }
  }
  return communes;
}
