// What each verb asks for, and where it is sent: one row for each that people use here. Systems' own verbs have none.

import type {BasketKindJson} from 'phoihop/v1/basket_service_pb';
import type {HandoffJson} from 'phoihop/v1/handoff_pb';
import type {AllowedOperationJson, TaskJson} from 'phoihop/v1/task_pb';
import type {TaskVerbJson} from 'phoihop/v1/task_state_pb';
import type {viVerbs} from '../words/vi_verbs.ts';

export type FieldKind =
  | 'text' | 'long' | 'date' | 'unit' | 'units' | 'person' | 'other-person' | 'refusal' | 'files' | 'flag' | 'percent' | 'steps'
  | 'task' | 'handoff-kind' | 'agreement' | 'acceptance' | 'dependency' | 'escalation-answer';

// What another field of the form says.
interface Condition {
  path: string;
  is: readonly string[];
}

export interface FormField {
  // Where the value goes in the request: `handoff.toUnit`.
  path: string;
  label: keyof typeof viVerbs.fields;
  kind: FieldKind;
  required?: boolean;
  // Asked for only then; what is not asked for is not sent.
  when?: Condition;
  // Required only then.
  requiredWhen?: Condition;
}

export interface VerbForm {
  // The custom method: `accept`.
  action: string;
  // On the task, or on the hand-off that came in or went out.
  target?: 'handoff-in' | 'handoff-out';
  fields?: FormField[];
  // One of these has to be filled.
  oneOf?: string[];
  danger?: boolean;
}

const field = (path: string, label: FormField['label'], kind: FieldKind, required = false): FormField =>
  ({path, label, kind, required});
const reason = (required = false) => field('reason', 'reason', 'long', required);
const explanation = (required = false) => field('explanation', 'explanation', 'long', required);
const basis = field('basis.text', 'basis', 'text');
const refusal = field('reason', 'refusalReason', 'refusal', true);
const result = [field('result.summary', 'summary', 'long'), field('result.documents', 'documents', 'files')];

