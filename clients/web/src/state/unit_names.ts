// Names of units and of sets of units, for pages that show many of them.

import type {ListUnitSetsResponseJson, ListUnitsResponseJson} from 'phoihop/v1/organisation_service_pb';
import {signal} from '@preact/signals';
import {useEffect} from 'preact/hooks';

import {get, idOf, pages} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {readUnits} from './directory.ts';

const PAGE_SIZE = 500;

type Names = ReadonlyMap<string, string>;

// By resource name; of one province at a time. Names of the past are read where they are shown.
const living = signal<{province: string; names: Names}>({province: '', names: new Map()});
const past = signal<{province: string; names: Names}>({province: '', names: new Map()});
const reading = new Set<string>();

async function readLiving(province: string): Promise<void> {
  const [units, sets] = await Promise.all([readUnits(province), get<ListUnitSetsResponseJson>(`/v1/${province}/unitSets`)]);
  const names = new Map(units.map(({name, displayName}) => [name, displayName]));
  for (const {unitSet} of sets.entries ?? []) names.set(unitSet?.name ?? '', unitSet?.displayName ?? '');
  living.value = {province, names};
}

// Units that have ended bear their last name.
async function readPast(province: string): Promise<void> {
  const names = new Map<string, string>();
  for await (const page of pages<ListUnitsResponseJson>(`/v1/${province}/units`, {filter: 'alive = false', pageSize: PAGE_SIZE})) {
    for (const {name = '', versions = []} of page.units ?? []) names.set(name, versions[versions.length - 1]?.displayName ?? '');
  }
  past.value = {province, names};
}

function once(key: string, read: () => Promise<void>): void {
  if (reading.has(key)) return;
  reading.add(key);
  // Ids stay in the place of names when they cannot be read; the page itself says what is wrong with the line.
  read().catch(() => {}).finally(() => reading.delete(key));
}

// The name of a unit or a set; the id until the names are there. `withPast`: of units that have ended as well.
export function useUnitNames(withPast = false): (name: string | undefined) => string {
  const province = session.value?.province ?? '';
  useEffect(() => {
    if (province && living.value.province !== province) once(`living|${province}`, () => readLiving(province));
    if (province && withPast && past.value.province !== province) once(`past|${province}`, () => readPast(province));
  }, [province, withPast]);
  const [now, before] = [living.value.names, past.value.names];
  return (name) => now.get(name ?? '') || before.get(name ?? '') || idOf(name);
}
