// How many tasks stand how: a bar, and beside it the same as figures with names, each of which opens its list. Colour says nothing
// that the texts and patterns do not say.

import type {ProgressCountsJson} from 'phoihop/v1/plan_service_pb';
import type {JSX} from 'preact';

import {type ProgressClass, sharesOf} from '../model/progress.ts';
import {addressOfTasks, type TaskQuery} from '../model/task_query.ts';
import {progressWords} from '../words/progress.ts';

interface Props {
  counts: ProgressCountsJson | undefined;
  // Which tasks are counted.
  query: TaskQuery;
  // What is counted, for who does not see the bar.
  label: string;
}

export function ProgressBar({counts = {}, label}: {counts: ProgressCountsJson | undefined; label: string}): JSX.Element {
  const t = progressWords();
  const shares = sharesOf(counts);
  const text = shares.map(({kind, count}) => `${t.classes[kind]} ${count}`).join(', ');
  return (
    <div class="stack" role="img" aria-label={`${label}: ${text || t.noTasks}`}>
      {shares.map(({kind, percent}) => <span key={kind} class="share" data-kind={kind} style={{width: `${percent}%`}} />)}
    </div>
  );
}

export function ProgressFigures({counts = {}, query}: Omit<Props, 'label'>): JSX.Element {
  const t = progressWords();
  const total = counts.total ?? 0;
  if (!total) return <p class="quiet">{t.noTasks}</p>;
  return (
    <ul class="figures">
      {sharesOf(counts).map(({kind, count}) => (
        <li key={kind}>
          <a href={addressOfTasks({...query, result: kind})} class="figure">
            <span class="swatch" data-kind={kind} aria-hidden="true" />
            <span>{t.classes[kind]} <strong>{count}</strong>/{total}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Progress(props: Props): JSX.Element {
  return (
    <div class="progress-block">
      <ProgressBar counts={props.counts} label={props.label} />
      <ProgressFigures counts={props.counts} query={props.query} />
    </div>
  );
}

export function ClassChip({kind}: {kind: ProgressClass}): JSX.Element {
  return <span class="class-chip"><span class="swatch" data-kind={kind} aria-hidden="true" />{progressWords().classes[kind]}</span>;
}
