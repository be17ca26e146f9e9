import assert from 'node:assert/strict';
import {test} from 'node:test';

import type {PlanItemJson, PlanQuestionJson} from 'phoihop/v1/plan_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';

import {base64Of} from '../src/model/base64.ts';
import {kindOfCounts, kindOfTask, monthsOf, partIn, placeOf, rowsOfPlan, spanOf} from '../src/model/gantt.ts';
import {type Choice, updateOf} from '../src/model/plan_answer.ts';
import {awaitedEvents} from '../src/model/plan_events.ts';
import {CLASSES, classOf, sharesOf} from '../src/model/progress.ts';
import {isId, slugOf} from '../src/model/slug.ts';
import {addressOfTasks, belongs, filterOf, itemsUnder, nameOfHeading, taskQueryOf} from '../src/model/task_query.ts';
import {enPlans} from '../src/words/en_plans.ts';
import {viPlans} from '../src/words/vi_plans.ts';

test('an id is made of a title', () => {
  assert.equal(slugOf('Kế hoạch thông tin đối ngoại năm 2026'), 'ke-hoach-thong-tin-doi-ngoai-nam-2026');
  assert.equal(slugOf('  — Số 12/KH-UBND — '), 'so-12-kh-ubnd');
  assert.ok(isId(slugOf('Đ'.repeat(100))));
  assert.ok(!isId(slugOf('…')), 'nothing that could be an id');
});

test('bytes in base64, also more than fit into one call', () => {
  assert.equal(base64Of(new TextEncoder().encode('Đồng Nai')), Buffer.from('Đồng Nai').toString('base64'));
  const many = new Uint8Array(200_001).map((_, i) => i % 251);
  assert.equal(base64Of(many), Buffer.from(many).toString('base64'));
});

const due = '2026-09-30T17:00:00Z';
const before = '2026-09-30T16:59:59Z';
const after = '2026-09-30T17:00:01Z';
const tasks: [TaskJson, string][] = [
  [{state: 'TASK_STATE_PLANNED', dueTime: due}, 'notYetIssued'],
  [{state: 'TASK_STATE_REFUSED', dueTime: due, overdue: true}, 'refused'],
  [{state: 'TASK_STATE_SUSPENDED', dueTime: due}, 'suspended'],
  [{state: 'TASK_STATE_COMPLETED', dueTime: due, completeTime: before}, 'completedOnTime'],
  [{state: 'TASK_STATE_COMPLETED', dueTime: due, completeTime: due}, 'completedOnTime'],
  [{state: 'TASK_STATE_COMPLETED', dueTime: due, completeTime: after}, 'completedLate'],
  [{state: 'TASK_STATE_COMPLETED', completeTime: after}, 'completedNoDeadline'],
  [{state: 'TASK_STATE_REVOKED', dueTime: due}, 'endedWithoutResult'],
  [{state: 'TASK_STATE_FAILED'}, 'endedWithoutResult'],
  [{state: 'TASK_STATE_ISSUED'}, 'openNoDeadline'],
  [{state: 'TASK_STATE_ISSUED', dueTime: due, overdue: true}, 'openOverdue'],
  [{state: 'TASK_STATE_ISSUED', dueTime: due}, 'openInTime'],
  [{state: 'TASK_STATE_SUBMITTED', dueTime: due, result: {submitTime: after}}, 'openOverdue'],
  [{state: 'TASK_STATE_SUBMITTED', dueTime: due, result: {submitTime: before}}, 'openInTime'],
];

test('tasks have the class that the figures count them in', () => {
  for (const [task, expected] of tasks) assert.equal(classOf(task), expected, JSON.stringify(task));
});

test('a bar is whole, and has nothing that is not there', () => {
  const shares = sharesOf({total: 8, openOverdue: 2, completedOnTime: 6});
  assert.deepEqual(shares.map(({kind, percent}) => [kind, percent]), [['openOverdue', 25], ['completedOnTime', 75]]);
  assert.deepEqual(sharesOf({total: 0}), []);
});

