// All plans: how each of them stands, and the way to the figures behind it.

import type {PlanJson} from 'phoihop/v1/plan_pb';
import type {ProgressCountsJson} from 'phoihop/v1/plan_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {concernsAnyPlan} from '../model/concerns.ts';
import {dateForPeople, timeForPeople} from '../model/dates.ts';
import {fold, matches} from '../model/fold.ts';
import {CALMLY, useRound} from '../state/live.ts';
import {readPlans, summarise} from '../state/plans.ts';
import {paths} from '../state/route.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {NotPermitted, usePermission} from '../ui/permitted.tsx';
import {Progress} from '../ui/progress_bar.tsx';
import {useResource, Waiting} from '../ui/resource.tsx';
import {words} from '../words/index.ts';
import {planWords} from '../words/plans.ts';

interface Listed {
  plan: PlanJson;
  counts: ProgressCountsJson | undefined;
  itemsNotIssued: number;
  folded: string;
}

async function read(signal: AbortSignal): Promise<{plans: Listed[]; readTime: string | undefined}> {
  const [plans, summary] = await Promise.all([readPlans(signal), summarise('GROUP_BY_PLAN', undefined, signal)]);
  const groups = new Map((summary.groups ?? []).map((group) => [group.key, group]));
  return {
    readTime: summary.readTime,
    plans: plans.map((plan) => {
      const group = groups.get(plan.name);
      return {
        plan, counts: group?.counts, itemsNotIssued: group?.itemsNotIssued ?? 0,
        folded: fold([plan.displayName, plan.number, idOf(plan.name)].join(' ')),
      };
    }),
  };
}

function PlanCard({listed: {plan, counts, itemsNotIssued}, issuer}: {listed: Listed; issuer: string}): JSX.Element {
  const t = planWords();
  const name = plan.name ?? '';
  return (
    <li class="panel plan-card">
      <h2><a href={paths.plan(name)}>{plan.displayName || idOf(name)}</a></h2>
      <p class="facts-line">
        <strong class="state">{t.planStates[plan.state ?? 'STATE_UNSPECIFIED']}</strong>
        {plan.number && <span>{plan.number}</span>}
        <span>{t.issuedBy}: {issuer}, {t.ofDay(dateForPeople(plan.documentDate))}</span>
        {(plan.revision ?? 0) > 0 && <span>{t.revisions(plan.revision!)}</span>}
        {itemsNotIssued > 0 && <span>{t.itemsNotIssued(itemsNotIssued)}</span>}
      </p>
      <Progress counts={counts} query={{plan: idOf(name)}} label={plan.displayName ?? ''} />
    </li>
  );
}

export function PlansPage(): JSX.Element {
  const t = planWords();
  const [query, setQuery] = useState('');
  const resource = useResource(read, [], useRound(concernsAnyPlan, CALMLY));
  const unitName = useUnitNames();
  const may = usePermission('PlanService.ImportPlan');
  const plans = (resource.value?.plans ?? []).filter(({folded}) => matches(folded, query));
  return (
    <>
      <div class="page-head">
        <h1 tabIndex={-1}>{words().plans}</h1>
        {resource.value && <p class="quiet">{t.readAt(timeForPeople(resource.value.readTime))}</p>}
        {may?.allowed && <a href={paths.planImport} class="button no-print push">{t.importPlan}</a>}
      </div>
      <NotPermitted may={may} what={t.importPlan} />
      {(resource.value?.plans.length ?? 0) > 1 && (
        <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
          <input
            type="search" aria-label={t.search} placeholder={words().chooseUnitHint} value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </form>
      )}
      <Waiting resource={resource} />
      {resource.value?.plans.length === 0 && <div class="empty"><p>{t.noPlans}</p>{may?.allowed && <p>{t.noPlansHint}</p>}</div>}
      <ul class="panels">
        {plans.map((listed) => <PlanCard key={listed.plan.name} listed={listed} issuer={unitName(listed.plan.issuerUnit)} />)}
      </ul>
    </>
  );
}
