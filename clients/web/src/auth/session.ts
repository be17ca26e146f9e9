// Who works with this page. In local mode the server believes what the header says; with a provider the token proves it.

import {computed, signal} from '@preact/signals';

import {type ApiError, get, idOf, setCredentials} from '../api/http.ts';
import {forget} from '../offline/store.ts';
import type {CivilDate} from '../model/dates.ts';
import {recall, remember} from '../state/settings.ts';

export interface Session {
  // `provinces/dong-nai`
  province: string;
  // Resource names.
  unit: string;
  person: string;
  unitDisplayName: string;
  personDisplayName: string;
  // With a provider: the header names the unit only when the person has several.
  withProvider: boolean;
  namesUnit: boolean;
  // The person acts in the place of somebody who is away: `unit` is the one in which that is.
  standsInFor?: StandIn;
}

export interface StandIn {
  // Who is away.
  person: string;
  personDisplayName: string;
  // The first day on which it no longer holds.
  validTo: CivilDate;
  // Sees what the absent one sees, and does nothing.
  viewOnly: boolean;
  // For whom the person acts otherwise.
  ownUnit: string;
  ownUnitDisplayName: string;
}

export interface SignInConfig {
  localMode?: boolean;
  issuer?: string;
  clientId?: string;
  scopes?: string[];
}

const SETTING = 'session';
const ACT_AS = 'X-Phoihop-Act-As';
const ON_BEHALF_OF = 'X-Phoihop-On-Behalf-Of';

function stored(): Session | null {
  try {
    return JSON.parse(recall(SETTING) ?? 'null') as Session | null;
  } catch {
    return null;
  }
}

export const session = signal<Session | null>(stored());
// Why the last session ended by itself.
export const signedOut = signal(false);

// Whose page it is, as resource names; empty before anybody signed in.
export const me = (): {unit: string; person: string} => session.value ?? {unit: '', person: ''};

function keyOf(one: Session | null): string {
  const {province = '', unit = '', person = '', standsInFor} = one ?? {};
  return [province, idOf(unit), idOf(person)].join('|') + (standsInFor ? `~${idOf(standsInFor.person)}` : '');
}

// What is kept on the device is kept apart for each of these.
export const sessionKey = computed(() => keyOf(session.value));

// As it is when the person stands in for nobody.
export function ownSession(one: Session): Session {
  const {standsInFor, ...own} = one;
  return standsInFor ? {...own, unit: standsInFor.ownUnit, unitDisplayName: standsInFor.ownUnitDisplayName} : own;
}

export function actAs(unit: string, person: string): string {
  return person ? `${idOf(unit)}/${idOf(person)}` : idOf(unit);
}

// The provider's part, which is loaded only where there is one (auth/provider.ts).
export interface TokenSource {
  // Empty: there is none any more.
  token(): Promise<string>;
  signOut(): Promise<void>;
}
let tokens: TokenSource | null = null;

export function setTokenSource(source: TokenSource | null): void {
  tokens = source;
}

async function headers(): Promise<Record<string, string>> {
  const current = session.value;
  const token = tokens ? await tokens.token() : '';
  const absent = current?.standsInFor?.person;
  const onBehalf: Record<string, string> = absent ? {[ON_BEHALF_OF]: idOf(absent)} : {};
  if (token) {
    const bearer = {Authorization: `Bearer ${token}`};
    return current?.namesUnit || absent ? {...bearer, [ACT_AS]: idOf(current!.unit), ...onBehalf} : bearer;
  }
  if (!current || current.withProvider) return {};
  return {[ACT_AS]: actAs(current.unit, current.person), ...onBehalf};
}

// Beside those of every call, for what the person asks as themselves while standing in for somebody.
export function ownHeaders(): Record<string, string | undefined> {
  if (!session.value?.standsInFor) return {};
  const {unit, person, withProvider, namesUnit} = ownSession(session.value);
  const own = withProvider ? (namesUnit ? idOf(unit) : undefined) : actAs(unit, person);
  return {[ON_BEHALF_OF]: undefined, [ACT_AS]: own};
}

function onRefused(error: ApiError): void {
  if (!session.value || (error.reason !== 'TOKEN_REFUSED' && error.reason !== 'ACTOR_MISSING' && error.reason !== 'LOCAL_MODE_OFF')) return;
  session.value = null;
  signedOut.value = true;
}

export function startSession(): void {
  setCredentials(headers, onRefused);
}

export function signIn(next: Session): void {
  remember(SETTING, JSON.stringify(next));
  signedOut.value = false;
  session.value = next;
}

// What was seen is not for whoever uses the device next. What waits to be sent stays, for the one who did it.
export async function signOut(): Promise<void> {
  const keys = session.value ? [sessionKey.value, keyOf(ownSession(session.value))] : [];
  remember(SETTING, null);
  const source = tokens;
  // From here on nothing more is kept …
  session.value = null;
  // … and what was is removed.
  await Promise.all(keys.map(forgetWork));
  await source?.signOut();
}

const forgetWork = (key: string) => Promise.all(['work', 'tasks'].map((what) => forget(`${what}|${key}`)));

export function beginStandIn(unit: string, unitDisplayName: string, standsInFor: StandIn): void {
  if (session.value) signIn({...ownSession(session.value), unit, unitDisplayName, standsInFor});
}

// Back to oneself. What was seen in the other's place is not kept.
export async function endStandIn(): Promise<void> {
  const key = sessionKey.value;
  if (!session.value?.standsInFor) return;
  signIn(ownSession(session.value));
  await forgetWork(key);
}

// Asked by nobody: to say who acts may need its answer.
export const readConfig = (): Promise<SignInConfig> => get('/v1/identity/config', {}, undefined, null);

export async function readProvinces(): Promise<string[]> {
  const {provinces = []} = await get<{provinces?: string[]}>('/status.json', {}, undefined, null);
  return provinces.map((province) => province.startsWith('provinces/') ? province : `provinces/${province}`);
}