test('an address of a list is read as it was written, and nothing else is', () => {
  for (const query of [
    {plan: 'kh-2026', item: '25', result: 'openOverdue' as const}, {parent: 'kh-2026-25', only: 'not-accepted' as const},
    {unit: 'xp-25280', result: 'completedLate' as const},
  ]) {
    const address = new URL(addressOfTasks(query), 'http://localhost');
    assert.deepEqual(taskQueryOf(address.search), query);
  }
  assert.deepEqual(taskQueryOf('?plan=a"%20OR%20open=true&result=total&only=all&unit=%2e%2e/x'), {});
});

test('the filter lets through what the class needs, and the class does the rest', () => {
  assert.equal(filterOf({plan: 'kh', item: '25', unit: 'u', result: 'openOverdue'}, 'provinces/p'),
    'plan = "kh" AND plan_item = "provinces/p/plans/kh/items/25" AND lead_unit = "u" AND open = true');
  assert.equal(filterOf({parent: 't', only: 'not-accepted'}, 'provinces/p'), 'parent_task = "t" AND state = ISSUED');
  for (const kind of CLASSES) {
    assert.match(filterOf({result: kind}, 'provinces/p'), /^(state|open) = /);
    assert.ok(belongs({result: kind}, tasks.find(([, one]) => one === kind)![0]));
  }
  assert.ok(!belongs({result: 'openInTime'}, {state: 'TASK_STATE_ISSUED', dueTime: due, fanOut: {}}), 'a whole is not counted, its parts are');
  assert.ok(!belongs({only: 'counted'}, {fanOut: {}}));
  assert.ok(belongs({}, {fanOut: {}}));
});

const units = 'provinces/dong-nai/units';
const lead: PlanQuestionJson = {field: 'lead', text: 'SNV', question: 'Sở Nội vụ hay Sở Ngoại vụ?', candidates: [`${units}/so-noi-vu`, `${units}/so-ngoai-vu`], blocking: true};
const helper: PlanQuestionJson = {field: 'coordinators', text: 'các ngành liên quan', question: 'Là ai?'};
const other: PlanQuestionJson = {field: 'coordinators', text: 'Sở X', question: 'Là ai?', remembered: {parties: [{units: [`${units}/so-tai-chinh`], text: 'Sở X', status: 'STATUS_UNDERSTOOD'}]}};
const item: PlanItemJson = {
  name: 'provinces/dong-nai/plans/kh/items/1', questions: [lead, helper, other],
  leads: [{text: 'Sở VHTTDL', status: 'STATUS_UNDERSTOOD', units: [`${units}/so-vhttdl`], explanation: 'x'}, {text: 'SNV', status: 'STATUS_ASKED'}],
  coordinators: [{text: 'các ngành liên quan', status: 'STATUS_ASKED'}, {text: 'Sở X', status: 'STATUS_ASKED'}],
};
const answers = (...pairs: [PlanQuestionJson, Choice][]) => updateOf(item, new Map(pairs));

test('an answer replaces what was asked about, and keeps the rest of the column', () => {
  const {item: update, paths, incomplete} = answers([lead, {kind: 'units', names: [`${units}/so-noi-vu`]}]);
  assert.deepEqual(paths, ['leads']);
  assert.deepEqual(incomplete, []);
  assert.deepEqual(update.leads?.map(({text, units: named}) => [text, named]), [['Sở VHTTDL', [`${units}/so-vhttdl`]], ['SNV', [`${units}/so-noi-vu`]]]);
  assert.equal(update.leads?.[0]?.status, undefined, 'only what a caller may say');
  assert.equal(update.coordinators, undefined);
});

test('nobody, what was remembered, and a column that is only half answered', () => {
  const {item: update, paths} = answers([helper, {kind: 'nobody'}], [other, {kind: 'remembered'}]);
  assert.deepEqual(paths, ['coordinators']);
  assert.deepEqual(update.coordinators?.map(({units: named}) => named), [[`${units}/so-tai-chinh`]]);
  assert.deepEqual(answers([helper, {kind: 'nobody'}]).incomplete, ['coordinators']);
  assert.deepEqual(answers([helper, {kind: 'later'}]).paths, []);
});

