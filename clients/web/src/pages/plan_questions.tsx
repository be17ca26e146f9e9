// What the plan asks, item by item, and the answers.

import type {PlanItemJson, PlanJson, PlanQuestionJson} from 'phoihop/v1/plan_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {ApiError, newRequestId, patch} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {type Choice, partyOfQuestion, updateOf} from '../model/plan_answer.ts';
import {dateForPeople} from '../model/dates.ts';
import {explain, type Problem, tell} from '../state/toasts.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {Dialog} from '../ui/dialog.tsx';
import {NotPermitted, usePermission} from '../ui/permitted.tsx';
import {ProblemBox} from '../ui/resource.tsx';
import {UnitPicker} from '../ui/unit_picker.tsx';
import {words} from '../words/index.ts';
import {planWords} from '../words/plans.ts';

interface Props {
  plan: PlanJson;
  onPlan(plan: PlanJson): void;
  // Somebody else changed it.
  onStale(): void;
}

type UnitName = (name: string | undefined) => string;

function rememberedText({remembered}: PlanQuestionJson, unitName: UnitName): string {
  const {deadline, parties = []} = remembered ?? {};
  if (deadline) return deadline.dates?.map(dateForPeople).join('; ') || deadline.text || '';
  return parties.flatMap(({units = [], unitSet}) => unitSet ? [unitSet] : units).map(unitName).join('; ') || planWords().noneOfThem;
}

interface FieldProps {
  item: PlanItemJson;
  question: PlanQuestionJson;
  place: number;
  choice: Choice;
  onChoose(choice: Choice): void;
}

function ChoiceOf({type, name, text, checked, onChange}: {
  type: 'radio' | 'checkbox'; name: string; text: string; checked: boolean; onChange(): void;
}): JSX.Element {
  return <label class="flag"><input type={type} name={name} checked={checked} onChange={onChange} /><span>{text}</span></label>;
}

// Who is meant: of leads one, of coordinators as many as there are.
function UnitChoices({question, place, choice, onChoose}: FieldProps): JSX.Element {
  const t = planWords();
  const unitName = useUnitNames();
  const candidates = question.candidates ?? [];
  const names = choice.kind === 'units' ? choice.names : [];
  const several = question.field === 'coordinators';
  const toggle = (unit: string) => {
    const rest = names.filter((name) => name !== unit);
    const next = rest.length < names.length ? rest : several ? [...names, unit] : [unit];
    onChoose(next.length ? {kind: 'units', names: next} : {kind: 'later'});
  };
  const shown = [...candidates, ...names.filter((name) => !candidates.includes(name))];
  return (
    <>
      {shown.map((unit) => (
        <ChoiceOf
          key={unit} type={several ? 'checkbox' : 'radio'} name={several ? `${unit}-${place}` : `question-${place}`} text={unitName(unit)}
          checked={names.includes(unit)} onChange={() => toggle(unit)}
        />
      ))}
      <UnitPicker
        province={session.value?.province ?? ''} label={several ? t.anotherUnit : t.otherUnit} required={false} value=""
        onChoose={(unit) => { if (unit && !names.includes(unit.name)) toggle(unit.name); }}
      />
    </>
  );
}

function DeadlineField({place, choice, onChoose}: FieldProps): JSX.Element {
  const t = planWords();
  const id = `deadline-${place}`;
  return (
    <div class="field">
      <label for={id}>{t.deadlineAnswer}</label>
      <p class="hint" id={`${id}-hint`}>{t.deadlineAnswerHint}</p>
      <input
        id={id} type="text" autocomplete="off" aria-describedby={`${id}-hint`} value={choice.kind === 'deadline' ? choice.text : ''}
        onInput={({currentTarget: {value}}) => onChoose(value.trim() ? {kind: 'deadline', text: value} : {kind: 'later'})}
      />
    </div>
  );
}

