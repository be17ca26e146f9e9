// Another file for a plan that exists: what it changes, what becomes of the tasks, and the agreement to exactly that.

import type {PlanItemChangeJson} from 'phoihop/v1/plan_pb';
import type {RevisePlanResponseJson} from 'phoihop/v1/plan_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {newRequestId, post} from '../api/http.ts';
import {navigate, paths} from '../state/route.ts';
import {explain, type Problem, tell} from '../state/toasts.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {ProblemBox} from '../ui/resource.tsx';
import {planWords} from '../words/plans.ts';
import type {FileRequest} from './plan_import.tsx';

function Change({change}: {change: PlanItemChangeJson}): JSX.Element {
  const t = planWords();
  return (
    <li>
      <p><strong>{t.changeKinds[change.kind ?? 'KIND_UNSPECIFIED']}</strong> {change.ordinal}. {change.text}</p>
      {(change.fields ?? []).map(({field = '', before, after}) => (
        <p key={field} class="quiet">{t.columns[field] ?? field}: <del>{before}</del> → <ins>{after}</ins></p>
      ))}
    </li>
  );
}

function Effects({answer}: {answer: RevisePlanResponseJson}): JSX.Element {
  const t = planWords();
  const unitName = useUnitNames();
  if (!answer.effects?.length) return <p>{t.noEffects}</p>;
  return (
    <ul class="plain">
      {answer.effects.map((effect, i) => (
        <li key={i}>
          <strong>{t.effectKinds[effect.kind ?? 'KIND_UNSPECIFIED']}</strong>{' '}
          {effect.task ? <a href={paths.task(effect.task)}>{unitName(effect.leadUnit)}</a> : unitName(effect.leadUnit)}
          {effect.explanation && <>: {effect.explanation}</>}
        </li>
      ))}
    </ul>
  );
}

export function Revision({name, request, changes}: {
  name: string; request: FileRequest; changes: readonly PlanItemChangeJson[];
}): JSX.Element {
  const t = planWords();
  const [basis, setBasis] = useState('');
  const [preview, setPreview] = useState<RevisePlanResponseJson | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (more: object): Promise<RevisePlanResponseJson | null> => {
    setBusy(true);
    setProblem(null);
    try {
      const body = {...request, ...more, ...(basis.trim() ? {basis: {text: basis.trim()}} : {})};
      return await post<RevisePlanResponseJson>(`/v1/${name}:revise`, body);
    } catch (error) {
      setProblem(explain(error));
      return null;
    } finally {
      setBusy(false);
    }
  };
  const look = async () => setPreview(await send({validateOnly: true}));
  const revise = async () => {
    const done = await send({previewToken: preview?.previewToken, requestId: newRequestId()});
    if (!done?.stored) return;
    tell(t.revised);
    navigate(paths.plan(name));
  };
  return (
    <section class="panel" aria-labelledby="changes-title">
      <h2 id="changes-title">{t.differs}</h2>
      <ul class="plain">{changes.map((change, i) => <Change key={i} change={change} />)}</ul>
      <div class="field">
        <label for="revision-basis">{t.revisionBasis}</label>
        <input
          id="revision-basis" type="text" value={basis}
          onInput={(event) => {
            setBasis(event.currentTarget.value);
            setPreview(null);
          }}
        />
      </div>
      {problem && <ProblemBox problem={problem} />}
      {preview && <Effects answer={preview} />}
      <p class="form-buttons">
        <button type="button" disabled={busy} onClick={() => void look()}>{t.previewRevision}</button>
        {preview && <button type="button" class="primary" disabled={busy} onClick={() => void revise()}>{t.revise}</button>}
      </p>
    </section>
  );
}