test('a set is named as a set; a cell that was not understood at all gets its first name', () => {
  const empty: PlanQuestionJson = {field: 'lead', text: '', question: 'Ai?'};
  const set = 'provinces/dong-nai/unitSets/ubnd-cap-xa';
  const {item: update} = updateOf({name: 'i', questions: [empty]}, new Map([[empty, {kind: 'units', names: [set]}]]));
  assert.deepEqual(update.leads?.map(({unitSet, units: named}) => [unitSet, named]), [[set, undefined]]);
});

test('a deadline is days, or the phrase as it was typed', () => {
  const question: PlanQuestionJson = {field: 'deadline', text: 'sớm'};
  const of = (text: string) => updateOf({name: 'i', questions: [question]}, new Map([[question, {kind: 'deadline', text}]])).item.deadline;
  assert.deepEqual(of('30/9/2026'), {dates: ['2026-09-30']});
  assert.deepEqual(of('15/5/2026 và 22/8/2026'), {dates: ['2026-05-15', '2026-08-22']});
  assert.deepEqual(of('Quý III/2026'), {text: 'Quý III/2026'});
});

test('spans are whole months, and places are where the days are', () => {
  const plan = {periodStartDate: '2026-01-15', periodEndDate: '2026-12-01'};
  assert.deepEqual(spanOf('all', plan, [], '2026-11-29'), {from: '2026-01-01', to: '2026-12-31'});
  assert.deepEqual(spanOf('quarter', plan, [], '2026-11-29'), {from: '2026-10-01', to: '2026-12-31'});
  assert.deepEqual(spanOf('month', plan, [], '2028-02-29'), {from: '2028-02-01', to: '2028-02-29'});
  const span = {from: '2026-01-01', to: '2026-12-31'};
  assert.equal(placeOf('2026-01-01', span), 0);
  assert.equal(placeOf('2027-01-01', span), 100);
  assert.deepEqual(monthsOf(span, 6), ['2026-01-01', '2026-03-01', '2026-05-01', '2026-07-01', '2026-09-01', '2026-11-01']);
  assert.equal(monthsOf(span, 12).length, 12);
  assert.deepEqual(partIn({from: '2025-06-01', to: '2027-06-01'}, span), {left: 0, width: 100});
  assert.equal(partIn({from: '2027-01-01', to: '2027-06-01'}, span), undefined);
  const oneDay = partIn({from: '2026-12-31', to: '2026-12-31'}, span)!;
  assert.ok(oneDay.width > 0 && Math.abs(oneDay.left + oneDay.width - 100) < 1e-9, 'the last day belongs to the span');
});

test('bars of items: those of their tasks without parts, or what the plan says', () => {
  const plan = {
    periodStartDate: '2026-01-01',
    items: [{name: 'a'}, {name: 'b', deadline: {dates: ['2026-05-15', '2026-08-22']}}, {name: 'c', deadline: {}}, {name: 'd', state: 'STATE_WITHDRAWN' as const}],
  };
  const rows = rowsOfPlan(plan, [
    {planItem: 'a', state: 'TASK_STATE_ISSUED', issueTime: '2026-02-01T03:00:00Z', dueTime: due, overdue: true},
    {planItem: 'a', parentTask: 'x', state: 'TASK_STATE_ISSUED', dueTime: due},
  ], new Map([['a', {total: 2, openOverdue: 1, openInTime: 1}]]), '2026-11-29', kindOfTask);
  assert.deepEqual(rows.map(({kind, bars}) => [kind, bars.map(({from, to, due: day}) => `${from}…${to} ${day}`)]), [
    ['overdue', ['2026-02-01…2026-11-29 2026-09-30']],
    ['draft', ['2026-01-01…2026-05-15 2026-05-15', '2026-01-01…2026-08-22 2026-08-22']], ['draft', []],
  ]);
});

