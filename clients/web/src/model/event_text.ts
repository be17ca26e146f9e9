// What people wrote or decided in an event: the words of its payload, whatever event it is.

import type {EventJson} from 'phoihop/v1/event_pb';

// Fields of payloads that people read, in the order in which they are shown.
const TEXTS = ['reason', 'explanation', 'comment', 'text', 'summary', 'label', 'note', 'request', 'instruction', 'setAsideReason'] as const;
// What an event carries inside.
const PARTS = [
  'result', 'extension', 'report', 'suspension', 'contribution', 'contributions', 'progress', 'reminder', 'handoff', 'delegation',
  'response',
] as const;
// Names of enumerators are no text.
const ENUMERATOR = /^[A-Z]+(_[A-Z]+)+$/;

type Fields = Record<string, unknown>;

function payloadOf(event: EventJson): Fields {
  for (const [name, value] of Object.entries(event)) {
    if (name.startsWith('task') && typeof value === 'object' && value !== null) return value as Fields;
  }
  return {};
}

function collect(fields: Fields, texts: string[]): void {
  for (const name of TEXTS) {
    const value = fields[name];
    if (typeof value === 'string' && value && !ENUMERATOR.test(value) && !texts.includes(value)) texts.push(value);
  }
}

export function textsOf(event: EventJson): string[] {
  const payload = payloadOf(event);
  const texts: string[] = [];
  collect(payload, texts);
  for (const part of PARTS) {
    const value = payload[part];
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'object' && one !== null) collect(one as Fields, texts);
    }
  }
  return texts;
}

// The unit that a hand-off, a part or a new issue goes to; empty when the event is about none.
export function unitOf(event: EventJson): string {
  return event.taskHandoffSent?.handoff?.toUnit ?? event.taskHandoffAccepted?.toUnit ?? event.taskReissued?.leadUnit
    ?? event.taskDelegated?.delegation?.unit ?? '';
}

export function personOf(event: EventJson): string {
  return event.taskPersonAssigned?.person ?? event.taskClaimed?.person ?? event.taskStarted?.person ?? '';
}
