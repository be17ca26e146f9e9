// What was done and is not at the server: what waits, and what the server refused, for whoever did it to decide.

import type {JSX} from 'preact';

import {timeForPeople} from '../model/dates.ts';
import {drop, queue, type Queued, sendAnyway, sending} from '../offline/queue.ts';
import {paths} from '../state/route.ts';
import {tellProblem} from '../state/toasts.ts';
import {words} from '../words/index.ts';

function Entry({queued}: {queued: Queued}): JSX.Element {
  const t = words();
  const {operation, problem} = queued;
  const busy = sending.value.has(operation.task);
  return (
    <li>
      <p>
        <strong>{t.verbs[operation.verb]}</strong>: <a href={paths.task(operation.task)}>{operation.title}</a>{' '}
        <span class="quiet">{t.askedAt(timeForPeople(new Date(operation.time).toISOString()))}</span>
      </p>
      {problem ? <p class="error">{problem.text}</p> : <p class="quiet">{busy ? t.sending : t.queueWaiting}</p>}
      {problem?.detail && <p class="quiet">{problem.detail}</p>}
      <div class="queue-buttons">
        {problem && <button type="button" disabled={busy} onClick={() => sendAnyway(queued).catch(tellProblem)}>{t.sendAnyway}</button>}
        <button type="button" disabled={busy} onClick={() => void drop(queued)}>{t.dropIt}</button>
      </div>
    </li>
  );
}

export function QueuePanel(): JSX.Element | null {
  const t = words();
  if (!queue.value.length) return null;
  const refused = queue.value.some(({problem}) => problem);
  return (
    <section class={refused ? 'queue refused-some' : 'queue'} aria-labelledby="queue-title">
      <h2 id="queue-title">{t.queueTitle}</h2>
      {refused && <p>{t.queueRefused}</p>}
      <ul>{queue.value.map((queued) => <Entry key={queued.operation.id} queued={queued} />)}</ul>
    </section>
  );
}
