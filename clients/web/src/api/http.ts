// Calls of the HTTP API (services/gateway): JSON in, JSON out, errors as google.rpc.Status.

import type {ErrorReasonName} from '../words/vi_errors.ts';

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface Violation {
  field: string;
  description: string;
}

// The server refused, for a reason of error_reason.proto.
export class ApiError extends Error {
  constructor(
    readonly httpCode: number,
    readonly reason: ErrorReasonName | '',
    message: string,
    readonly violations: readonly Violation[],
    readonly metadata: Readonly<Record<string, string>>,
  ) {
    super(message);
  }

  // Sending the same again may help: the outcome is unknown, or the server was busy.
  get mayPass(): boolean {
    return this.httpCode === 429 || this.httpCode >= 502;
  }
}

// Nobody answered: no network, or the line broke.
export class NetworkError extends Error {}

export const isNetworkError = (error: unknown): error is NetworkError => error instanceof NetworkError;

// Longer than the server takes for the slowest call; a line that is silent for so long is dead.
const CALL_LIMIT_MS = 70_000;
const READ_ATTEMPTS = 3;
const RETRY_DELAY_MS = 1_500;

type Credentials = () => Promise<Record<string, string>>;
let credentials: Credentials = async () => ({});
let refused: (error: ApiError) => void = () => {};

// Who acts, as headers; and what to do when the server does not believe it any more.
export function setCredentials(headers: Credentials, onRefused: (error: ApiError) => void): void {
  credentials = headers;
  refused = onRefused;
}

export const authorisation = (): Promise<Record<string, string>> => credentials();

export function urlOf(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

// The last part of a resource name.
export const idOf = (name: string | undefined): string => (name ?? '').split('/').pop() ?? '';

interface StatusDocument {
  message?: string;
  details?: {reason?: string; metadata?: Record<string, string>; fieldViolations?: Partial<Violation>[]}[];
}

export function toApiError(httpCode: number, document: StatusDocument): ApiError {
  const details = document.details ?? [];
  const info = details.find((detail) => detail.reason !== undefined);
  const violations = details.flatMap((detail) => detail.fieldViolations ?? [])
    .map(({field = '', description = ''}) => ({field, description}));
  return new ApiError(
    httpCode, (info?.reason ?? '') as ErrorReasonName | '', document.message ?? `HTTP ${httpCode}`, violations,
    info?.metadata ?? {});
}

// `more` are headers beside those that say who acts, or in their place: undefined takes one away. Null: nobody acts.
type MoreHeaders = Record<string, string | undefined> | null;

async function headersWith(more: MoreHeaders): Promise<Record<string, string>> {
  const all = more ? {...await credentials(), ...more} : {};
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function send(
  method: string, url: string, body: unknown, signal?: AbortSignal, more: MoreHeaders = {}): Promise<unknown> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), CALL_LIMIT_MS);
  const abort = () => timeout.abort();
  signal?.addEventListener('abort', abort);
  try {
    const headers = await headersWith(more);
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await fetch(url, {
      method, headers, body: body === undefined ? null : JSON.stringify(body), signal: timeout.signal,
      cache: 'no-store', credentials: 'omit',
    });
    const text = await response.text();
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      // Something between here and the server answered in its place.
      if (response.ok) throw new NetworkError('not an answer of the server');
      document = {};
    }
    if (response.ok) return document;
    const error = toApiError(response.status, document as StatusDocument);
    if (error.httpCode === 401) refused(error);
    throw error;
  } catch (error) {
    if (signal?.aborted || error instanceof ApiError || error instanceof NetworkError) throw error;
    throw new NetworkError(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// A read may be repeated, and is when the server says that it may help.
export async function get<T>(
  path: string, query: Query = {}, signal?: AbortSignal, headers: MoreHeaders = {}): Promise<T> {
  for (let attempt = 1; ; ++attempt) {
    try {
      return await send('GET', urlOf(path, query), undefined, signal, headers) as T;
    } catch (error) {
      if (!(error instanceof ApiError) || !error.mayPass || attempt >= READ_ATTEMPTS) throw error;
      await pause(RETRY_DELAY_MS * attempt);
    }
  }
}

export async function post<T>(path: string, body: object, signal?: AbortSignal): Promise<T> {
  return await send('POST', path, body, signal) as T;
}

// Changes what is named: the body is the resource, the query says which of its fields.
export async function patch<T>(path: string, query: Query, body: object): Promise<T> {
  return await send('PATCH', urlOf(path, query), body) as T;
}

// All pages of a list.
export async function* pages<T extends {nextPageToken?: string}>(
  path: string, query: Query, signal?: AbortSignal): AsyncGenerator<T> {
  let pageToken = '';
  do {
    const page: T = await get<T>(path, {...query, pageToken}, signal);
    yield page;
    pageToken = page.nextPageToken ?? '';
  } while (pageToken);
}

// What makes a mutation happen once, however often it is sent. 128 random bits.
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
