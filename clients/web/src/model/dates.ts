// Civil dates of Vietnam. The API writes them `YYYY-MM-DD`, people `dd/mm/yyyy`; the order of the former as text is their
// order in time.

// Vietnam has one zone and no summer time.
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

export type CivilDate = string;

// The day of an instant (RFC 3339, or milliseconds since 1970).
export function dayOf(instant: string | number): CivilDate {
  const time = typeof instant === 'number' ? instant : Date.parse(instant);
  return new Date(time + OFFSET_MS).toISOString().slice(0, 10);
}

// 14:05 of an instant.
export function timeOfDay(instant: string | number): string {
  const time = typeof instant === 'number' ? instant : Date.parse(instant);
  return new Date(time + OFFSET_MS).toISOString().slice(11, 16);
}

const numberOf = (date: CivilDate) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date((numberOf(date) + days) * DAY_MS).toISOString().slice(0, 10);
}

// D 24:00, in milliseconds since 1970.
export function endOfDay(date: CivilDate): number {
  return (numberOf(date) + 1) * DAY_MS - OFFSET_MS;
}

// How many days `to` is after `from`; negative when it is before.
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return numberOf(to) - numberOf(from);
}

// 1 is Monday, 7 Sunday.
export function weekdayOf(date: CivilDate): number {
  return ((numberOf(date) + 3) % 7 + 7) % 7 + 1;
}

export function dateForPeople(date: CivilDate | undefined): string {
  return (date ?? '').split('-').reverse().join('/');
}

// 12/2026 of `2026-12`.
export const monthForPeople = (month: string | undefined): string => (month ?? '').split('-').reverse().join('/');

export function timeForPeople(instant: string | undefined): string {
  return instant ? `${dateForPeople(dayOf(instant))} ${timeOfDay(instant)}` : '';
}

// What people type (`1/9/2026`, `01-09-2026`, `01.09.2026`, or as the API has it); nothing when it is no day.
export function parseDate(text: string): CivilDate | undefined {
  const people = /^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\s*$/.exec(text);
  const api = /^\s*(\d{4})-(\d{2})-(\d{2})\s*$/.exec(text);
  const [year, month, day] = people ? [people[3], people[2], people[1]] : api ? [api[1], api[2], api[3]] : [];
  if (!year || !month || !day) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  // The 31st of a month that has 30 days rolls over.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date ? undefined : date;
}
