// What somebody filled into the form that records a substitute: checked, and as the API has it.

import type {SubstitutionJson} from 'phoihop/v1/access_pb';

import {addDays, type CivilDate, daysBetween, parseDate} from './dates.ts';

// Substitution.valid_to: at most so many days after valid_from.
const MOST_DAYS = 366;

export interface Typed {
  // Resource names.
  absent: string;
  substitute: string;
  // As people write days; the last one is the last on which it holds.
  from: string;
  to: string;
  rights: 'RIGHTS_ACT' | 'RIGHTS_VIEW';
  reason: string;
  basis: string;
}

export type Mistake = 'missing' | 'not-a-date' | 'wrong-order' | 'too-long' | 'over';
export type Mistakes = Partial<Record<'absent' | 'substitute' | 'from' | 'to', Mistake>>;

function mistakeOfSpan(from: CivilDate, to: CivilDate, today: CivilDate): Mistake | undefined {
  if (to < from) return 'wrong-order';
  if (to < today) return 'over';
  return daysBetween(from, addDays(to, 1)) > MOST_DAYS ? 'too-long' : undefined;
}

export function checkStandIn(typed: Typed, today: CivilDate): {substitution: SubstitutionJson; mistakes: Mistakes} {
  const from = parseDate(typed.from);
  const to = parseDate(typed.to);
  const mistakes: Mistakes = {};
  if (!typed.absent) mistakes.absent = 'missing';
  if (!typed.substitute || typed.substitute === typed.absent) mistakes.substitute = 'missing';
  if (!from) mistakes.from = 'not-a-date';
  if (!to) mistakes.to = 'not-a-date';
  const span = from && to && mistakeOfSpan(from, to, today);
  if (span) mistakes.to = span;
  const reason = typed.reason.trim();
  const basis = typed.basis.trim();
  return {
    mistakes,
    substitution: {
      person: typed.absent, substitute: typed.substitute, validFrom: from, validTo: to && addDays(to, 1), rights: typed.rights,
      ...reason ? {reason} : {}, ...basis ? {basis: {text: basis}} : {},
    },
  };
}
