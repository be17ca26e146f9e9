// Who works with this page. In local mode the server believes what the header says; with a provider the token proves it.

import {computed, signal} from '@preact/signals';

import {type ApiError, get, idOf, setCredentials} from '../api/http.ts';
import {forget} from '../offline/store.ts';
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
}

export interface SignInConfig {
  localMode?: boolean;
  issuer?: string;
  clientId?: string;
  scopes?: string[];
}

const SETTING = 'session';

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

// What is kept on the device is kept apart for each of these.
export const sessionKey = computed(() => {
  const {province = '', unit = '', person = ''} = session.value ?? {};
  return [province, idOf(unit), idOf(person)].join('|');
});

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
  if (token) {
    const bearer = {Authorization: `Bearer ${token}`};
    return current?.namesUnit ? {...bearer, 'X-Phoihop-Act-As': idOf(current.unit)} : bearer;
  }
  if (!current || current.withProvider) return {};
  return {'X-Phoihop-Act-As': actAs(current.unit, current.person)};
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
  const key = sessionKey.value;
  remember(SETTING, null);
  const source = tokens;
  // From here on nothing more is kept …
  session.value = null;
  // … and what was is removed.
  await Promise.all(['work', 'tasks'].map((what) => forget(`${what}|${key}`)));
  await source?.signOut();
}

// Asked by nobody: to say who acts may need its answer.
export const readConfig = (): Promise<SignInConfig> => get('/v1/identity/config', {}, undefined, null);

export async function readProvinces(): Promise<string[]> {
  const {provinces = []} = await get<{provinces?: string[]}>('/status.json', {}, undefined, null);
  return provinces.map((province) => province.startsWith('provinces/') ? province : `provinces/${province}`);
}