export const FORMS: Partial<Record<TaskVerbJson, VerbForm>> = {
  TASK_VERB_ISSUE: {action: 'issue', fields: [field('anchorDate', 'anchorDate', 'date')]},
  TASK_VERB_ACCEPT: {action: 'accept'},
  TASK_VERB_REFUSE: {
    action: 'refuse', danger: true, fields: [refusal, explanation(), field('proposedUnit', 'proposedUnit', 'unit')],
  },
  TASK_VERB_REISSUE: {action: 'reissue', fields: [field('leadUnit', 'leadUnit', 'unit'), reason()]},
  TASK_VERB_ASSIGN_PERSON: {action: 'assignPerson', fields: [field('person', 'person', 'person')]},
  TASK_VERB_START: {action: 'start'},
  TASK_VERB_SUBMIT: {action: 'submit', fields: result, oneOf: ['result.summary', 'result.documents']},
  TASK_VERB_APPROVE: {action: 'approve', fields: [field('comment', 'comment', 'long')]},
  TASK_VERB_RETURN: {action: 'return', fields: [reason(true)]},
  TASK_VERB_COMPLETE: {action: 'complete', fields: result},
  TASK_VERB_REVOKE: {action: 'revoke', danger: true, fields: [reason(true), basis]},
  TASK_VERB_HAND_OFF: {
    action: 'handOff',
    fields: [
      field('handoff.toUnit', 'toUnit', 'unit', true), field('handoff.kind', 'handoffKind', 'handoff-kind'),
      field('handoff.reason', 'reason', 'long'), field('handoff.replyByDate', 'replyBy', 'date'),
      field('handoff.documents', 'documents', 'files'),
    ],
  },
  TASK_VERB_ACCEPT_HANDOFF: {action: 'accept', target: 'handoff-in'},
  TASK_VERB_REFUSE_HANDOFF: {action: 'refuse', target: 'handoff-in', danger: true, fields: [refusal, explanation()]},
  TASK_VERB_RECALL_HANDOFF: {action: 'recall', target: 'handoff-out', fields: [reason()]},
  TASK_VERB_SEND_HANDOFF: {action: 'send', target: 'handoff-out'},
  TASK_VERB_ANSWER_RECALL: {action: 'answerRecall', target: 'handoff-in', fields: [field('agree', 'answer', 'agreement'), reason()]},
  TASK_VERB_RETURN_HANDOFF_RESULT: {
    action: 'returnResult', target: 'handoff-in', fields: result, oneOf: ['result.summary', 'result.documents'],
  },
  TASK_VERB_ANSWER_HANDOFF_RESULT: {
    action: 'answerResult', target: 'handoff-out',
    fields: [field('accept', 'answer', 'acceptance'), reason(), field('replyByDate', 'replyBy', 'date')],
  },
  TASK_VERB_DROP: {action: 'drop', danger: true, fields: [reason(true), basis]},
  TASK_VERB_CLAIM: {action: 'claim'},
  TASK_VERB_RELEASE: {action: 'release', fields: [reason()]},
  TASK_VERB_SUSPEND: {action: 'suspend', fields: [field('untilDate', 'until', 'date', true), reason(true), basis]},
  TASK_VERB_RESUME: {action: 'resume', fields: [reason()]},
  TASK_VERB_REQUEST_EXTENSION: {
    action: 'requestExtension',
    fields: [field('dueDate', 'newDue', 'date', true), reason(true), field('documents', 'documents', 'files')],
  },
  TASK_VERB_GRANT_EXTENSION: {action: 'grantExtension', fields: [field('dueDate', 'grantedDue', 'date'), explanation(), basis]},
  TASK_VERB_DENY_EXTENSION: {action: 'denyExtension', fields: [explanation(true)]},
  TASK_VERB_REPORT_IMPOSSIBLE: {
    action: 'reportImpossible', danger: true, fields: [reason(true), basis, field('documents', 'documents', 'files')],
  },
  TASK_VERB_DECLARE_IMPOSSIBLE: {action: 'declareImpossible', danger: true, fields: [explanation(), basis]},
  TASK_VERB_DENY_IMPOSSIBLE: {action: 'denyImpossible', fields: [explanation(true)]},
  TASK_VERB_REOPEN: {action: 'reopen', fields: [reason(true), basis, field('dueDate', 'dueDate', 'date')]},
  TASK_VERB_RESTORE: {action: 'restore', fields: [reason(true), basis, field('dueDate', 'dueDate', 'date')]},
  TASK_VERB_DELEGATE: {
    action: 'delegate',
    fields: [
      field('unit', 'unit', 'unit', true), field('title', 'title', 'text', true), field('description', 'description', 'long'),
      field('dueDate', 'dueDate', 'date'), field('blocking', 'blocking', 'flag'),
    ],
  },
  TASK_VERB_REQUEST_CONTRIBUTIONS: {
    action: 'requestContributions', fields: [field('request', 'request', 'long', true), field('dueDate', 'dueDate', 'date')],
  },
  TASK_VERB_CONTRIBUTE: {
    action: 'contribute', oneOf: ['text', 'documents', 'nothing'],
    fields: [field('text', 'text', 'long'), field('documents', 'documents', 'files'), field('nothing', 'nothing', 'flag')],
  },
  TASK_VERB_SEND_COPIES: {action: 'sendCopies', fields: [field('units', 'units', 'units', true)]},
  TASK_VERB_ACKNOWLEDGE_COPY: {action: 'acknowledgeCopy'},
  TASK_VERB_COMMENT: {
    action: 'comment', fields: [field('text', 'text', 'long', true), field('documents', 'documents', 'files')],
  },
  TASK_VERB_ADD_EVIDENCE: {action: 'addEvidence', fields: [field('documents', 'documents', 'files', true)]},
  TASK_VERB_REPORT_PROGRESS: {
    action: 'reportProgress',
    fields: [field('percent', 'percent', 'percent', true), field('label', 'label', 'text'), field('note', 'note', 'long')],
  },
  TASK_VERB_SET_CHECKLIST: {action: 'setChecklist', fields: [field('items', 'items', 'steps')]},
  TASK_VERB_WATCH: {action: 'watch'},
  TASK_VERB_UNWATCH: {action: 'unwatch'},
  TASK_VERB_ADD_DEPENDENCY: {action: 'addDependency', fields: [field('task', 'task', 'task', true), reason()]},
  TASK_VERB_REMOVE_DEPENDENCY: {action: 'removeDependency', fields: [field('task', 'dependency', 'dependency', true)]},
  TASK_VERB_REMIND: {action: 'remind', fields: [field('text', 'text', 'long', true)]},
  TASK_VERB_HANDLE_ESCALATION: {
    action: 'handleEscalation',
    fields: [
      field('kind', 'answer', 'escalation-answer', true),
      {...field('person', 'newPerson', 'other-person', true), when: {path: 'kind', is: ['KIND_REASSIGNED']}},
      {...field('instruction', 'instruction', 'long'), requiredWhen: {path: 'kind', is: ['KIND_ORDERED', 'KIND_RETURNED']}},
    ],
  },
};

type Typed = Readonly<Record<string, unknown>>;

const holds = ({path, is}: Condition, typed: Typed) => is.some((value) => value === typed[path]);

// Of a form, by what is filled in so far: the fields that are asked for, each with whether it is required.
export function askedOf({fields = []}: VerbForm, typed: Typed): FormField[] {
  return fields.filter(({when}) => !when || holds(when, typed))
    .map((one) => one.requiredWhen ? {...one, required: holds(one.requiredWhen, typed)} : one);
}

