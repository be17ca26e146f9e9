// What time it is by the server's clock: that of an old phone may be wrong, and deadlines are the server's.

import {signal} from '@preact/signals';

const MINUTE_MS = 60_000;

let skew = 0;

// Milliseconds since 1970; changes once a minute, and renders again what is said in words.
export const minute = signal(now());

export function now(): number {
  return Date.now() + skew;
}

// The server said what time it is.
export function setServerTime(time: number): void {
  const changed = time - Date.now();
  const far = Math.abs(changed - skew) > MINUTE_MS;
  skew = changed;
  if (far) minute.value = now();
}

export function startClock(): void {
  setInterval(() => (minute.value = now()), MINUTE_MS);
}
