// Everything that can be done with a task, and why the rest cannot.

import type {BasketKindJson} from 'phoihop/v1/basket_service_pb';
import type {AllowedOperationJson, TaskJson} from 'phoihop/v1/task_pb';
import {signal} from '@preact/signals';
import type {JSX} from 'preact';

import {me} from '../auth/session.ts';
import {operationsOf} from '../model/verbs.ts';
import {taskSignal} from '../state/tasks.ts';
import {words} from '../words/index.ts';
import {Dialog} from './dialog.tsx';
import {begin} from './begin_operation.ts';
import {verbText} from './verb_text.ts';

function Refused({operations}: {operations: readonly AllowedOperationJson[]}): JSX.Element {
  const t = words();
  return (
    <dl class="refused">
      {operations.map(({verb, explanation}) => (
        <div key={verb}>
          <dt>{t.verbs[verb!]}</dt>
          <dd>{explanation}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ListProps {
  task: TaskJson;
  kind: BasketKindJson;
  // Of the headings.
  level: 2 | 3;
  onChosen(): void;
}

export function OperationsList({task, kind, level, onChosen}: ListProps): JSX.Element {
  const t = words();
  const Heading = `h${level}` as 'h2' | 'h3';
  const {primary, others, refused, refusedRest} = operationsOf(task, kind, me());
  return (
    <>
      <Heading>{t.whatCanIDo}</Heading>
      <div class="verb-list">
        {[...primary, ...others].map((verb) => (
          <button
            key={verb} type="button" class={verb === primary[0] ? 'primary' : ''}
            onClick={() => {
              onChosen();
              begin(verb, task);
            }}
          >{verbText(verb, task)}</button>
        ))}
      </div>
      {refused.length > 0 && (
        // On the page of a task there is more to read.
        <details class="refused-rest" open={level === 3}><summary>{t.whyNot}</summary><Refused operations={refused} /></details>
      )}
      {refusedRest.length > 0 && (
        <details class="refused-rest"><summary>{t.whyNotRest}</summary><Refused operations={refusedRest} /></details>
      )}
    </>
  );
}

const opened = signal<{name: string; kind: BasketKindJson} | null>(null);

export function OperationsButton({task, kind}: {task: TaskJson; kind: BasketKindJson}): JSX.Element {
  const t = words();
  return (
    <button
      type="button" class="more" aria-haspopup="dialog" aria-label={t.otherActionsOf(task.title ?? '')}
      onClick={() => (opened.value = {name: task.name ?? '', kind})}
    >{t.otherActions}</button>
  );
}

// Once in the page, so that a card that moves or goes does not take it along.
export function OperationsDialog(): JSX.Element | null {
  const current = opened.value;
  const task = current && taskSignal(current.name).value;
  if (!task) return null;
  const close = () => (opened.value = null);
  return (
    <Dialog title={task.title ?? ''} onClose={close}>
      <OperationsList task={task} kind={current.kind} level={3} onChosen={close} />
    </Dialog>
  );
}
