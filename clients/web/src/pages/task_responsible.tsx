// Who is responsible for a task, and why: its plan, the function, the basis, and the duties that the province's regulations lay
// down for that function.

import type {PlanJson} from 'phoihop/v1/plan_pb';
import type {FunctionJson} from 'phoihop/v1/responsibility_pb';
import type {ListFunctionsResponseJson} from 'phoihop/v1/responsibility_service_pb';
import type {CitationJson} from 'phoihop/v1/common_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {get, idOf, pages} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {personName} from '../state/directory.ts';
import {paths} from '../state/route.ts';
import {unitName} from '../ui/work_card.tsx';
import {taskWords} from '../words/task.ts';

const PAGE_SIZE = 500;

// What a task names and does not carry; each part is shown once it is there, and its id until then.
interface Context {
  plan?: PlanJson;
  functionName?: string;
}

async function nameOfFunction(name: string, province: string, signal: AbortSignal): Promise<string | undefined> {
  for await (const page of pages<ListFunctionsResponseJson>(`/v1/${province}/functions`, {pageSize: PAGE_SIZE}, signal)) {
    const found = (page.functions ?? []).find((one: FunctionJson) => one.name === name);
    if (found) return found.displayName;
  }
  return undefined;
}

function useContext(task: TaskJson, province: string): Context {
  const [context, setContext] = useState<Context>({});
  const {plan, planFunction} = task;
  useEffect(() => {
    const stop = new AbortController();
    setContext({});
    if (plan) get<PlanJson>(`/v1/${plan}`, {}, stop.signal).then((found) => setContext((before) => ({...before, plan: found})), () => {});
    if (planFunction) {
      nameOfFunction(planFunction, province, stop.signal)
        .then((functionName) => setContext((before) => ({...before, functionName})), () => {});
    }
    return () => stop.abort();
  }, [plan, planFunction]);
  return context;
}

export function citationText(citation: CitationJson | undefined): string {
  if (!citation) return '';
  return citation.text || [citation.instrumentNumber, citation.article, citation.clause, citation.point].filter(Boolean).join(', ');
}

export function Fact({label, children}: {label: string; children: ComponentChildren}): JSX.Element | null {
  if (children === '' || children === undefined || children === null || children === false) return null;
  return <div class="fact"><dt>{label}</dt><dd>{children}</dd></div>;
}

function PlanText({task, plan}: {task: TaskJson; plan: PlanJson | undefined}): JSX.Element {
  const t = taskWords();
  const item = plan?.items?.find(({name}) => name === task.planItem);
  const number = plan?.number ? `${plan.number} ` : '';
  return (
    <>
      <a href={paths.plan(task.plan ?? '')}>{number}{plan?.displayName ?? idOf(task.plan)}</a>
      {task.planItem && <>, {t.planItem(item?.ordinal ?? idOf(task.planItem))}</>}
      {item?.leadText && <span class="quiet"> — “{item.leadText}”</span>}
    </>
  );
}

export function TaskResponsible({task, province}: {task: TaskJson; province: string}): JSX.Element {
  const t = taskWords();
  const {plan, functionName} = useContext(task, province);
  const me = session.value?.unit;
  const units = (names: readonly string[] | undefined) => (names ?? []).map((name) => unitName(task, name)).join('; ');
  const area = (names: readonly string[] | undefined) => (names ?? []).map((name) => unitName(task, name)).join(', ');
  return (
    <section aria-labelledby="responsible-title">
      <h2 id="responsible-title">{t.responsible}</h2>
      <dl class="facts">
        <Fact label={t.lead}><strong>{unitName(task, task.leadUnit)}</strong>{task.leadUnit === me && ` (${t.yourUnit})`}</Fact>
        <Fact label={t.assignee}>{task.assignee && personName(task.assignee, task.leadUnit)}</Fact>
        <Fact label={t.coordinators}>{units(task.coordinatorUnits)}</Fact>
        <Fact label={t.issuer}>{unitName(task, task.issuerUnit)}</Fact>
        <Fact label={t.approver}>{task.approvalRequired && unitName(task, task.approverUnit || task.issuerUnit)}</Fact>
        <Fact label={t.plan}>{task.plan && <PlanText task={task} plan={plan} />}</Fact>
        <Fact label={t.duty}>{functionName ?? task.function ?? (task.planFunction && idOf(task.planFunction))}</Fact>
        <Fact label={t.basis}>{citationText(task.basis) || (plan && citationText(plan.basis))}</Fact>
        <Fact label={t.product}>{task.product}</Fact>
        <Fact label={t.territories}>{area(task.territories)}</Fact>
        <Fact label={t.description}>{task.description}</Fact>
      </dl>
    </section>
  );
}
