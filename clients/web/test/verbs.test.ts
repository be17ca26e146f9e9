import assert from 'node:assert/strict';
import {test} from 'node:test';

import type {EventJson} from 'phoihop/v1/event_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';

import {textsOf} from '../src/model/event_text.ts';
import {readSteps, writeSteps} from '../src/model/steps.ts';
import {askedOf, FORMS, handoffFor, isNoting, operationsOf, setPath} from '../src/model/verbs.ts';
import {enEvents} from '../src/words/en_events.ts';
import {english} from '../src/words/english.ts';
import {viEvents} from '../src/words/vi_events.ts';
import {vietnamese} from '../src/words/vietnamese.ts';

const me = {unit: 'u', person: 'p'};

test('every verb with a form has a name in both languages, and every field a label', () => {
  for (const [verb, form] of Object.entries(FORMS)) {
    for (const words of [vietnamese, english]) {
      assert.ok(words.verbs[verb as keyof typeof words.verbs], verb);
      for (const {label} of form.fields ?? []) assert.ok(words.fields[label], `${verb} ${label}`);
    }
  }
});

test('both languages know the same reasons and events', () => {
  assert.deepEqual(Object.keys(english.errors.reasons).sort(), Object.keys(vietnamese.errors.reasons).sort());
  assert.deepEqual(Object.keys(enEvents).sort(), Object.keys(viEvents).sort());
});

test('a step is a line, with its day behind it', () => {
  const steps = [{text: 'Soạn dự thảo', dueDate: '2026-12-15'}, {text: 'Trình ký | bản 2'}];
  const typed = writeSteps(steps);
  assert.equal(typed, 'Soạn dự thảo | 15/12/2026\nTrình ký | bản 2');
  assert.deepEqual(readSteps(`${typed}\n\n  Ban hành|31/02/2026 `), [
    {text: 'Soạn dự thảo', day: '15/12/2026'}, {text: 'Trình ký | bản 2'}, {text: 'Ban hành', day: '31/02/2026'},
  ]);
});

test('buttons follow from what the server allows, in the order of the kind', () => {
  const task: TaskJson = {operations: [
    {verb: 'TASK_VERB_REFUSE', allowed: true}, {verb: 'TASK_VERB_ACCEPT', allowed: true}, {verb: 'TASK_VERB_COMMENT', allowed: true},
    {verb: 'TASK_VERB_SUBMIT', reason: 'TRANSITION_NOT_ALLOWED', explanation: 'chưa tiếp nhận'},
    {verb: 'TASK_VERB_REVOKE', reason: 'PERMISSION_DENIED', explanation: 'chỉ nơi giao'},
    {verb: 'TASK_VERB_RECORD_HANDOFF_RECEIPT', allowed: true},
  ]};
  const {primary, others, refused, refusedRest} = operationsOf(task, 'BASKET_KIND_TO_ACCEPT', me);
  assert.deepEqual(primary, ['TASK_VERB_ACCEPT', 'TASK_VERB_REFUSE']);
  assert.deepEqual(others, ['TASK_VERB_COMMENT'], "a system's verb is no button");
  assert.deepEqual(refused.map(({verb}) => verb), ['TASK_VERB_SUBMIT']);
  assert.deepEqual(refusedRest.map(({verb}) => verb), ['TASK_VERB_REVOKE']);
});

test('what would change nothing is not offered', () => {
  const operations: TaskJson['operations'] = [
    {verb: 'TASK_VERB_WATCH', allowed: true}, {verb: 'TASK_VERB_UNWATCH', allowed: true}, {verb: 'TASK_VERB_REMOVE_DEPENDENCY', allowed: true},
  ];
  const offered = (task: TaskJson) => operationsOf({...task, operations}, 'BASKET_KIND_COPY', me).others;
  assert.deepEqual(offered({}), ['TASK_VERB_WATCH']);
  assert.deepEqual(offered({watchers: [{unit: 'u', person: 'p'}], dependencies: [{task: 't'}]}),
    ['TASK_VERB_UNWATCH', 'TASK_VERB_REMOVE_DEPENDENCY']);
  assert.deepEqual(offered({watchers: [{unit: 'u', person: 'other'}]}), ['TASK_VERB_WATCH']);
});

