// Issuing: first what it would make, then the same for good.

import type {PlanJson} from 'phoihop/v1/plan_pb';
import type {IssuedItemJson, IssuePlanResponseJson} from 'phoihop/v1/plan_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {ApiError, newRequestId, post} from '../api/http.ts';
import {dateForPeople} from '../model/dates.ts';
import {explain, type Problem, tell} from '../state/toasts.ts';
import {Permitted, usePermission} from '../ui/permitted.tsx';
import {ProblemBox} from '../ui/resource.tsx';
import {planWords} from '../words/plans.ts';

function Made({item}: {item: IssuedItemJson}): JSX.Element {
  const t = planWords();
  const facts = [
    t.makes(item.taskCount ?? 0, item.unitCount ?? 0),
    (item.partCount ?? 0) > 0 && t.parts(item.partCount!),
    item.firstDueDate && t.dueFrom(dateForPeople(item.firstDueDate), dateForPeople(item.lastDueDate)),
    (item.plannedCount ?? 0) > 0 && t.planned(item.plannedCount!),
  ].filter(Boolean);
  return (
    <li>
      <p><strong>{item.ordinal}.</strong> {item.text}</p>
      <p class="quiet">{facts.join(' · ')}</p>
      {item.explanation && <p class="quiet">{item.explanation}</p>}
    </li>
  );
}

export function IssuePlan({plan, onPlan, onStale}: {
  plan: PlanJson; onPlan(plan: PlanJson): void; onStale(): void;
}): JSX.Element | null {
  const t = planWords();
  // Of the plan as it was then; of another one it says nothing.
  const [looked, setLooked] = useState<{etag: string | undefined; answer: IssuePlanResponseJson} | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const may = usePermission('PlanService.IssuePlan', plan.name);
  const preview = looked?.etag === plan.etag ? looked?.answer : undefined;
  const ready = (plan.items ?? []).filter(({state}) => state === 'STATE_READY').length;
  const asking = (plan.items ?? []).filter(({state}) => state === 'STATE_ASKED').length;
  if (!ready) return null;
  const send = async (more: object, then: (answer: IssuePlanResponseJson) => void) => {
    setBusy(true);
    setProblem(null);
    try {
      then(await post<IssuePlanResponseJson>(`/v1/${plan.name}:issue`, {etag: plan.etag, pageSize: 1, ...more}));
    } catch (error) {
      setProblem(explain(error));
      if (error instanceof ApiError && error.reason === 'ETAG_MISMATCH') onStale();
    } finally {
      setBusy(false);
    }
  };
  const look = () => send({validateOnly: true}, (answer) => setLooked({etag: plan.etag, answer}));
  const issue = () => send({requestId: newRequestId()}, (answer) => {
    tell(t.issued(answer.totalTasks ?? 0));
    onPlan(answer.plan ?? plan);
  });
  return (
    <section class="panel" aria-labelledby="issue-title">
      <h2 id="issue-title">{t.issueTitle}</h2>
      <p>{t.readyItems(ready)} {asking > 0 && t.stayBehind(asking)}</p>
      {problem && <ProblemBox problem={problem} />}
      {!preview && (
        <Permitted may={may} what={t.issueTitle}>
          <p><button type="button" class="primary" disabled={busy} onClick={() => void look()}>{t.previewIssue}</button></p>
        </Permitted>
      )}
      {preview && (
        <>
          <p><strong>{t.willMake(preview.totalTasks ?? 0, preview.items?.length ?? 0)}</strong></p>
          <ol class="plain made">{(preview.items ?? []).map((item) => <Made key={item.item} item={item} />)}</ol>
          <p><button type="button" class="primary" disabled={busy} onClick={() => void issue()}>{t.issue(preview.totalTasks ?? 0)}</button></p>
        </>
      )}
    </section>
  );
}
