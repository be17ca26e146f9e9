// Names of units and of sets of units, for pages that show many of them.

import type {ListUnitSetsResponseJson} from 'phoihop/v1/organisation_service_pb';
import {signal} from '@preact/signals';
import {useEffect} from 'preact/hooks';

import {get, idOf} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {readUnits} from './directory.ts';

// By resource name; of one province at a time.
const known = signal<{province: string; names: ReadonlyMap<string, string>}>({province: '', names: new Map()});
let reading = '';

async function read(province: string): Promise<void> {
  const [units, sets] = await Promise.all([readUnits(province), get<ListUnitSetsResponseJson>(`/v1/${province}/unitSets`)]);
  const names = new Map(units.map(({name, displayName}) => [name, displayName]));
  for (const {unitSet} of sets.entries ?? []) names.set(unitSet?.name ?? '', unitSet?.displayName ?? '');
  known.value = {province, names};
}

// The name of a living unit or a set; the id until the names are there, and of units of the past.
export function useUnitNames(): (name: string | undefined) => string {
  const province = session.value?.province ?? '';
  useEffect(() => {
    if (!province || known.value.province === province || reading === province) return;
    reading = province;
    // Ids stay in the place of names when they cannot be read; the page itself says what is wrong with the line.
    read(province).catch(() => {}).finally(() => (reading = ''));
  }, [province]);
  const {names} = known.value;
  return (name) => names.get(name ?? '') || idOf(name);
}
