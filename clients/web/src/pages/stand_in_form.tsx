// The form that records who stands in for whom.

import type {MembershipJson} from 'phoihop/v1/organisation_pb';
import type {ComponentChildren, JSX} from 'preact';
import {useRef, useState} from 'preact/hooks';

import {newRequestId, post, urlOf} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {dateForPeople, dayOf} from '../model/dates.ts';
import {checkStandIn, type Mistake, type Mistakes, type Typed} from '../model/stand_in_form.ts';
import {now} from '../state/server_clock.ts';
import type {People} from '../state/stand_ins.ts';
import {explain, type Problem, tell} from '../state/toasts.ts';
import {FieldFrame} from '../ui/form_field.tsx';
import {ProblemBox, type Resource, Waiting} from '../ui/resource.tsx';
import {words} from '../words/index.ts';
import {standInWords} from '../words/stand_in.ts';

function textOf(mistake: Mistake | undefined): string | undefined {
  const t = standInWords();
  switch (mistake) {
    case 'missing': return words().fillIn;
    case 'not-a-date': return words().notADate;
    case 'wrong-order': return t.wrongOrder;
    case 'too-long': return t.tooLong;
    case 'over': return t.isOver;
    default: return undefined;
  }
}

// Each person once, whatever places they hold.
const oncePerPerson = (people: readonly MembershipJson[]) =>
  people.filter(({person}, i) => people.findIndex((one) => one.person === person) === i);

const option = ({person = '', displayName}: MembershipJson) => <option key={person} value={person}>{displayName}</option>;

interface Props {
  unit: string;
  // Not only for oneself.
  mayForOthers: boolean;
  candidates: Resource<People[]>;
  onDone(): void;
  onClose(): void;
}

export function RecordStandIn({unit, mayForOthers, candidates, onDone, onClose}: Props): JSX.Element {
  const t = standInWords();
  const {person: own = '', personDisplayName: ownName} = session.value ?? {};
  const today = dayOf(now());
  const [typed, setTyped] = useState<Typed>({
    absent: own, substitute: '', from: dateForPeople(today), to: '', rights: 'RIGHTS_ACT', reason: '', basis: '',
  });
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<Typed>) => setTyped((before) => ({...before, ...part}));
  const submit = async (event: Event) => {
    event.preventDefault();
    const {substitution, mistakes: found} = checkStandIn(typed, today);
    setMistakes(found);
    setProblem(null);
    if (Object.keys(found).length) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    try {
      await post(urlOf(`/v1/${unit}/substitutions`, {requestId: newRequestId()}), substitution);
      tell(t.recorded);
      onDone();
    } catch (error) {
      setProblem(explain(error));
    }
  };
  const framed = (key: keyof Typed, label: string, required: boolean, children: ComponentChildren, hint?: string) => (
    <FieldFrame id={`stand-in-${key}`} label={label} required={required} mistake={textOf(mistakes[key as keyof Mistakes])} hint={hint}>{children}</FieldFrame>
  );
  const common = (key: keyof Typed, hinted = false) => {
    const mistaken = Boolean(mistakes[key as keyof Mistakes]);
    const described = [hinted && `stand-in-${key}-hint`, mistaken && `stand-in-${key}-error`].filter(Boolean).join(' ');
    return {id: `stand-in-${key}`, value: typed[key], 'aria-invalid': mistaken, 'aria-describedby': described || undefined};
  };
  const input = (key: keyof Typed) => ({currentTarget: {value}}: {currentTarget: {value: string}}) => change({[key]: value});
  const date = (key: 'from' | 'to', label: string) => framed(key, label, true,
    <input {...common(key)} type="text" inputMode="numeric" placeholder="dd/mm/yyyy" maxLength={10} onInput={input(key)} />);
  const radio = (rights: Typed['rights'], text: string) => (
    <label class="flag"><input type="radio" name="rights" checked={typed.rights === rights} onChange={() => change({rights})} /><span>{text}</span></label>
  );
  if (!candidates.value) return <Waiting resource={candidates} />;
  return (
    <form ref={form} class="form" noValidate onSubmit={(event) => void submit(event)}>
      {mayForOthers ? framed('absent', t.absent, true,
        <select {...common('absent')} onChange={input('absent')}>
          <option value="">{words().choose}</option>
          {oncePerPerson(candidates.value[0]?.people ?? []).map(option)}
        </select>)
        : <p class="form-subject">{t.absent}: {ownName}</p>}
      {framed('substitute', t.substitute, true,
        <select {...common('substitute', true)} onChange={input('substitute')}>
          <option value="">{words().choose}</option>
          {candidates.value.map(({unit: name, unitDisplayName, people}) => (
            <optgroup key={name} label={unitDisplayName}>
              {/* Nobody makes themselves a substitute. */}
              {oncePerPerson(people).filter(({person}) => person !== typed.absent && person !== own).map(option)}
            </optgroup>
          ))}
        </select>, t.substituteHint)}
      {date('from', t.from)}
      {date('to', t.to)}
      <fieldset class="field"><legend>{t.what}</legend>{radio('RIGHTS_ACT', t.act)}{radio('RIGHTS_VIEW', t.view)}</fieldset>
      {framed('reason', t.reason, false, <input {...common('reason')} type="text" onInput={input('reason')} />)}
      {framed('basis', t.basis, false, <input {...common('basis')} type="text" onInput={input('basis')} />)}
      {problem && <ProblemBox problem={problem} />}
      <div class="form-buttons">
        <button type="submit" class="primary">{t.record}</button>
        <button type="button" onClick={onClose}>{words().cancel}</button>
      </div>
    </form>
  );
}
