import assert from 'node:assert/strict';
import {test} from 'node:test';

import type {TaskJson} from 'phoihop/v1/task_pb';

import {undoOf} from '../src/model/undo.ts';

const may = (...verbs: string[]) => ({operations: verbs.map((verb) => ({verb, allowed: true}))}) as TaskJson;

test('a task that was given to another person goes back to whom it was with, or to the unit', () => {
  const after = may('TASK_VERB_ASSIGN_PERSON');
  const step = (before: TaskJson | undefined) => undoOf('TASK_VERB_ASSIGN_PERSON', {person: 'b'}, before, after);
  assert.deepEqual(step({assignee: 'a'}), {verb: 'TASK_VERB_ASSIGN_PERSON', values: {person: 'a'}});
  assert.deepEqual(step({}), {verb: 'TASK_VERB_ASSIGN_PERSON', values: {person: ''}});
  assert.equal(step(undefined), null);
});

test('what the rules do not allow is not offered', () => {
  assert.deepEqual(undoOf('TASK_VERB_HAND_OFF', {}, {}, may('TASK_VERB_RECALL_HANDOFF')), {verb: 'TASK_VERB_RECALL_HANDOFF', values: {}});
  assert.equal(undoOf('TASK_VERB_HAND_OFF', {}, {}, may('TASK_VERB_COMMENT')), null);
  const refused = {operations: [{verb: 'TASK_VERB_RECALL_HANDOFF', allowed: false}]} as TaskJson;
  assert.equal(undoOf('TASK_VERB_HAND_OFF', {}, {}, refused), null);
  assert.equal(undoOf('TASK_VERB_APPROVE', {}, {}, may('TASK_VERB_REOPEN', 'TASK_VERB_RETURN')), null);
});

test('the dependency that was added is the one that goes', () => {
  const step = undoOf('TASK_VERB_ADD_DEPENDENCY', {task: 'provinces/x/tasks/a'}, {}, may('TASK_VERB_REMOVE_DEPENDENCY'));
  assert.deepEqual(step, {verb: 'TASK_VERB_REMOVE_DEPENDENCY', values: {task: 'provinces/x/tasks/a'}});
});
