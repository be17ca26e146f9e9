// What the button of a verb says, for the task that it is about.

import type {TaskJson} from 'phoihop/v1/task_pb';
import type {TaskVerbJson} from 'phoihop/v1/task_state_pb';

import {me} from '../auth/session.ts';
import {isNoting} from '../model/verbs.ts';
import {words} from '../words/index.ts';

export function verbText(verb: TaskVerbJson, task: TaskJson): string {
  const t = words();
  return isNoting(verb, task, me().unit) ? t.noteInformation : t.verbs[verb] ?? '';
}
