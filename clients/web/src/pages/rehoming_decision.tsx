// A person decides who takes an item that the rules of a reorganisation could not decide.

import type {RehomingItemJson, ReorganisationJson} from 'phoihop/v1/reorganisation_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {newRequestId, post} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {explain, type Problem, tell} from '../state/toasts.ts';
import {Dialog} from '../ui/dialog.tsx';
import {ProblemBox} from '../ui/resource.tsx';
import {UnitPicker} from '../ui/unit_picker.tsx';
import {words} from '../words/index.ts';
import {organisationWords} from '../words/organisation.ts';

export function DecideItem({reorganisation, item, nameOf, onDecided, onClose}: {
  // Resource name.
  reorganisation: string;
  item: RehomingItemJson;
  nameOf(unit: string | undefined): string;
  onDecided(reorganisation: ReorganisationJson): void;
  onClose(): void;
}): JSX.Element {
  const t = organisationWords();
  const [unit, setUnit] = useState('');
  const [basis, setBasis] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const candidates = [...new Set((item.changes ?? []).flatMap(({candidates: meant = []}) => meant))];
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!unit) return setProblem({text: t.chooseReceiver, detail: ''});
    try {
      const assignment = {item: item.item, toUnit: unit, ...(basis.trim() ? {basis: {text: basis.trim()}} : {})};
      const decided = await post<ReorganisationJson>(`/v1/${reorganisation}:assignItem`, {assignment, requestId: newRequestId()});
      tell(t.decided);
      onDecided(decided);
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <Dialog title={t.decide} onClose={onClose}>
      <form class="form" noValidate onSubmit={(event) => void submit(event)}>
        <p class="form-subject">{item.title || item.item}</p>
        {item.reason && <p>{item.reason}</p>}
        <fieldset class="field">
          <legend>{t.receiver}</legend>
          {candidates.map((one) => (
            <label key={one} class="flag"><input type="radio" name="receiver" checked={unit === one} onChange={() => setUnit(one)} /><span>{nameOf(one)}</span></label>
          ))}
        </fieldset>
        <UnitPicker
          province={session.value?.province ?? ''} label={t.otherReceiver} required={false} value={candidates.includes(unit) ? '' : unit}
          onChoose={(next) => setUnit(next?.name ?? '')}
        />
        <div class="field">
          <label for="decide-basis">{t.decideBasis}</label>
          <input id="decide-basis" type="text" value={basis} onInput={(event) => setBasis(event.currentTarget.value)} />
        </div>
        {problem && <ProblemBox problem={problem} />}
        <div class="form-buttons">
          <button type="submit" class="primary">{t.decide}</button>
          <button type="button" onClick={onClose}>{words().cancel}</button>
        </div>
      </form>
    </Dialog>
  );
}
