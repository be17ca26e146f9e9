import assert from 'node:assert/strict';
import {test} from 'node:test';

import {CLASSES} from '../src/model/progress.ts';
import {addressOfResults, classOfResult, inForce, resultClass, resultQueryOf, scopeOf, strengthOf} from '../src/model/results.ts';
import {filterOf, taskQueryOf} from '../src/model/task_query.ts';
import {placeUnits, tileName} from '../src/model/tile_layout.ts';

test('classes of figures are those of the reports', () => {
  assert.equal(resultClass('completedOnTime'), 'RESULT_CLASS_COMPLETED_ON_TIME');
  assert.equal(resultClass('endedWithoutResult'), 'RESULT_CLASS_ENDED_WITHOUT_RESULT');
  for (const kind of CLASSES) assert.equal(classOfResult(resultClass(kind)), kind);
  assert.equal(classOfResult(undefined), undefined);
});

test('the address of a figure is read as it was written, and becomes the scope of its request', () => {
  const query = {
    unit: 'xp-25280', plan: 'kh-2026', flag: ['only-unit', 'communes'] as const, results: ['openOverdue', 'completedLate'] as const,
    dueFrom: '2026-11-23', dueTo: '2026-11-29', asOf: '2026-11-29',
  };
  assert.deepEqual(resultQueryOf(new URL(addressOfResults(query), 'http://localhost').search), query);
  const scope = scopeOf(query, 'provinces/dong-nai');
  assert.equal(scope['scope.unit'], 'provinces/dong-nai/units/xp-25280');
  assert.equal(scope['scope.onlyUnit'], true);
  assert.deepEqual(scope['scope.results'], ['RESULT_CLASS_OPEN_OVERDUE', 'RESULT_CLASS_COMPLETED_LATE']);
  assert.equal(scope['scope.withoutPlan'], undefined);
  assert.deepEqual(resultQueryOf('?unit=../x&asOf=gestern&result=total&flag=all'), {});
});

test('a filter of the server stands for everything else', () => {
  const query = taskQueryOf(`?${new URLSearchParams({filter: 'lead_unit = "a" AND bounce_count > 0', work: 'bounced', unit: 'a'})}`);
  assert.equal(filterOf(query, 'provinces/p'), 'lead_unit = "a" AND bounce_count > 0');
  assert.equal(query.work, 'bounced');
  assert.deepEqual(taskQueryOf('?work=everything'), {});
});

test('what is in force, and how strong a cell is', () => {
  assert.equal(inForce({total: 10, notYetIssued: 2, endedWithoutResult: 1, openOverdue: 7}), 7);
  assert.deepEqual([0, 1, 25, 26, 100].map((count) => strengthOf(count, 100)), [0, 1, 1, 2, 4]);
});

test('every commune has one tile, in the block of its former district; a province without a drawing has one block', () => {
  const communes = [
    {district: '692', name: 'Xã Lộc Thạnh'}, {district: '692', name: 'Phường Lộc Ninh'}, {district: '742', name: 'Xã Phước An'}, {district: 'x', name: 'Xã Mới'},
  ];
  const placed = placeUnits('provinces/dong-nai', communes);
  assert.deepEqual(placed.map(({block, units}) => [block?.name, units.map(({name}) => tileName(name))]),
    [['Lộc Ninh', ['Lộc Ninh', 'Lộc Thạnh']], ['Nhơn Trạch', ['Phước An']], [undefined, ['Mới']]]);
  const elsewhere = placeUnits('provinces/other', communes);
  assert.equal(elsewhere.length, 1);
  assert.equal(elsewhere[0]!.units.length, 4);
});