test('a verb finds the hand-off that it is about', () => {
  const task: TaskJson = {handoffs: [
    {name: 'h1', fromUnit: 'u', toUnit: 'v', state: 'STATE_REFUSED'},
    {name: 'h2', fromUnit: 'w', toUnit: 'u', state: 'STATE_ACCEPTED'},
    {name: 'h3', fromUnit: 'u', toUnit: 'v', state: 'STATE_SENT'},
    {name: 'h4', fromUnit: 'w', toUnit: 'u', kind: 'KIND_REQUEST', state: 'STATE_ACCEPTED'},
  ]};
  assert.equal(handoffFor(task, 'handoff-out', 'u')?.name, 'h3');
  assert.equal(handoffFor(task, 'handoff-in', 'v')?.name, 'h3');
  assert.equal(handoffFor(task, 'handoff-in', 'u')?.name, 'h4', 'a request that was accepted is still worked on');
  assert.equal(handoffFor(task, 'handoff-in', 'x'), undefined);
});

test('information is noted, other hand-offs are accepted', () => {
  const task = (kind: 'KIND_INFORMATION' | 'KIND_REQUEST'): TaskJson => ({handoffs: [{name: 'h', fromUnit: 'w', toUnit: 'u', kind, state: 'STATE_SENT'}]});
  assert.ok(isNoting('TASK_VERB_ACCEPT_HANDOFF', task('KIND_INFORMATION'), 'u'));
  assert.ok(!isNoting('TASK_VERB_ACCEPT_HANDOFF', task('KIND_REQUEST'), 'u'));
  assert.ok(!isNoting('TASK_VERB_REFUSE_HANDOFF', task('KIND_INFORMATION'), 'u'));
  assert.ok(!isNoting('TASK_VERB_ACCEPT_HANDOFF', {}, 'u'));
});

test('a form asks for a field only with the answer that needs it', () => {
  const form = FORMS.TASK_VERB_HANDLE_ESCALATION!;
  const asked = (typed: Record<string, string>) => askedOf(form, typed).map(({path, required}) => required ? `${path}!` : path);
  assert.deepEqual(asked({}), ['kind!', 'instruction']);
  assert.deepEqual(asked({kind: 'KIND_TAKEN_UP'}), ['kind!', 'instruction']);
  assert.deepEqual(asked({kind: 'KIND_ORDERED'}), ['kind!', 'instruction!']);
  assert.deepEqual(asked({kind: 'KIND_RETURNED'}), ['kind!', 'instruction!']);
  assert.deepEqual(asked({kind: 'KIND_REASSIGNED', person: 'p'}), ['kind!', 'person!', 'instruction']);
});

test('values go where the request has them', () => {
  const body = {};
  setPath(body, 'handoff.toUnit', 'u');
  setPath(body, 'handoff.reason', 'vì');
  setPath(body, 'etag', 'v1');
  assert.deepEqual(body, {handoff: {toUnit: 'u', reason: 'vì'}, etag: 'v1'});
});

test('what people wrote in an event, whatever event it is', () => {
  const texts = (event: EventJson) => textsOf(event);
  assert.deepEqual(texts({taskReturned: {reason: 'thiếu số liệu'}}), ['thiếu số liệu']);
  assert.deepEqual(texts({taskRefused: {reason: 'REFUSAL_REASON_OTHER', explanation: 'không có biên giới'}}), ['không có biên giới']);
  assert.deepEqual(texts({taskSubmitted: {result: {summary: 'xong'}}}), ['xong']);
  assert.deepEqual(texts({taskContributionsRequested: {contributions: [{request: 'số hộ?'}, {request: 'số hộ?'}]}}), ['số hộ?']);
  assert.deepEqual(texts({taskAccepted: {}}), []);
  // Of a rung that answers for who kept silent.
  assert.deepEqual(texts({taskAccepted: {comment: 'coi như tiếp nhận'}}), ['coi như tiếp nhận']);
  assert.deepEqual(texts({taskApproved: {comment: 'coi như đồng ý'}}), ['coi như đồng ý']);
});
