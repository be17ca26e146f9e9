// The form of a verb. Fetched with the first one that is opened.

import type {TaskJson} from 'phoihop/v1/task_pb';
import type {TaskVerbJson} from 'phoihop/v1/task_state_pb';
import type {JSX} from 'preact';
import {useRef, useState} from 'preact/hooks';

import {session} from '../auth/session.ts';
import {dateForPeople} from '../model/dates.ts';
import {writeSteps} from '../model/steps.ts';
import {askedOf, type VerbForm} from '../model/verbs.ts';
import {type ChosenFile, newOperation} from '../offline/operation.ts';
import {perform, sending, uploading} from '../offline/queue.ts';
import {taskSignal} from '../state/tasks.ts';
import {explain, type Problem} from '../state/toasts.ts';
import {words} from '../words/index.ts';
import {openedForm} from './begin_operation.ts';
import {Dialog} from './dialog.tsx';
import {FileField} from './file_field.tsx';
import {FormFieldInput} from './form_field.tsx';
import {check, mistakesOf, type Typed} from './form_values.ts';

// What is filled in already: the day that was asked for, the progress so far.
function startOf(verb: TaskVerbJson, task: TaskJson): Typed {
  switch (verb) {
    case 'TASK_VERB_GRANT_EXTENSION': {
      const asked = task.extensions?.find(({state}) => state === 'STATE_REQUESTED')?.requestedDueDate;
      return {dueDate: dateForPeople(asked)};
    }
    case 'TASK_VERB_REPORT_PROGRESS':
      return {percent: String(task.progress?.percent ?? ''), label: task.progress?.label ?? ''};
    case 'TASK_VERB_SET_CHECKLIST':
      return {items: writeSteps(task.checklist ?? [])};
    case 'TASK_VERB_HAND_OFF':
      return {'handoff.kind': 'KIND_TRANSFER'};
    case 'TASK_VERB_ASSIGN_PERSON':
      return {person: task.assignee ?? ''};
    default:
      return {};
  }
}

function ProblemBox({problem}: {problem: Problem}): JSX.Element {
  return (
    <div class="problem" role="alert">
      <p>{problem.text}</p>
      {problem.detail && <p class="quiet">{problem.detail}</p>}
    </div>
  );
}

function OperationForm({task, verb, form}: {task: TaskJson; verb: TaskVerbJson; form: VerbForm}): JSX.Element {
  const t = words();
  // What the decision rests on. After a conflict it is the task as it is now, for whoever decides again.
  const [base, setBase] = useState(task);
  const [typed, setTyped] = useState<Typed>(() => startOf(verb, task));
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [mistakes, setMistakes] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const busy = sending.value.has(task.name ?? '');

  const showMistakes = (found: Record<string, string>) => {
    setMistakes(found);
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const checked = check(form, typed, files, task);
    setProblem(null);
    if (Object.keys(checked.mistakes).length) return showMistakes(checked.mistakes);
    setMistakes({});
    try {
      await perform(newOperation(verb, form, base, session.value?.unit ?? '', checked.values, files));
      openedForm.value = null;
    } catch (error) {
      setProblem(explain(error));
      setBase(taskSignal(task.name ?? '').value ?? base);
      showMistakes(mistakesOf(error, form));
    }
  };
  const explanation = task.operations?.find((operation) => operation.verb === verb)?.explanation;
  return (
    <form ref={element} class="form" noValidate onSubmit={(event) => void submit(event)}>
      <p class="form-subject">{task.title}</p>
      {verb === 'TASK_VERB_APPROVE' && task.result?.summary && <blockquote>{task.result.summary}</blockquote>}
      {explanation && <p class="hint">{explanation}</p>}
      {askedOf(form, typed).map((field) => field.kind === 'files'
        ? <FileField key={field.path} field={field} task={task} files={files} mistake={mistakes[field.path]} onChange={setFiles} />
        : (
          <FormFieldInput
            key={field.path} field={field} task={task} value={typed[field.path]} mistake={mistakes[field.path]}
            onChange={(value) => setTyped((before) => ({...before, [field.path]: value}))}
          />
        ))}
      {problem && <ProblemBox problem={problem} />}
      <p class="hint" role="status">
        {busy && (uploading.value ? t.uploading(uploading.value.filename, uploading.value.percent) : t.sending)}
      </p>
      <div class="form-buttons">
        <button type="submit" class={form.danger ? 'danger' : 'primary'} disabled={busy}>{t.verbs[verb]}</button>
        <button type="button" onClick={() => (openedForm.value = null)}>{t.cancel}</button>
      </div>
    </form>
  );
}

export function OperationDialog(): JSX.Element | null {
  const current = openedForm.value;
  if (!current) return null;
  return (
    <Dialog title={words().verbs[current.verb] ?? ''} onClose={() => (openedForm.value = null)}>
      <OperationForm key={`${current.verb}${current.task.name}`} {...current} />
    </Dialog>
  );
}
