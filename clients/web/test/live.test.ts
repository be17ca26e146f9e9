import assert from 'node:assert/strict';
import {test} from 'node:test';

import type {EventJson} from 'phoihop/v1/event_pb';

import {changesFigures, concernsAnyPlan, concernsPlan, concernsTasksOf} from '../src/model/concerns.ts';
import {Batch, type Timers} from '../src/model/pace.ts';

// A clock that stands until somebody moves it.
class Clock implements Timers {
  private time = 0;
  private readonly waiting = new Map<number, {at: number; act: () => void}>();
  private made = 0;

  now = () => this.time;
  set = (act: () => void, milliseconds: number) => {
    this.waiting.set(++this.made, {at: this.time + milliseconds, act});
    return this.made;
  };
  clear = (timer: unknown) => void this.waiting.delete(timer as number);

  pass(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const [next] = [...this.waiting].filter(([, {at}]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (!next) break;
      this.waiting.delete(next[0]);
      this.time = Math.max(this.time, next[1].at);
      next[1].act();
    }
    this.time = end;
  }
}

function made() {
  const clock = new Clock();
  const done: number[] = [];
  return {clock, done, batch: new Batch(() => done.push(clock.now()), {quiet: 500, longest: 3_000, rest: 1_000}, clock)};
}

test('a burst is one, soon after its end', () => {
  const {clock, done, batch} = made();
  for (let i = 0; i < 5; ++i) {
    batch.ask();
    clock.pass(100);
  }
  clock.pass(10_000);
  assert.deepEqual(done, [900]);
});

test('what never becomes quiet is done all the same, and not too often', () => {
  const {clock, done, batch} = made();
  for (let i = 0; i < 70; ++i) {
    batch.ask();
    clock.pass(100);
  }
  assert.deepEqual(done, [3_000, 6_000]);
  clock.pass(400);
  assert.equal(done.length, 3);
  batch.ask();
  clock.pass(500);
  const early = done.length;
  clock.pass(5_000);
  assert.deepEqual([early, done.length], [3, 4], 'it rests for a second');
});

test('nothing is done while it is held, and once afterwards; after the end nothing at all', () => {
  const {clock, done, batch} = made();
  batch.ask();
  batch.hold(true);
  clock.pass(10_000);
  batch.ask();
  clock.pass(10_000);
  assert.deepEqual(done, []);
  batch.hold(false);
  clock.pass(500);
  assert.equal(done.length, 1);
  batch.hold(true);
  batch.hold(false);
  clock.pass(10_000);
  assert.equal(done.length, 1, 'nobody asked');
  batch.ask();
  batch.stop();
  clock.pass(10_000);
  assert.equal(done.length, 1);
});

const task = (id: string, type: string): EventJson => ({subject: `provinces/p/tasks/${id}`, type});
const plan = 'provinces/p/plans/kh-2026';

test('figures follow what changes them', () => {
  assert.ok(changesFigures(task('a', 'task.accepted')));
  assert.ok(changesFigures(task('a', 'task.handoff_sent')));
  assert.ok(!changesFigures(task('a', 'task.commented')));
  assert.ok(!changesFigures(task('a', 'task.watchers_changed')));
  assert.ok(!changesFigures({subject: plan, type: 'plan.issued'}));
  assert.ok(concernsAnyPlan({subject: plan, type: 'plan.imported'}));
  assert.ok(concernsAnyPlan(task('a', 'task.accepted')));
  assert.ok(!concernsAnyPlan({subject: 'provinces/p/units/u', type: 'unit.recorded'}));
});

test('a plan follows its own events, and the figures of its tasks', () => {
  assert.ok(concernsPlan(plan)({subject: plan, type: 'plan.item_updated'}));
  assert.ok(!concernsPlan(plan)({subject: `${plan}-2`, type: 'plan.item_updated'}));
  assert.ok(!concernsPlan(plan)(task('kh-2026-1', 'task.accepted')));
  const concerns = concernsTasksOf(plan, () => new Set(['provinces/p/tasks/khac']));
  assert.ok(concerns({subject: plan, type: 'plan.issued'}));
  assert.ok(concerns(task('kh-2026-1-so-vhttdl', 'task.accepted')));
  assert.ok(!concerns(task('kh-2026-1-so-vhttdl', 'task.commented')));
  assert.ok(!concerns(task('kh-2025-1', 'task.accepted')));
  assert.ok(concerns(task('khac', 'task.accepted')), 'a task of the plan under a name of its own');
  assert.ok(concerns({...task('moi', 'task.created'), taskCreated: {task: {plan}}}));
  assert.ok(!concerns({...task('moi', 'task.created'), taskCreated: {task: {plan: `${plan}-2`}}}));
  const long = `provinces/p/plans/${'a'.repeat(60)}`;
  assert.ok(concernsTasksOf(long)(task(`${'a'.repeat(50)}-0123456789ab`, 'task.accepted')), 'an id that was cut');
});
