import assert from 'node:assert/strict';
import {test} from 'node:test';

import {loadsOf} from '../src/model/unit_load.ts';
import {rowsOf} from '../src/model/work_rows.ts';
import {fold} from '../src/model/fold.ts';
import type {BasketKindJson} from 'phoihop/v1/basket_service_pb';

const now = Date.parse('2026-11-25T02:00:00Z');  // a Wednesday
const item = (title: string, kind: BasketKindJson, due: string | undefined, assignee = '', waiting = false) =>
  ({title, kind, dueTime: due && `${due}T17:00:00Z`, waiting, folded: fold(title), task: {assignee}});
const items = [
  item('Muộn', 'BASKET_KIND_ASSIGNED', '2026-11-20', 'an'),
  item('Hôm nay', 'BASKET_KIND_TO_ACCEPT', '2026-11-25'),
  item('Tuần này', 'BASKET_KIND_ASSIGNED', '2026-11-27', 'binh'),
  item('Cũng muộn', 'BASKET_KIND_ASSIGNED', '2026-11-24', 'an'),
  item('Không hạn', 'BASKET_KIND_COPY', undefined),
  item('Đã bàn giao', 'BASKET_KIND_ASSIGNED', '2026-11-20', 'binh', true),
];
const all = {query: '', kind: '' as const, person: ''};
const shape = (selection: Parameters<typeof rowsOf>[1]) =>
  rowsOf(items, selection, now).rows.map((row) => 'item' in row ? (row.item as (typeof items)[0]).title : `${row.header} ${row.count}`);

test('groups stand in the order of urgency, each with its count, and keep the order within', () => {
  assert.deepEqual(shape(all), [
    'overdue 2', 'Muộn', 'Cũng muộn', 'today 1', 'Hôm nay', 'week 1', 'Tuần này', 'later 1', 'Không hạn', 'waiting 1', 'Đã bàn giao',
  ]);
});

test('what is not looked for leaves no empty group', () => {
  assert.deepEqual(shape({...all, query: 'muon'}), ['overdue 2', 'Muộn', 'Cũng muộn']);
  assert.deepEqual(shape({...all, kind: 'BASKET_KIND_COPY'}), ['later 1', 'Không hạn']);
  assert.deepEqual(shape({...all, person: 'binh'}), ['week 1', 'Tuần này', 'waiting 1', 'Đã bàn giao']);
  assert.equal(rowsOf(items, {...all, query: 'khong co'}, now).shown, 0);
});

test('who has most overdue comes first; what waits for others is late with nobody', () => {
  assert.deepEqual(loadsOf(items, now), [
    {person: 'an', open: 2, overdue: 2, soon: 0},
    {person: 'binh', open: 2, overdue: 0, soon: 1},
    {person: '', open: 1, overdue: 0, soon: 1},
  ]);
});
