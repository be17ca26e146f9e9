// Items over time. A bar is drawn; what it says stands beside it in words, so the drawing itself is for the eye only.

import type {PlanJson} from 'phoihop/v1/plan_pb';
import type {ProgressCountsJson} from 'phoihop/v1/plan_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {JSX} from 'preact';
import {useMemo, useRef, useState} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {concernsTasksOf} from '../model/concerns.ts';
import {dateForPeople, dayOf} from '../model/dates.ts';
import {type BarKind, type GanttRow, kindOfTask, monthsOf, partIn, placeOf, rowsOfPlan, type Span, spanOf} from '../model/gantt.ts';
import {completedOf} from '../model/progress.ts';
import {CALMLY, useRound} from '../state/live.ts';
import {readPlanTasks, summarise} from '../state/plans.ts';
import {paths} from '../state/route.ts';
import {minute} from '../state/server_clock.ts';
import {BarPatterns, fillOf} from '../ui/bar_patterns.tsx';
import {useResource, Waiting} from '../ui/resource.tsx';
import {planWords} from '../words/plans.ts';

type Range = 'all' | 'quarter' | 'month';
const RANGES: readonly Range[] = ['all', 'quarter', 'month'];
const KINDS: readonly BarKind[] = ['overdue', 'open', 'late', 'done', 'planned', 'draft'];
// Marks of months that fit on a phone beside each other.
const MOST_MONTHS = 6;

interface Read {
  tasks: TaskJson[];
  counts: ReadonlyMap<string, ProgressCountsJson>;
}

async function read(plan: PlanJson, signal: AbortSignal): Promise<Read> {
  const [tasks, summary] = await Promise.all([
    readPlanTasks(plan.name ?? '', signal), summarise('GROUP_BY_ITEM', idOf(plan.name), signal),
  ]);
  return {tasks, counts: new Map((summary.groups ?? []).map(({key = '', counts = {}}) => [key, counts]))};
}

function Axis({span}: {span: Span}): JSX.Element {
  const t = planWords();
  const months = monthsOf(span, MOST_MONTHS);
  return (
    <svg class="axis" width="100%" height="24" aria-hidden="true">
      {months.map((day) => (
        <g key={day}>
          <line x1={`${placeOf(day, span)}%`} x2={`${placeOf(day, span)}%`} y1="0" y2="24" class="tick" />
          <text x={`${placeOf(day, span)}%`} y="16" dx="3">{t.months(Number(day.slice(5, 7)))}</text>
        </g>
      ))}
    </svg>
  );
}

function Bars({row, span, today}: {row: GanttRow; span: Span; today: string}): JSX.Element {
  const now = placeOf(today, span);
  return (
    <svg width="100%" height="20" aria-hidden="true">
      {monthsOf(span, MOST_MONTHS).map((day) => <line key={day} x1={`${placeOf(day, span)}%`} x2={`${placeOf(day, span)}%`} y1="0" y2="20" class="tick" />)}
      {row.bars.map((bar, i) => {
        const part = partIn(bar, span);
        return part && <rect key={i} x={`${part.left}%`} y="3" width={`${Math.max(part.width, 0.6)}%`} height="14" rx="2" class={`bar ${bar.kind}`} fill={fillOf(bar.kind)} />;
      })}
      {now >= 0 && now <= 100 && <line x1={`${now}%`} x2={`${now}%`} y1="0" y2="20" class="today-line" />}
    </svg>
  );
}

// The row in words: how it stands, how far, and when it is due.
function factsOf({kind, counts, bars}: GanttRow): string {
  const t = planWords();
  const total = counts.total ?? 0;
  const first = bars[0]?.due;
  const last = bars[bars.length - 1]?.due;
  const due = !first ? t.noDay
    : first === last ? t.dueDay(dateForPeople(first)) : t.dueDays(bars.length, dateForPeople(first), dateForPeople(last));
  return [t.kindsOfBars[kind], total > 1 && `${completedOf(counts)}/${total}`, due].filter(Boolean).join(' · ');
}

function Row({row, plan, span, today}: {row: GanttRow; plan: PlanJson; span: Span; today: string}): JSX.Element {
  const {item} = row;
  const tasks = item.tasks ?? [];
  const title = <><strong>{item.ordinal}.</strong> {item.text}</>;
  const address = tasks.length === 1 ? paths.task(tasks[0]!) : paths.tasks({plan: idOf(plan.name), item: idOf(item.name)});
  return (
    <li class="gantt-row">
      <div class="gantt-label">
        {tasks.length ? <a href={address} class="gantt-title">{title}</a> : <p class="gantt-title">{title}</p>}
        <p class={`gantt-facts ${row.kind}`}><svg width="14" height="14" aria-hidden="true"><rect width="14" height="14" class={`bar ${row.kind}`} fill={fillOf(row.kind)} /></svg> {factsOf(row)}</p>
      </div>
      <Bars row={row} span={span} today={today} />
    </li>
  );
}

function Legend(): JSX.Element {
  const t = planWords();
  return (
    <ul class="legend" aria-label={t.legend}>
      {KINDS.map((kind) => (
        <li key={kind}><svg width="22" height="14" aria-hidden="true"><rect width="22" height="14" class={`bar ${kind}`} fill={fillOf(kind)} /></svg> {t.kindsOfBars[kind]}</li>
      ))}
    </ul>
  );
}

export function PlanChart({plan}: {plan: PlanJson}): JSX.Element {
  const t = planWords();
  const [range, setRange] = useState<Range>('all');
  const known = useRef<ReadonlySet<string>>(new Set());
  const round = useRound(concernsTasksOf(plan.name ?? '', () => known.current), CALMLY);
  const resource = useResource((signal) => read(plan, signal), [plan.name], round);
  known.current = useMemo(() => new Set(resource.value?.tasks.map(({name = ''}) => name)), [resource.value]);
  const today = dayOf(minute.value);
  const rows = useMemo(
    () => rowsOfPlan(plan, resource.value?.tasks ?? [], resource.value?.counts ?? new Map(), today, kindOfTask), [plan, resource.value, today]);
  const span = spanOf(range, plan, rows, today);
  const shown = range === 'all' ? rows : rows.filter(({bars}) => bars.some((bar) => partIn(bar, span)));
  return (
    <section aria-labelledby="chart-title">
      <h2 id="chart-title">{t.views.chart}</h2>
      <p class="hint">{t.chartHint} {t.today(dateForPeople(today))}.</p>
      <Waiting resource={resource} />
      {resource.value && (
        <>
          <BarPatterns />
          <div class="segments no-print" role="group" aria-label={t.range}>
            {RANGES.map((one) => <button key={one} type="button" aria-pressed={range === one} onClick={() => setRange(one)}>{t.ranges[one]}</button>)}
          </div>
          <Legend />
          <p class="quiet">{t.period(dateForPeople(span.from), dateForPeople(span.to))}</p>
          {shown.length === 0 && <p class="empty" role="status">{t.outside}</p>}
          <div class="gantt">
            <div class="gantt-row axis-row"><div class="gantt-label" /><Axis span={span} /></div>
            <ol>{shown.map((row) => <Row key={row.item.name} row={row} plan={plan} span={span} today={today} />)}</ol>
          </div>
        </>
      )}
    </section>
  );
}
