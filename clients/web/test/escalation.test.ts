import assert from 'node:assert/strict';
import {test} from 'node:test';

import {textsOf} from '../src/model/event_text.ts';
import {effectsOf, intentsOf} from '../src/model/escalation_text.ts';
import {enTask} from '../src/words/en_task.ts';
import {viTask} from '../src/words/vi_task.ts';

test('what the system did in the place of who kept silent is said, or why it did not', () => {
  const t = viTask;
  assert.deepEqual(effectsOf({}, t), []);
  assert.deepEqual(effectsOf({verb: 'TASK_VERB_APPROVE'}, t), ['Hệ thống đã phê duyệt thay, do quá thời hạn không có ý kiến.']);
  assert.deepEqual(effectsOf({verb: 'TASK_VERB_ACCEPT', verbSuppressed: 'việc đã được từ chối'}, t), ['Hệ thống không tiếp nhận thay: việc đã được từ chối']);
  assert.deepEqual(effectsOf({systems: ['ioc', 'qlvb']}, t), ['Đã gọi hệ thống: ioc, qlvb.']);
  assert.deepEqual(effectsOf({passedOver: 'đã có người xử lý'}, t), ['bỏ qua bậc này: đã có người xử lý']);
  assert.deepEqual(effectsOf({verb: 'TASK_VERB_REVOKE', systems: ['ioc']}, enTask), [
    'The system revoked it, since nobody said anything in time.', 'Systems called: ioc.',
  ]);
  // A verb that no ladder has is not made up.
  assert.deepEqual(effectsOf({verb: 'TASK_VERB_DROP'}, t), []);
});

test('what a rung will do is said before it fires', () => {
  assert.deepEqual(intentsOf({}, viTask), []);
  assert.deepEqual(intentsOf({verb: 'TASK_VERB_APPROVE', systems: ['ioc']}, viTask), [
    'không có ý kiến thì hệ thống phê duyệt thay', 'gọi hệ thống: ioc',
  ]);
});

test('every verb that a ladder may have has its words in both languages', () => {
  for (const task of [viTask, enTask]) {
    for (const verb of ['TASK_VERB_ACCEPT', 'TASK_VERB_APPROVE', 'TASK_VERB_REVOKE'] as const) {
      assert.ok(task.acted[verb] && task.willAct[verb] && task.didNotAct[verb]('vì').endsWith('vì'), verb);
    }
  }
});

test('what was mended, and what was ordered, stands in the timeline', () => {
  assert.deepEqual(textsOf({taskSetAsideReleased: {reason: 'đã sửa lịch', setAsideReason: 'lịch hỏng'}}), ['đã sửa lịch', 'lịch hỏng']);
  assert.deepEqual(textsOf({taskEscalationHandled: {response: {instruction: 'làm ngay'}}}), ['làm ngay']);
});