test('a row is as late as the worst of its tasks', () => {
  assert.equal(kindOfCounts({}), 'draft');
  assert.equal(kindOfCounts({total: 3, completedOnTime: 2, openOverdue: 1}), 'overdue');
  assert.equal(kindOfCounts({total: 3, completedOnTime: 2, openInTime: 1}), 'open');
  assert.equal(kindOfCounts({total: 3, completedOnTime: 2, completedLate: 1}), 'late');
  assert.equal(kindOfCounts({total: 3, completedOnTime: 3}), 'done');
  assert.equal(kindOfCounts({total: 3, notYetIssued: 3}), 'planned');
  assert.equal(kindOfCounts({total: 3, completedOnTime: 1, notYetIssued: 2}), 'open');
  assert.equal(kindOfTask({state: 'TASK_STATE_ISSUED', dueTime: due, fanOutProgress: {overdue: 7}}), 'overdue');
});

test('both languages have the same enumerations', () => {
  for (const key of ['planStates', 'outcomes', 'changeKinds', 'effectKinds', 'itemStates', 'deadlineKinds', 'columns', 'fields'] as const) {
    assert.deepEqual(Object.keys(enPlans[key]).sort(), Object.keys(viPlans[key]).sort(), key);
  }
});

test('events that items wait for, once each, and the day of those that happened', () => {
  const relative = (event: string, ordinal: string) => ({ordinal, deadline: {kind: 'DEADLINE_KIND_RELATIVE' as const, event}});
  const plan = {
    items: [
      relative('logo được phê duyệt', '2'), relative('Logo  được phê duyệt', '3'), relative('Quy chế được ban hành', '4'),
      {ordinal: '5', deadline: {kind: 'DEADLINE_KIND_FIXED' as const}}, {...relative('bỏ', '6'), state: 'STATE_WITHDRAWN' as const},
    ],
    events: [{event: 'quy chế được ban hành', date: '2026-11-20'}],
  };
  assert.deepEqual(awaitedEvents(plan), [
    {event: 'logo được phê duyệt', ordinals: ['2', '3'], date: ''}, {event: 'Quy chế được ban hành', ordinals: ['4'], date: '2026-11-20'},
  ]);
});

test('a list of what stands under a heading', () => {
  const item = (id: string, headings?: string[]) => ({name: `provinces/p/plans/kh/items/${id}`, headings});
  const plan = {items: [item('1', ['I', 'A']), item('2', ['I', 'B']), item('3', ['I', 'A']), item('4')]};
  const query = {plan: 'kh', heading: nameOfHeading(['I', 'A'])};
  assert.deepEqual(taskQueryOf(addressOfTasks(query).split('?')[1]!), query);
  assert.deepEqual(taskQueryOf('?heading=I'), {}, 'of no plan it means nothing');
  const items = itemsUnder(query, plan);
  assert.deepEqual([...items!], [item('1').name, item('3').name]);
  assert.equal(filterOf(query, 'provinces/p', items), 'plan = "kh" AND (plan_item = "provinces/p/plans/kh/items/1" OR plan_item = "provinces/p/plans/kh/items/3")');
  assert.ok(belongs(query, {planItem: item('3').name}, items));
  assert.ok(!belongs(query, {planItem: item('2').name}, items));
  assert.deepEqual([...itemsUnder({plan: 'kh', heading: nameOfHeading([])}, plan)!], [item('4').name]);
  assert.equal(itemsUnder({plan: 'kh'}, plan), undefined);
  // More than a filter takes: the server gives the plan's, and the rest is sorted out here.
  const many = {items: Array.from({length: 60}, (_, i) => item(String(i), ['I', 'A']))};
  assert.equal(filterOf(query, 'provinces/p', itemsUnder(query, many)), 'plan = "kh"');
  assert.equal(itemsUnder(query, many)!.size, 60);
});
