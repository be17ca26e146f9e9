// Who stands in for whom: of the caller, and of a unit.

import type {SubstitutionJson} from 'phoihop/v1/access_pb';
import type {DescribeCallerResponseJson} from 'phoihop/v1/access_service_pb';
import type {MembershipJson, UnitJson} from 'phoihop/v1/organisation_pb';
import type {ListSubstitutionsResponseJson} from 'phoihop/v1/substitution_service_pb';
import {signal} from '@preact/signals';

import {get, idOf, pages} from '../api/http.ts';
import {beginStandIn, endStandIn, ownHeaders, ownSession, session} from '../auth/session.ts';
import {queue} from '../offline/queue.ts';
import {standInWords} from '../words/stand_in.ts';
import {readPeople} from './directory.ts';
import {tell, tellLasting} from './toasts.ts';

// Somebody whom the caller may stand in for today.
export interface StandInChoice {
  unit: string;
  unitDisplayName: string;
  person: string;
  personDisplayName: string;
  // The first day on which it no longer holds.
  validTo: string;
  viewOnly: boolean;
}

// In a province there are some levels above a unit, not more.
const MOST_LEVELS = 4;

export const choices = signal<readonly StandInChoice[]>([]);

const readUnit = (name: string): Promise<UnitJson> => get<UnitJson>(`/v1/${name}`);

const unitOf = ({name = ''}: SubstitutionJson): string => name.split('/substitutions/')[0] ?? '';

// A substitution of a post is one for each of its holders.
async function choicesOf(substitution: SubstitutionJson): Promise<StandInChoice[]> {
  const {person, post, validTo = '', rights} = substitution;
  const unit = unitOf(substitution);
  const [{current}, people] = await Promise.all([readUnit(unit), readPeople(unit)]);
  const absent = person ? [person] : people.filter((one) => one.post === post).map((one) => one.person ?? '');
  return absent.map((one) => ({
    unit, unitDisplayName: current?.displayName ?? idOf(unit), person: one, validTo, viewOnly: rights !== 'RIGHTS_ACT',
    personDisplayName: people.find((member) => member.person === one)?.displayName ?? idOf(one),
  }));
}

// Reads them, as the caller's own; whoever stands in by one that has ended does so no longer.
export async function readChoices(): Promise<void> {
  const before = session.value;
  if (!before?.person) return;
  const {substitutions = []} = await get<DescribeCallerResponseJson>(
    `/v1/${before.province}/access:describeCaller`, {}, undefined, ownHeaders());
  if (session.value !== before) return;
  const acting = before.standsInFor;
  if (acting && !substitutions.some((one) => unitOf(one) === before.unit && (one.post || one.person === acting.person))) return leave(true);
  const found = (await Promise.all(substitutions.map(choicesOf))).flat();
  if (session.value !== before) return;
  // Several that say the same are one choice.
  choices.value = found.filter(({unit, person}, i) => found.findIndex((one) => one.unit === unit && one.person === person) === i);
}

export function standInFor({unit, unitDisplayName, person, personDisplayName, validTo, viewOnly}: StandInChoice): void {
  if (!session.value) return;
  const own = ownSession(session.value);
  beginStandIn(unit, unitDisplayName, {
    person, personDisplayName, validTo, viewOnly, ownUnit: own.unit, ownUnitDisplayName: own.unitDisplayName,
  });
}

// `over`: not by choice, the time has come.
export async function leave(over = false): Promise<void> {
  const name = session.value?.standsInFor?.personDisplayName ?? '';
  const waiting = queue.value.length;
  await endStandIn();
  if (over) tellLasting(standInWords().over(name));
  if (waiting) tell(standInWords().queueStays(waiting));
}

// Of a unit: those that hold today or later, in the order of their first day.
export async function readSubstitutions(unit: string, signal: AbortSignal): Promise<SubstitutionJson[]> {
  const all: SubstitutionJson[] = [];
  for await (const page of pages<ListSubstitutionsResponseJson>(`/v1/${unit}/substitutions`, {}, signal)) all.push(...page.substitutions ?? []);
  return all;
}

export interface People {
  unit: string;
  unitDisplayName: string;
  people: readonly MembershipJson[];
}

// Who may stand in for people of a unit: its own, and those of the units above it.
export async function readCandidates(unit: string): Promise<People[]> {
  const found: People[] = [];
  for (let next = unit; next && found.length < MOST_LEVELS && !found.some((one) => one.unit === next);) {
    const [{current, relations = []}, people] = await Promise.all([readUnit(next), readPeople(next)]);
    found.push({unit: next, unitDisplayName: current?.displayName ?? idOf(next), people});
    next = relations.find(({type, validTo}) => type === 'RELATION_TYPE_ADMINISTRATIVE_PARENT' && !validTo)?.toUnit ?? '';
  }
  return found;
}
