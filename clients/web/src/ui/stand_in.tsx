// In whose place somebody works, above every page, so that nobody forgets it; and on the list of work, whom one may stand in for.

import type {JSX} from 'preact';
import {useEffect} from 'preact/hooks';

import {ApiError} from '../api/http.ts';
import {session, type StandIn as Acting} from '../auth/session.ts';
import {addDays, dateForPeople, dayOf} from '../model/dates.ts';
import {problem} from '../state/my_work.ts';
import {route} from '../state/route.ts';
import {minute} from '../state/server_clock.ts';
import {choices, leave, readChoices, standInFor} from '../state/stand_ins.ts';
import {standInWords} from '../words/stand_in.ts';

// The day that people say for the first day on which it no longer holds.
export const lastDay = (validTo: string): string => dateForPeople(addDays(validTo, -1));

function ActingBar({acting, unit}: {acting: Acting; unit: string}): JSX.Element {
  const t = standInWords();
  const over = dayOf(minute.value) >= acting.validTo;
  useEffect(() => {
    if (over) void leave(true);
  }, [over]);
  return (
    <aside class="stand-in acting" aria-label={t.title}>
      <p>
        <strong>{t.acting(acting.personDisplayName, unit)}</strong> {t.until(lastDay(acting.validTo))}
        {acting.viewOnly && ` · ${t.onlyViews}`}
      </p>
      <button type="button" onClick={() => void leave()}>{t.stop}</button>
    </aside>
  );
}

export function StandInChoices(): JSX.Element {
  const t = standInWords();
  return (
    <ul class="plain">
      {choices.value.map((choice) => (
        <li key={`${choice.unit}${choice.person}`} class="stand-in-choice">
          <p>{t.mayStandIn(choice.personDisplayName, lastDay(choice.validTo))}{choice.viewOnly && ` (${t.onlyViews})`}</p>
          <button type="button" onClick={() => standInFor(choice)}>{t.standInFor(choice.personDisplayName)}</button>
        </li>
      ))}
    </ul>
  );
}

export function StandIn(): JSX.Element | null {
  const t = standInWords();
  const current = session.value;
  // Who is refused everything may have been standing in by what has ended.
  const refused = problem.value instanceof ApiError && problem.value.reason === 'PERMISSION_DENIED';
  useEffect(() => {
    choices.value = [];
  }, [current?.province, current?.person]);
  useEffect(() => {
    // Nobody is told of it: what one may do oneself stays as it is.
    readChoices().catch(() => {});
  }, [current?.province, current?.person, current?.unit, refused]);
  if (!current) return null;
  if (current.standsInFor) return <ActingBar acting={current.standsInFor} unit={current.unitDisplayName} />;
  if (route.value.page !== 'my-work' || !choices.value.length) return null;
  return <aside class="stand-in no-print" aria-label={t.title}><StandInChoices /></aside>;
}
