// One field of a form, by its kind, with its label, its mistake, and what a screen reader needs.

import type {MembershipJson} from 'phoihop/v1/organisation_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {RefusalReasonJson} from 'phoihop/v1/task_state_pb';
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useId, useState} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {session} from '../auth/session.ts';
import type {FormField} from '../model/verbs.ts';
import {readPeople} from '../state/directory.ts';
import {words} from '../words/index.ts';
import {UnitPicker} from './unit_picker.tsx';

interface Props {
  field: FormField;
  task: TaskJson;
  value: string | boolean | readonly string[] | undefined;
  mistake: string | undefined;
  onChange(value: string | boolean | readonly string[]): void;
}

interface Frame {
  id: string;
  label: string;
  required: boolean;
  mistake: string | undefined;
  hint?: string;
  children: ComponentChildren;
}

export function FieldFrame({id, label, required, mistake, hint, children}: Frame): JSX.Element {
  const t = words();
  return (
    <div class="field">
      <label for={id}>{label} <span class="quiet">{required ? t.required : t.optional}</span></label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {children}
      {mistake && <p id={`${id}-error`} class="error">{mistake}</p>}
    </div>
  );
}

interface Choice {
  value: string;
  text: string;
}

const REASONS: readonly RefusalReasonJson[] = [
  'REFUSAL_REASON_NOT_COMPETENT', 'REFUSAL_REASON_DUPLICATE', 'REFUSAL_REASON_INCOMPLETE', 'REFUSAL_REASON_NOT_FEASIBLE',
  'REFUSAL_REASON_OTHER',
];

function choicesOf({kind}: FormField, task: TaskJson): readonly Choice[] {
  const t = words();
  switch (kind) {
    case 'refusal': return REASONS.map((value) => ({value, text: t.refusalReasons[value]}));
    case 'agreement': return [{value: 'yes', text: t.agree}, {value: 'no', text: t.disagree}];
    case 'acceptance': return [{value: 'yes', text: t.accepted}, {value: 'no', text: t.sentBack}];
    case 'handoff-kind': {
      const transfer = {value: 'KIND_TRANSFER', text: t.kindTransfer};
      // Servers that know the other kinds say so by the verb that only those need.
      const others = task.operations?.some(({verb}) => verb === 'TASK_VERB_RETURN_HANDOFF_RESULT');
      return others
        ? [transfer, {value: 'KIND_REQUEST', text: t.kindRequest}, {value: 'KIND_INFORMATION', text: t.kindInformation}]
        : [transfer];
    }
    case 'escalation-answer': {
      // As ASSIGN_PERSON, for which the state may not be the one.
      const assigned = task.operations?.find(({verb}) => verb === 'TASK_VERB_ASSIGN_PERSON');
      return [
        {value: 'KIND_TAKEN_UP', text: t.answerTakenUp}, {value: 'KIND_ORDERED', text: t.answerOrdered},
        ...assigned?.reason === 'TRANSITION_NOT_ALLOWED' ? [] : [{value: 'KIND_REASSIGNED', text: t.answerReassigned}],
        {value: 'KIND_RETURNED', text: t.answerReturned},
      ];
    }
    case 'dependency': return (task.dependencies ?? []).map(({task: name = ''}) => ({value: name, text: idOf(name)}));
    default: return [];
  }
}

// People of the unit, but for one.
function PersonChoices({unit, except = ''}: {unit: string; except?: string}): JSX.Element {
  const t = words();
  const [people, setPeople] = useState<readonly MembershipJson[]>([]);
  useEffect(() => {
    readPeople(unit).then(setPeople, () => {});
  }, [unit]);
  return (
    <>
      {people.filter(({person}) => person !== except).map(({person = '', displayName, role}) => (
        <option key={person} value={person}>{displayName} ({t.roles[role ?? 'MEMBERSHIP_ROLE_UNSPECIFIED']})</option>
      ))}
    </>
  );
}

export function FormFieldInput({field, task, value, mistake, onChange}: Props): JSX.Element {
  const t = words();
  const id = useId();
  const label = t.fields[field.label];
  const required = field.required === true;
  const common = {
    id, 'aria-invalid': Boolean(mistake), 'aria-required': required, 'aria-describedby': mistake ? `${id}-error` : undefined,
    name: field.path,
  };
  const text = typeof value === 'string' ? value : '';
  const input = (event: {currentTarget: {value: string}}) => onChange(event.currentTarget.value);
  const framed = (children: ComponentChildren) => (
    <FieldFrame id={id} label={label} required={required} mistake={mistake}>{children}</FieldFrame>
  );
  switch (field.kind) {
    case 'long':
    case 'steps':
      return framed(<textarea {...common} rows={field.kind === 'steps' ? 6 : 3} value={text} onInput={input} />);
    case 'date':
      // Not the browser's own field: it shows days as the device likes, not as dd/mm/yyyy.
      return framed(<input {...common} type="text" inputMode="numeric" placeholder="dd/mm/yyyy" maxLength={10} value={text} onInput={input} />);
    case 'percent':
      return framed(<input {...common} type="text" inputMode="numeric" maxLength={3} value={text} onInput={input} />);
    case 'flag':
      return (
        <label class="flag">
          <input type="checkbox" name={field.path} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
          <span>{label}</span>
        </label>
      );
    case 'unit':
    case 'units':
      return (
        <UnitPicker
          province={session.value?.province ?? ''} label={label} required={required} invalid={mistake}
          value={field.kind === 'unit' ? text : (value as readonly string[] | undefined)?.[0] ?? ''}
          onChoose={(unit) => field.kind === 'unit' ? onChange(unit?.name ?? '') : onChange(unit ? [unit.name] : [])}
        />
      );
    case 'person':
      return framed(
        <select {...common} value={text} onChange={input}>
          <option value="">{t.backToUnit}</option>
          <PersonChoices unit={task.leadUnit ?? ''} />
        </select>);
    case 'other-person':
      return framed(
        <select {...common} value={text} onChange={input}>
          <option value="">{t.choose}</option>
          <PersonChoices unit={task.leadUnit ?? ''} except={task.assignee ?? ''} />
        </select>);
    case 'refusal':
    case 'agreement':
    case 'acceptance':
    case 'handoff-kind':
    case 'escalation-answer':
    case 'dependency': {
      const choices = choicesOf(field, task);
      return framed(
        <select {...common} value={text} onChange={input}>
          {field.kind !== 'handoff-kind' && <option value="">{t.choose}</option>}
          {choices.map(({value: choice, text: words}) => <option key={choice} value={choice}>{words}</option>)}
        </select>);
    }
    default:
      return framed(<input {...common} type="text" value={text} onInput={input} />);
  }
}
