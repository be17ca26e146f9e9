// One plan: its items with what they ask and what became of them, over time, and how far it is.

import type {PlanItemJson, PlanJson} from 'phoihop/v1/plan_pb';
import type {JSX} from 'preact';

import {idOf} from '../api/http.ts';
import {concernsPlan} from '../model/concerns.ts';
import {dateForPeople} from '../model/dates.ts';
import {useRound} from '../state/live.ts';
import {readPlan, planName} from '../state/plans.ts';
import {paths} from '../state/route.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {type Resource, useResource, Waiting} from '../ui/resource.tsx';
import {words} from '../words/index.ts';
import {planWords} from '../words/plans.ts';
import {PlanChart} from './plan_chart.tsx';
import {PlanEvents} from './plan_events.tsx';
import {IssuePlan} from './plan_issue.tsx';
import {PlanProgress} from './plan_progress.tsx';
import {Questions} from './plan_questions.tsx';

const VIEWS = ['items', 'chart', 'progress'] as const;
type View = (typeof VIEWS)[number];

const viewOf = (text: string): View => VIEWS.find((view) => view === text) ?? 'items';

function Head({plan}: {plan: PlanJson}): JSX.Element {
  const t = planWords();
  const unitName = useUnitNames();
  return (
    <header>
      <p class="no-print"><a href={paths.plans}>← {words().plans}</a></p>
      <h1 tabIndex={-1}>{plan.displayName || idOf(plan.name)}</h1>
      <p class="facts-line">
        <strong class="state">{t.planStates[plan.state ?? 'STATE_UNSPECIFIED']}</strong>
        {plan.number && <span>{plan.number}</span>}
        <span>{t.issuedBy}: {unitName(plan.issuerUnit)}, {t.ofDay(dateForPeople(plan.documentDate))}</span>
        {plan.periodStartDate && <span>{t.period(dateForPeople(plan.periodStartDate), dateForPeople(plan.periodEndDate))}</span>}
        {(plan.revision ?? 0) > 0 && <span>{t.revisions(plan.revision!)}</span>}
      </p>
      {plan.provenance?.note && <p class="hint">{plan.provenance.note}</p>}
    </header>
  );
}

function Deadline({item: {deadline}}: {item: PlanItemJson}): JSX.Element {
  const t = planWords();
  const kind = t.deadlineKinds[deadline?.kind ?? 'DEADLINE_KIND_UNSPECIFIED'];
  const day = deadline?.effectiveDueDate || deadline?.nominalDueDate;
  return (
    <>
      {deadline?.text}
      {(kind || day) && <p class="quiet">{[kind, day && t.dueDay(dateForPeople(day))].filter(Boolean).join(' · ')}</p>}
    </>
  );
}

function ItemRow({item, plan}: {item: PlanItemJson; plan: PlanJson}): JSX.Element {
  const t = planWords();
  const tasks = item.tasks ?? [];
  return (
    <tr>
      <th scope="row" data-label={t.columns.ordinal}>{item.ordinal}</th>
      <td data-label={t.columns.text}>{item.text}{item.product && <p class="quiet">{t.columns.product}: {item.product}</p>}</td>
      <td data-label={t.columns.lead}>{item.leadText}</td>
      <td data-label={t.columns.deadline}><Deadline item={item} /></td>
      <td data-label="">
        <strong class={`item-state ${(item.state ?? '').toLowerCase()}`}>{t.itemStates[item.state ?? 'STATE_UNSPECIFIED']}</strong>
        {tasks.length > 0 && (
          <p>
            <a href={tasks.length === 1 ? paths.task(tasks[0]!) : paths.tasks({plan: idOf(plan.name), item: idOf(item.name)})}>
              {t.tasksOfItem(tasks.length)}<span class="visually-hidden"> ({t.ofItem(item.ordinal ?? '')})</span>
            </a>
          </p>
        )}
      </td>
    </tr>
  );
}

function Items({plan}: {plan: PlanJson}): JSX.Element {
  const t = planWords();
  const items = plan.items ?? [];
  let heading = '';
  const rows: JSX.Element[] = [];
  for (const item of items) {
    const next = (item.headings ?? []).join(' › ');
    if (next !== heading) rows.push(<tr key={`h${next}${item.name}`} class="heading-row"><th scope="rowgroup" colSpan={5}>{next}</th></tr>);
    heading = next;
    rows.push(<ItemRow key={item.name} item={item} plan={plan} />);
  }
  return (
    <section aria-labelledby="items-title">
      <h2 id="items-title">{t.itemsTitle}</h2>
      <div class="table" role="group" aria-labelledby="items-title" tabIndex={0}>
        <table class="cards-on-phone">
          <thead>
            <tr>
              <th scope="col">{t.columns.ordinal}</th><th scope="col">{t.columns.text}</th><th scope="col">{t.columns.lead}</th>
              <th scope="col">{t.columns.deadline}</th><td />
            </tr>
          </thead>
          <tbody>{rows}</tbody>
        </table>
      </div>
    </section>
  );
}

function ViewOf({view, plan, resource}: {view: View; plan: PlanJson; resource: Resource<PlanJson>}): JSX.Element {
  if (view === 'chart') return <PlanChart plan={plan} />;
  if (view === 'progress') return <PlanProgress plan={plan} />;
  return (
    <>
      <Questions plan={plan} onPlan={resource.set} onStale={resource.reload} />
      <PlanEvents plan={plan} onPlan={resource.set} onStale={resource.reload} />
      <IssuePlan plan={plan} onPlan={resource.set} onStale={resource.reload} />
      <Items plan={plan} />
    </>
  );
}

export function PlanPage({id, view: asked}: {id: string; view: string}): JSX.Element {
  const t = planWords();
  const view = viewOf(asked);
  const round = useRound(concernsPlan(planName(id)));
  const resource = useResource((signal) => readPlan(id, signal), [planName(id)], round);
  const plan = resource.value;
  return (
    <div class="stacked">
      <Waiting resource={resource} />
      {plan && (
        <>
          <Head plan={plan} />
          <nav class="tabs no-print" aria-label={t.viewsLabel}>
            {VIEWS.map((one) => (
              <a key={one} href={paths.plan(id, one === 'items' ? '' : one)} aria-current={one === view ? 'page' : undefined}>{t.views[one]}</a>
            ))}
          </nav>
          <ViewOf view={view} plan={plan} resource={resource} />
        </>
      )}
    </div>
  );
}
