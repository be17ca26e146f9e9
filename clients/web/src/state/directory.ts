// Units and people: names to show, and lists to choose from.

import type {MembershipJson} from 'phoihop/v1/organisation_pb';
import type {ListMembershipsResponseJson, ListUnitsResponseJson} from 'phoihop/v1/organisation_service_pb';
import {type Signal, signal} from '@preact/signals';

import {get, idOf, pages} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {fold} from '../model/fold.ts';
import {keep, kept} from '../offline/store.ts';

export interface UnitChoice {
  name: string;
  displayName: string;
  // What it is found by: all its names, without diacritics.
  folded: string;
}

const PAGE_SIZE = 500;

// Living units of a province, in the order of their names.
export async function readUnits(province: string): Promise<UnitChoice[]> {
  const key = `units|${province}`;
  try {
    const units: UnitChoice[] = [];
    for await (const page of pages<ListUnitsResponseJson>(`/v1/${province}/units`, {pageSize: PAGE_SIZE})) {
      for (const {name = '', current} of page.units ?? []) {
        const displayName = current?.displayName ?? idOf(name);
        units.push({name, displayName, folded: fold([displayName, ...current?.shortNames ?? [], idOf(name)].join(' '))});
      }
    }
    const collator = new Intl.Collator('vi', {numeric: true});
    units.sort((a, b) => collator.compare(a.displayName, b.displayName));
    void keep(key, units);
    return units;
  } catch (error) {
    const before = await kept<UnitChoice[]>(key);
    if (before) return before;
    throw error;
  }
}

// People of a unit today.
export async function readPeople(unit: string): Promise<MembershipJson[]> {
  const {memberships = []} = await get<ListMembershipsResponseJson>(`/v1/${unit}/memberships`);
  for (const {person = '', displayName = ''} of memberships) personSignal(person).value = displayName;
  return memberships;
}

const people = new Map<string, Signal<string>>();
const asked = new Set<string>();

function personSignal(name: string): Signal<string> {
  let found = people.get(name);
  if (!found) people.set(name, (found = signal('')));
  return found;
}

// The name of a person as people of the unit write it; the id until it is known, and of those who have left.
export function personName(name: string | undefined, unit: string | undefined): string {
  if (!name) return '';
  if (name === session.value?.person) return session.value.personDisplayName || idOf(name);
  const found = personSignal(name);
  if (!found.value && unit && !asked.has(unit)) {
    asked.add(unit);
    readPeople(unit).catch(() => asked.delete(unit));
  }
  return found.value || idOf(name);
}