function QuestionField(props: FieldProps): JSX.Element {
  const {item, question, place, choice, onChoose} = props;
  const t = planWords();
  const unitName = useUnitNames();
  const radio = (text: string, value: Choice) => (
    <ChoiceOf type="radio" name={`question-${place}`} text={text} checked={choice.kind === value.kind} onChange={() => onChoose(value)} />
  );
  const understood = partyOfQuestion((question.field === 'lead' ? item.leads : item.coordinators) ?? [], question);
  const deadline = question.field === 'deadline';
  return (
    <fieldset class="field question">
      <legend>{t.fields[question.field ?? '']}: “{question.text}”</legend>
      <p>{question.question} <span class="quiet">({question.blocking ? t.blocking : t.notBlocking})</span></p>
      {question.remembered && radio(t.remembered(rememberedText(question, unitName)), {kind: 'remembered'})}
      {!deadline && understood?.status === 'STATUS_UNDERSTOOD' && radio(understood.explanation || unitName(understood.units?.[0]), {kind: 'keep'})}
      {deadline ? <DeadlineField {...props} /> : <UnitChoices {...props} />}
      {question.field === 'coordinators' && radio(t.noneOfThem, {kind: 'nobody'})}
      {radio(t.skipForNow, {kind: 'later'})}
    </fieldset>
  );
}

function AnswerForm({plan, item, onPlan, onStale, onClose}: Props & {item: PlanItemJson; onClose(): void}): JSX.Element {
  const t = planWords();
  const [choices, setChoices] = useState<ReadonlyMap<PlanQuestionJson, Choice>>(new Map());
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const update = updateOf(item, choices);
    if (!update.paths.length) return setProblem({text: t.chooseAnAnswer, detail: ''});
    if (update.incomplete.length) return setProblem({text: t.answerWholeColumn(update.incomplete.map((field) => t.fields[field] ?? field).join(', ')), detail: ''});
    setBusy(true);
    setProblem(null);
    try {
      const query = {updateMask: update.paths.join(','), etag: plan.etag, requestId: newRequestId()};
      onPlan(await patch<PlanJson>(`/v1/${item.name}`, query, update.item));
      tell(t.answered(item.ordinal ?? ''));
      onClose();
    } catch (error) {
      setProblem(explain(error));
      if (error instanceof ApiError && error.reason === 'ETAG_MISMATCH') onStale();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="form" noValidate onSubmit={(event) => void submit(event)}>
      <p class="form-subject">{item.text}</p>
      {(item.questions ?? []).map((question, i) => (
        <QuestionField
          key={`${question.field}${i}`} item={item} question={question} place={i} choice={choices.get(question) ?? {kind: 'later'}}
          onChoose={(choice) => setChoices((before) => new Map(before).set(question, choice))}
        />
      ))}
      {problem && <ProblemBox problem={problem} />}
      <div class="form-buttons">
        <button type="submit" class="primary" disabled={busy}>{t.answer}</button>
        <button type="button" onClick={onClose}>{words().cancel}</button>
      </div>
    </form>
  );
}

export function Questions(props: Props): JSX.Element | null {
  const t = planWords();
  const [opened, setOpened] = useState('');
  const may = usePermission('PlanService.UpdatePlanItem', props.plan.name);
  const asking = (props.plan.items ?? []).filter(({questions, state}) => questions?.length && (state === 'STATE_ASKED' || state === 'STATE_READY'));
  if (!asking.length) return null;
  const item = asking.find(({name}) => name === opened);
  return (
    <section class="panel" aria-labelledby="questions-title">
      <h2 id="questions-title">{t.questionsTitle(asking.length)}</h2>
      <ul class="plain questions">
        {asking.map((one) => (
          <li key={one.name}>
            <p><strong>{one.ordinal}.</strong> {one.text}</p>
            {(one.questions ?? []).map((question, i) => (
              <p key={i} class={question.blocking ? 'outcome asked' : 'outcome'}>
                {t.fields[question.field ?? '']}: “{question.text}” — {question.question}
              </p>
            ))}
            {may?.allowed && <p class="no-print"><button type="button" aria-label={t.answerOf(one.ordinal ?? '')} onClick={() => setOpened(one.name ?? '')}>{t.answer}</button></p>}
          </li>
        ))}
      </ul>
      <NotPermitted may={may} what={t.answer} />
      {item && (
        <Dialog title={t.answerTitle(item.ordinal ?? '')} onClose={() => setOpened('')}>
          <AnswerForm key={`${item.name}${props.plan.etag}`} {...props} item={item} onClose={() => setOpened('')} />
        </Dialog>
      )}
    </section>
  );
}
