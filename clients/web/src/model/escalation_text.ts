// What a rung of a ladder does, and did, beside telling people: sentences for the page of a task.

import type {EscalationJson, RungJson} from 'phoihop/v1/deadline_pb';

import type {TaskWords} from '../words/vi_task.ts';

type Words = Pick<TaskWords, 'acted' | 'didNotAct' | 'willAct' | 'systemsCalled' | 'callsSystems' | 'rungPassedOver'>;

const known = <Texts extends object>(texts: Texts, key: string): key is Extract<keyof Texts, string> => key in texts;

// What fired: what the system did in the place of who kept silent, or why it did not, and which systems it called.
export function effectsOf(escalation: EscalationJson, t: Words): string[] {
  const {verb = 'TASK_VERB_UNSPECIFIED', verbSuppressed, systems = [], passedOver} = escalation;
  const texts: string[] = [];
  if (passedOver) texts.push(t.rungPassedOver(passedOver));
  if (known(t.acted, verb)) texts.push(verbSuppressed ? t.didNotAct[verb](verbSuppressed) : t.acted[verb]);
  if (systems.length) texts.push(t.systemsCalled(systems.join(', ')));
  return texts;
}

// What a rung will do when it fires.
export function intentsOf({verb = 'TASK_VERB_UNSPECIFIED', systems = []}: RungJson, t: Words): string[] {
  const texts: string[] = [];
  if (known(t.willAct, verb)) texts.push(t.willAct[verb]);
  if (systems.length) texts.push(t.callsSystems(systems.join(', ')));
  return texts;
}
