// Who stands in for whom: in whose place one may work today, who is away in the unit, and the form that records it.

import type {SubstitutionJson} from 'phoihop/v1/access_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {idOf, newRequestId, post} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {dateForPeople} from '../model/dates.ts';
import {personName} from '../state/directory.ts';
import {useRound} from '../state/live.ts';
import {choices, readCandidates, readChoices, readSubstitutions} from '../state/stand_ins.ts';
import {explain, type Problem, tell} from '../state/toasts.ts';
import {Dialog} from '../ui/dialog.tsx';
import {FieldFrame} from '../ui/form_field.tsx';
import {usePermission} from '../ui/permitted.tsx';
import {ProblemBox, useResource, Waiting} from '../ui/resource.tsx';
import {lastDay, StandInChoices} from '../ui/stand_in.tsx';
import {words} from '../words/index.ts';
import {standInWords} from '../words/stand_in.ts';
import {RecordStandIn} from './stand_in_form.tsx';

const unitOf = ({name = ''}: SubstitutionJson) => name.split('/substitutions/')[0];

function absentOf(substitution: SubstitutionJson): string {
  return substitution.person ? personName(substitution.person, unitOf(substitution)) : standInWords().holderOf(idOf(substitution.post));
}

function EndForm({substitution, onDone, onClose}: {substitution: SubstitutionJson; onDone(): void; onClose(): void}): JSX.Element {
  const t = standInWords();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await post(`/v1/${substitution.name}:end`, {reason: reason.trim(), etag: substitution.etag, requestId: newRequestId()});
      tell(t.ended);
      onDone();
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <form class="form" noValidate onSubmit={(event) => void submit(event)}>
      <p class="form-subject">{t.row(absentOf(substitution), personName(substitution.substitute, unitOf(substitution)))}</p>
      <FieldFrame id="end-reason" label={t.reason} required={false} mistake={undefined}>
        <input id="end-reason" type="text" value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </FieldFrame>
      {problem && <ProblemBox problem={problem} />}
      <div class="form-buttons">
        <button type="submit" class="danger">{t.end}</button>
        <button type="button" onClick={onClose}>{words().cancel}</button>
      </div>
    </form>
  );
}

// `onEnd`: the caller may end it.
function Row({substitution, onEnd}: {substitution: SubstitutionJson; onEnd: (() => void) | undefined}): JSX.Element {
  const t = standInWords();
  const {substitute, validFrom = '', validTo = '', rights, verbs = [], plan, reason} = substitution;
  const absent = absentOf(substitution);
  return (
    <li class="panel">
      <p><strong>{t.row(absent, personName(substitute, unitOf(substitution)))}</strong></p>
      <p class="facts-line">
        <span>{t.fromTo(dateForPeople(validFrom), lastDay(validTo))}</span>
        <span>{t.rights[rights ?? 'RIGHTS_UNSPECIFIED']}</span>
        {verbs.length > 0 && <span>{t.onlyVerbs(verbs.map((verb) => words().verbs[verb] ?? verb).join(', '))}</span>}
        {plan && <span>{t.onlyPlan(idOf(plan))}</span>}
      </p>
      {reason && <p class="said">{reason}</p>}
      {onEnd && <p class="no-print"><button type="button" aria-label={t.endOf(absent)} onClick={onEnd}>{t.end}</button></p>}
    </li>
  );
}

export function StandInsPage(): JSX.Element {
  const t = standInWords();
  const {unit = '', unitDisplayName = '', person = '', standsInFor} = session.value ?? {};
  const may = usePermission('PERMISSION_MANAGE_SUBSTITUTIONS');
  const round = useRound(({subject = ''}) => subject.startsWith(`${unit}/substitutions/`));
  const resource = useResource((signal) => readSubstitutions(unit, signal), [unit], round);
  const candidates = useResource(() => readCandidates(unit), [unit]);
  const [opened, setOpened] = useState<'record' | SubstitutionJson | null>(null);
  const close = () => setOpened(null);
  const done = () => {
    close();
    resource.reload();
    readChoices().catch(() => {});
  };
  const mayEnd = ({person: absent, substitute}: SubstitutionJson) =>
    may?.allowed === true || (person !== '' && (person === absent || person === substitute));
  return (
    <div class="narrow stand-ins">
      <h1 tabIndex={-1}>{t.title}</h1>
      <p class="hint">{t.intro}</p>
      {!standsInFor && (
        <section aria-labelledby="mine-title">
          <h2 id="mine-title">{t.mine}</h2>
          {choices.value.length ? <StandInChoices /> : <p>{t.noneOfMine}</p>}
        </section>
      )}
      <section aria-labelledby="unit-title">
        <h2 id="unit-title">{t.ofUnit(unitDisplayName)}</h2>
        <Waiting resource={resource} />
        {resource.value?.length === 0 && <p>{t.none}</p>}
        <ul class="panels">
          {(resource.value ?? []).map((one) => <Row key={one.name} substitution={one} onEnd={mayEnd(one) ? () => setOpened(one) : undefined} />)}
        </ul>
        {standsInFor ? <p class="hint">{t.notWhileActing}</p>
          : <p class="no-print"><button type="button" class="primary" onClick={() => setOpened('record')}>{t.record}</button></p>}
      </section>
      {opened === 'record' && (
        <Dialog title={t.record} onClose={close}>
          <RecordStandIn unit={unit} mayForOthers={may?.allowed === true} candidates={candidates} onDone={done} onClose={close} />
        </Dialog>
      )}
      {opened !== null && opened !== 'record' && (
        <Dialog title={t.endOf(absentOf(opened))} onClose={close}><EndForm substitution={opened} onDone={done} onClose={close} /></Dialog>
      )}
    </div>
  );
}
