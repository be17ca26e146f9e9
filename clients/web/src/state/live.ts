// Pages that follow the feed by themselves: what events concern is read again soon, many at once as one. Nothing is read while nobody
// looks, and nothing moves under a form that somebody fills in.

import {effect, signal} from '@preact/signals';
import {useEffect, useRef, useState} from 'preact/hooks';

import type {Concern} from '../model/concerns.ts';
import {Batch, type Pace} from '../model/pace.ts';
import {onEvent, onGap} from './my_work.ts';

// Of one thing, by one or two requests.
export const SOON: Pace = {quiet: 500, longest: 3_000, rest: 1_000};
// Of a page of figures, which the server has to count.
export const CALMLY: Pace = {quiet: 1_500, longest: 10_000, rest: 10_000};

// How many dialogs are open.
export const dialogs = signal(0);

const hidden = signal(document.hidden);
document.addEventListener('visibilitychange', () => (hidden.value = document.hidden));

// Counts up when what the page shows is to be read again: for useResource.
export function useRound(concern: Concern, pace: Pace = SOON): number {
  const [round, setRound] = useState(0);
  const current = useRef(concern);
  current.current = concern;
  useEffect(() => {
    const batch = new Batch(() => setRound((before) => before + 1), pace);
    const ends = [
      onEvent((event) => {
        if (current.current(event)) batch.ask();
      }),
      onGap(() => batch.ask()),
      effect(() => batch.hold(hidden.value || dialogs.value > 0)),
      () => batch.stop(),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return round;
}
