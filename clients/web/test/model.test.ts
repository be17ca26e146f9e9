import assert from 'node:assert/strict';
import {test} from 'node:test';

import {addDays, dateForPeople, dayOf, daysBetween, parseDate, timeForPeople, weekdayOf} from '../src/model/dates.ts';
import {dueDay, dueOf, groupOf} from '../src/model/due.ts';
import {fold, matches} from '../src/model/fold.ts';
import {countWorkingDays, workingDaysOf} from '../src/model/working_days.ts';

// 2026: Monday 31/08 is off in lieu, Saturday 22/08 is worked for it, 01 and 02/09 are holidays.
const calendar = workingDaysOf({
  workingWeekdays: [1, 2, 3, 4, 5],
  decidedTo: '2026-12-31',
  days: [
    {date: '2026-08-22', kind: 'KIND_MAKE_UP_WORKING_DAY', status: 'STATUS_OFFICIAL'},
    {date: '2026-08-31', kind: 'KIND_DAY_OFF_IN_LIEU', status: 'STATUS_OFFICIAL'},
    {date: '2026-09-01', kind: 'KIND_HOLIDAY', status: 'STATUS_OFFICIAL'},
    {date: '2026-09-02', kind: 'KIND_HOLIDAY', status: 'STATUS_OFFICIAL'},
    {date: '2026-09-03', kind: 'KIND_HOLIDAY', status: 'STATUS_UNCONFIRMED'},
  ],
});
// A quarter past nine in Vietnam.
const morning = (date: string) => Date.parse(`${date}T02:15:00Z`);
const endOf = (date: string) => `${date}T17:00:00Z`;

test('what is searched for needs no diacritics, in either normal form', () => {
  assert.equal(fold('Đồng Nai'), 'dong nai');
  assert.equal(fold('Đồng Nai'.normalize('NFD')), 'dong nai');
  assert.ok(matches(fold('UBND Phường Lộc Ninh'), 'loc ninh'));
  assert.ok(matches(fold('UBND Phường Lộc Ninh'), 'LỘC'));
  assert.ok(matches(fold('UBND Phường Lộc Ninh'), 'ninh phuong'), 'words in any order');
  assert.ok(!matches(fold('UBND Phường Lộc Ninh'), 'loc tan'));
  assert.ok(matches('anything', '  '), 'an empty query finds everything');
});

test('days are those of Vietnam', () => {
  assert.equal(dayOf('2026-11-28T16:59:59Z'), '2026-11-28');
  assert.equal(dayOf('2026-11-28T17:00:00Z'), '2026-11-29');
  assert.equal(timeForPeople('2026-11-28T17:05:00Z'), '29/11/2026 00:05');
  assert.equal(dateForPeople('2026-09-01'), '01/09/2026');
  assert.equal(dateForPeople(undefined), '');
  assert.equal(weekdayOf('2026-11-29'), 7);
  assert.equal(weekdayOf('2026-11-30'), 1);
  assert.equal(weekdayOf('1969-12-31'), 3);
  assert.equal(addDays('2028-02-28', 1), '2028-02-29');
  assert.equal(daysBetween('2026-12-31', '2026-01-01'), -364);
});

test('dates as people type them', () => {
  assert.equal(parseDate('1/9/2026'), '2026-09-01');
  assert.equal(parseDate(' 01-09-2026 '), '2026-09-01');
  assert.equal(parseDate('2026-09-01'), '2026-09-01');
  for (const wrong of ['31/4/2026', '29/2/2026', '0/1/2026', '1/13/2026', '1/9/26', 'mai', '']) {
    assert.equal(parseDate(wrong), undefined, wrong);
  }
});

test('working days: weekends, holidays, days in lieu, days worked for others, and nothing beyond the decided ones', () => {
  assert.equal(countWorkingDays(calendar, '2026-08-28', '2026-09-03'), 1, 'only 03/09, which is not confirmed as off');
  assert.equal(countWorkingDays(calendar, '2026-08-21', '2026-08-24'), 2, 'Saturday 22/08 is worked');
  assert.equal(countWorkingDays(calendar, '2026-11-27', '2026-11-29'), 0);
  assert.equal(countWorkingDays(calendar, '2026-12-30', '2027-01-02'), undefined);
});

test('a deadline of day D is D 24:00', () => {
  assert.equal(dueDay(endOf('2026-11-27')), '2026-11-27');
  assert.deepEqual(dueOf(endOf('2026-11-27'), morning('2026-11-27'), calendar), {kind: 'today'});
  assert.deepEqual(dueOf(endOf('2026-11-27'), Date.parse(endOf('2026-11-27')) - 1, calendar), {kind: 'today'});
  assert.deepEqual(dueOf(endOf('2026-11-27'), Date.parse(endOf('2026-11-27')), calendar), {kind: 'overdue', days: 1});
});

test('how long there is', () => {
  assert.deepEqual(dueOf(undefined, morning('2026-11-27'), calendar), {kind: 'none'});
  assert.deepEqual(dueOf(endOf('2026-12-02'), morning('2026-11-27'), calendar), {kind: 'working-days', count: 3});
  // Friday; due on Sunday: no working day is left, but the days are.
  assert.deepEqual(dueOf(endOf('2026-11-29'), morning('2026-11-27'), calendar), {kind: 'days', count: 2});
  assert.deepEqual(dueOf(endOf('2027-02-01'), morning('2026-11-27'), calendar), {kind: 'days', count: 66});
  assert.deepEqual(dueOf(endOf('2026-12-02'), morning('2026-11-27'), undefined), {kind: 'days', count: 5});
  assert.deepEqual(dueOf(endOf('2026-11-25'), morning('2026-11-27'), calendar), {kind: 'overdue', days: 2});
  // A period of hours ends within a day.
  assert.deepEqual(dueOf('2026-11-27T06:30:00Z', morning('2026-11-27'), calendar), {kind: 'today', hours: 4});
  assert.deepEqual(dueOf('2026-11-27T02:00:00Z', morning('2026-11-27'), calendar), {kind: 'overdue', days: 0});
});

test('groups of the list', () => {
  const now = morning('2026-11-25');  // a Wednesday
  assert.equal(groupOf(endOf('2026-11-24'), now), 'overdue');
  assert.equal(groupOf(endOf('2026-11-25'), now), 'today');
  assert.equal(groupOf(endOf('2026-11-26'), now), 'week');
  assert.equal(groupOf(endOf('2026-11-29'), now), 'week');
  assert.equal(groupOf(endOf('2026-11-30'), now), 'later');
  assert.equal(groupOf(undefined, now), 'later');
});
