// What the button of a verb does: what needs no answer is done at once, by one tap; the rest opens its form.

import type {TaskJson} from 'phoihop/v1/task_pb';
import type {TaskVerbJson} from 'phoihop/v1/task_state_pb';
import {signal} from '@preact/signals';

import {session} from '../auth/session.ts';
import {FORMS, type VerbForm} from '../model/verbs.ts';
import {newOperation} from '../offline/operation.ts';
import {perform} from '../offline/queue.ts';
import {tellProblem} from '../state/toasts.ts';

export const openedForm = signal<{task: TaskJson; verb: TaskVerbJson; form: VerbForm} | null>(null);

export function begin(verb: TaskVerbJson, task: TaskJson): void {
  const form = FORMS[verb];
  if (!form) return;
  if (form.fields?.length) {
    openedForm.value = {task, verb, form};
    return;
  }
  perform(newOperation(verb, form, task, session.value?.unit ?? '', {}, [])).catch(tellProblem);
}
