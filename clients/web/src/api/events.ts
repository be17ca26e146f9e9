// The feed of a province as it happens: Server-Sent Events, resumed where the line broke. EventSource cannot send headers,
// so the stream is read with fetch.

import type {EventJson} from 'phoihop/v1/event_pb';
import type {WatchEventsResponseJson} from 'phoihop/v1/event_service_pb';
import {createParser} from 'eventsource-parser';

import {authorisation, toApiError} from './http.ts';

// The server sends a checkpoint every 30 seconds: a line that is silent for longer is dead.
const SILENCE_LIMIT_MS = 75_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

export interface Watcher {
  onEvent(event: EventJson, text: string): void;
  // The server's clock, in milliseconds since 1970.
  onTime(time: number): void;
  onState(state: 'live' | 'connecting'): void;
  // Events were missed, or may have been: what is shown has to be read again.
  onGap(): void;
}

async function readStream(parent: string, watcher: Watcher, last: {id: string}, signal: AbortSignal): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
  const abort = () => silence.abort();
  signal.addEventListener('abort', abort);
  try {
    const headers = await authorisation();
    if (last.id) headers['Last-Event-ID'] = last.id;
    const response = await fetch(`/v1/${parent}/events:watch`, {
      headers, signal: silence.signal, cache: 'no-store', credentials: 'omit',
    });
    if (!response.ok || !response.body) throw toApiError(response.status, await response.json());
    let failed: unknown;
    const parser = createParser({
      onEvent({id, event, data}) {
        if (event === 'error') {
          failed = toApiError(0, JSON.parse(data));
          return;
        }
        const message = JSON.parse(data) as WatchEventsResponseJson;
        if (id) last.id = id;
        if (message.checkpoint?.time) watcher.onTime(Date.parse(message.checkpoint.time));
        if (message.event) watcher.onEvent(message.event, data);
      },
    });
    watcher.onState('live');
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const {value, done} = await reader.read();
      if (done || failed) break;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
      parser.feed(decoder.decode(value, {stream: true}));
    }
    if (failed) throw failed;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

const pause = (milliseconds: number, signal: AbortSignal) => new Promise<void>((resolve) => {
  const end = () => {
    clearTimeout(timer);
    window.removeEventListener('online', end);
    signal.removeEventListener('abort', end);
    resolve();
  };
  const timer = setTimeout(end, milliseconds);
  window.addEventListener('online', end);
  signal.addEventListener('abort', end);
});

// Until `signal` says stop.
export async function watchEvents(parent: string, watcher: Watcher, signal: AbortSignal): Promise<void> {
  const last = {id: ''};
  let delay = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const began = Date.now();
    const resumes = last.id !== '';
    try {
      await readStream(parent, watcher, last, signal);
    } catch {
      if (signal.aborted) return;
    }
    // Where to resume is not known, or the server does not have it any more: begin with now, and read everything again.
    if (!last.id || (resumes && Date.now() - began < FIRST_RETRY_MS)) {
      last.id = '';
      watcher.onGap();
    }
    watcher.onState('connecting');
    delay = Date.now() - began > LAST_RETRY_MS ? FIRST_RETRY_MS : Math.min(2 * delay, LAST_RETRY_MS);
    await pause(delay * (0.5 + Math.random() / 2), signal);
  }
}
