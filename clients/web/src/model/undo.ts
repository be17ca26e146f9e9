// What takes back at once what was just done, where the rules have a way back. Everything else has its own verb, with its reason.

import type {TaskJson} from 'phoihop/v1/task_pb';
import type {TaskVerbJson} from 'phoihop/v1/task_state_pb';

export interface Step {
  verb: TaskVerbJson;
  // By the paths of the verb's form.
  values: Record<string, unknown>;
}

// `body`: what was asked for with the verb. `before` and `after`: the task as it was and as it is. Null: there is no way back, or
// not for who asks.
export function undoOf(
  verb: TaskVerbJson, body: Record<string, unknown>, before: TaskJson | undefined, after: TaskJson): Step | null {
  const step = wayBack(verb, body, before);
  const allowed = step && after.operations?.some((operation) => operation.verb === step.verb && operation.allowed);
  return allowed ? step : null;
}

function wayBack(verb: TaskVerbJson, body: Record<string, unknown>, before: TaskJson | undefined): Step | null {
  switch (verb) {
    case 'TASK_VERB_HAND_OFF':
      return {verb: 'TASK_VERB_RECALL_HANDOFF', values: {}};
    case 'TASK_VERB_CLAIM':
      return {verb: 'TASK_VERB_RELEASE', values: {}};
    case 'TASK_VERB_RELEASE':
      return {verb: 'TASK_VERB_CLAIM', values: {}};
    case 'TASK_VERB_ASSIGN_PERSON':
      // To nobody: back to the unit.
      return before ? {verb, values: {person: before.assignee ?? ''}} : null;
    case 'TASK_VERB_WATCH':
      return {verb: 'TASK_VERB_UNWATCH', values: {}};
    case 'TASK_VERB_UNWATCH':
      return {verb: 'TASK_VERB_WATCH', values: {}};
    case 'TASK_VERB_ADD_DEPENDENCY':
      return {verb: 'TASK_VERB_REMOVE_DEPENDENCY', values: {task: body['task']}};
    default:
      return null;
  }
}