// What is done with an entry of a basket, the first one first (workflow/task/basket.cc).
const OF_KIND: Record<BasketKindJson, readonly TaskVerbJson[]> = {
  BASKET_KIND_UNSPECIFIED: ['TASK_VERB_RECALL_HANDOFF', 'TASK_VERB_RESUME'],
  BASKET_KIND_TO_ACCEPT: ['TASK_VERB_ACCEPT', 'TASK_VERB_REFUSE'],
  BASKET_KIND_UNASSIGNED: ['TASK_VERB_START', 'TASK_VERB_CLAIM', 'TASK_VERB_ASSIGN_PERSON'],
  BASKET_KIND_ASSIGNED: ['TASK_VERB_START', 'TASK_VERB_SUBMIT', 'TASK_VERB_COMPLETE'],
  BASKET_KIND_TO_APPROVE: ['TASK_VERB_APPROVE', 'TASK_VERB_RETURN', 'TASK_VERB_DECLARE_IMPOSSIBLE', 'TASK_VERB_DENY_IMPOSSIBLE'],
  BASKET_KIND_TO_DECIDE: ['TASK_VERB_REISSUE', 'TASK_VERB_DROP', 'TASK_VERB_GRANT_EXTENSION', 'TASK_VERB_DENY_EXTENSION'],
  BASKET_KIND_HANDOFF: [
    'TASK_VERB_ACCEPT_HANDOFF', 'TASK_VERB_REFUSE_HANDOFF', 'TASK_VERB_RETURN_HANDOFF_RESULT', 'TASK_VERB_ANSWER_RECALL',
    'TASK_VERB_ANSWER_HANDOFF_RESULT',
  ],
  BASKET_KIND_CONTRIBUTE: ['TASK_VERB_CONTRIBUTE'],
  BASKET_KIND_COPY: ['TASK_VERB_ACKNOWLEDGE_COPY'],
};

// Asked after when they are refused, whatever the entry is about: what people look for first.
const ASKED_FOR: readonly TaskVerbJson[] = [
  'TASK_VERB_START', 'TASK_VERB_SUBMIT', 'TASK_VERB_COMPLETE', 'TASK_VERB_HAND_OFF', 'TASK_VERB_REQUEST_EXTENSION',
];

// Resource names; without a person the unit as such.
export interface Me {
  unit: string;
  person: string;
}

export interface Operations {
  // Buttons on the card, the first one first.
  primary: TaskVerbJson[];
  // The rest of what is allowed.
  others: TaskVerbJson[];
  // What people would look for and may not do, and all else that may not be done.
  refused: AllowedOperationJson[];
  refusedRest: AllowedOperationJson[];
}

// Allowed, and of no use: what would change nothing.
function isIdle(verb: TaskVerbJson, task: TaskJson, me: Me): boolean {
  const watches = (task.watchers ?? []).some(({unit = '', person = ''}) => unit === me.unit && person === me.person);
  switch (verb) {
    case 'TASK_VERB_WATCH': return watches;
    case 'TASK_VERB_UNWATCH': return !watches;
    case 'TASK_VERB_REMOVE_DEPENDENCY': return !task.dependencies?.length;
    default: return false;
  }
}

export function operationsOf(task: TaskJson, kind: BasketKindJson, me: Me): Operations {
  const known = (task.operations ?? []).filter(({verb}) => verb && FORMS[verb] && !isIdle(verb, task, me));
  const allowed = new Set(known.filter((operation) => operation.allowed).map((operation) => operation.verb!));
  const primary = OF_KIND[kind].filter((verb) => allowed.has(verb));
  const wanted = new Set<TaskVerbJson>([...OF_KIND[kind], ...ASKED_FOR]);
  const refused = known.filter((operation) => !operation.allowed);
  return {
    primary,
    others: [...allowed].filter((verb) => !primary.includes(verb)),
    refused: refused.filter((operation) => wanted.has(operation.verb!)),
    refusedRest: refused.filter((operation) => !wanted.has(operation.verb!)),
  };
}

const ENDED: ReadonlySet<string> = new Set(['STATE_REFUSED', 'STATE_RECALLED', 'STATE_CLOSED']);

// The hand-off that a verb is about, for the caller's unit.
export function handoffFor(task: TaskJson, target: VerbForm['target'], unit: string): HandoffJson | undefined {
  return (task.handoffs ?? []).filter((handoff) => !ENDED.has(handoff.state ?? ''))
    .filter((handoff) => !(handoff.state === 'STATE_ACCEPTED' && (handoff.kind ?? 'KIND_TRANSFER') === 'KIND_TRANSFER'))
    .find((handoff) => target === 'handoff-in' ? handoff.toUnit === unit : handoff.fromUnit === unit);
}

// Taking note of information is accepting a hand-off by the API, and nothing like it for people.
export function isNoting(verb: TaskVerbJson, task: TaskJson, unit: string): boolean {
  return verb === 'TASK_VERB_ACCEPT_HANDOFF' && handoffFor(task, 'handoff-in', unit)?.kind === 'KIND_INFORMATION';
}

// Puts a value at a path of a request.
export function setPath(body: Record<string, unknown>, path: string, value: unknown): void {
  const steps = path.split('.');
  const last = steps.pop()!;
  let place = body;
  for (const step of steps) place = (place[step] ??= {}) as Record<string, unknown>;
  place[last] = value;
}
