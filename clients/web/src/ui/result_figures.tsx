// A bar of results with its figures, each of which opens the list of exactly the tasks that it counts.

import type {ProgressCountsJson} from 'phoihop/v1/plan_service_pb';
import type {JSX} from 'preact';

import {sharesOf} from '../model/progress.ts';
import {addressOfResults, type ResultQuery} from '../model/results.ts';
import {progressWords} from '../words/progress.ts';
import {ProgressBar} from './progress_bar.tsx';

export function ResultBlock({counts = {}, query, label}: {
  counts: ProgressCountsJson | undefined; query: ResultQuery; label: string;
}): JSX.Element {
  const t = progressWords();
  const total = counts.total ?? 0;
  if (!total) return <p class="quiet">{t.noTasks}</p>;
  return (
    <div class="progress-block">
      <ProgressBar counts={counts} label={label} />
      <ul class="figures">
        {sharesOf(counts).map(({kind, count}) => (
          <li key={kind}>
            <a href={addressOfResults({...query, results: [kind]})} class="figure">
              <span class="swatch" data-kind={kind} aria-hidden="true" />
              <span>{t.classes[kind]} <strong>{count}</strong>/{total}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
