// Everything that happened to a task, the newest first, and what people say about it.

import type {EventJson} from 'phoihop/v1/event_pb';
import type {ListEventsResponseJson} from 'phoihop/v1/event_service_pb';
import type {ActorJson} from 'phoihop/v1/common_pb';
import type {CommentJson} from 'phoihop/v1/task_work_pb';
import type {ListTaskCommentsResponseJson} from 'phoihop/v1/task_work_service_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {pages} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {timeForPeople} from '../model/dates.ts';
import {effectsOf} from '../model/escalation_text.ts';
import {personOf, textsOf, unitOf} from '../model/event_text.ts';
import {FORMS} from '../model/verbs.ts';
import {newOperation} from '../offline/operation.ts';
import {perform, sending} from '../offline/queue.ts';
import {personName} from '../state/directory.ts';
import {explain, tellProblem} from '../state/toasts.ts';
import {Documents} from '../ui/documents.tsx';
import {unitName} from '../ui/work_card.tsx';
import {eventWords} from '../words/events.ts';
import {taskWords} from '../words/task.ts';

const PAGE_SIZE = 200;
// Shown at first; a task that lived long has more.
const SHOWN_AT_FIRST = 20;

export function actorName(actor: ActorJson | undefined, task: TaskJson): string {
  const t = taskWords();
  if (!actor || actor.system) return t.bySystem;
  const who = actor.person ? `${personName(actor.person, actor.unit)}, ${unitName(task, actor.unit)}` : unitName(task, actor.unit);
  return actor.onBehalfOf ? `${who} (${t.onBehalfOf(personName(actor.onBehalfOf, actor.unit))})` : who;
}

function EventItem({event, task}: {event: EventJson; task: TaskJson}): JSX.Element {
  const label = eventWords()[event.type ?? ''] ?? event.type;
  const to = [unitOf(event), personOf(event)].filter(Boolean)
    .map((name) => name.includes('/persons/') ? personName(name, event.actor?.unit) : unitName(task, name)).join(', ');
  return (
    <li>
      <p><strong>{label}{to && `: ${to}`}</strong></p>
      <p class="quiet"><time dateTime={event.time}>{timeForPeople(event.time)}</time> · {actorName(event.actor, task)}</p>
      {textsOf(event).map((text) => <p key={text} class="said">{text}</p>)}
      {event.taskEscalated?.escalation && effectsOf(event.taskEscalated.escalation, taskWords()).map((text) => <p key={text} class="effect">{text}</p>)}
    </li>
  );
}

export function TaskTimeline({task, province}: {task: TaskJson; province: string}): JSX.Element {
  const [events, setEvents] = useState<readonly EventJson[]>([]);
  const [problem, setProblem] = useState('');
  const [all, setAll] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    (async () => {
      const found: EventJson[] = [];
      const query = {filter: `subject = "${task.name}"`, pageSize: PAGE_SIZE};
      for await (const page of pages<ListEventsResponseJson>(`/v1/${province}/events`, query, stop.signal)) {
        found.push(...page.events ?? []);
      }
      setEvents(found.reverse());
      setProblem('');
    })().catch((error: unknown) => {
      if (!stop.signal.aborted) setProblem(explain(error).text);
    });
    return () => stop.abort();
  }, [task.name, task.version]);
  const shown = all ? events : events.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-labelledby="timeline-title">
      <h2 id="timeline-title">{taskWords().timeline}</h2>
      {problem && <p class="error">{problem}</p>}
      <ol class="timeline">{shown.map((event) => <EventItem key={event.sequence} event={event} task={task} />)}</ol>
      {shown.length < events.length && <button type="button" onClick={() => setAll(true)}>{taskWords().older}</button>}
    </section>
  );
}

function CommentBox({task}: {task: TaskJson}): JSX.Element | null {
  const [text, setText] = useState('');
  const may = task.operations?.some(({verb, allowed}) => verb === 'TASK_VERB_COMMENT' && allowed);
  if (!may) return null;
  const send = async (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return;
    try {
      // A remark stands whatever else happened meanwhile.
      const current = {...task, etag: ''};
      await perform(newOperation('TASK_VERB_COMMENT', FORMS.TASK_VERB_COMMENT!, current, session.value?.unit ?? '', {text: text.trim()}, []));
      setText('');
    } catch (error) {
      tellProblem(error);
    }
  };
  return (
    <form class="comment-form no-print" onSubmit={(event) => void send(event)}>
      <label for="comment">{taskWords().writeComment}</label>
      <textarea id="comment" rows={2} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <button type="submit" disabled={!text.trim() || sending.value.has(task.name ?? '')}>{taskWords().send}</button>
    </form>
  );
}

export function TaskComments({task}: {task: TaskJson}): JSX.Element {
  const t = taskWords();
  const [comments, setComments] = useState<readonly CommentJson[]>([]);
  const count = task.commentCount ?? 0;
  useEffect(() => {
    if (!count) return;
    const stop = new AbortController();
    (async () => {
      const found: CommentJson[] = [];
      for await (const page of pages<ListTaskCommentsResponseJson>(`/v1/${task.name}/comments`, {pageSize: PAGE_SIZE}, stop.signal)) {
        found.push(...page.comments ?? []);
      }
      setComments(found);
    })().catch(() => {});
    return () => stop.abort();
  }, [task.name, count]);
  return (
    <section aria-labelledby="comments-title">
      <h2 id="comments-title">{t.comments}</h2>
      {!count && <p class="quiet">{t.noComments}</p>}
      <ul class="comments">
        {comments.map((comment) => (
          <li key={comment.sequence}>
            <p class="quiet">{actorName(comment.actor, task)} · <time dateTime={comment.time}>{timeForPeople(comment.time)}</time></p>
            <p class="said">{comment.text}</p>
            <Documents documents={comment.documents} />
          </li>
        ))}
      </ul>
      <CommentBox task={task} />
    </section>
  );
}

