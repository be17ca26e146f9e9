// What a page reads from the server: once, again when what it is about changes, and again when somebody asks for it.

import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';

import {explain, type Problem} from '../state/toasts.ts';
import {words} from '../words/index.ts';

export interface Resource<T> {
  // What was read last; it stays while it is read again.
  value: T | undefined;
  problem: Problem | null;
  reload(): void;
  // Something newer than what was read: the answer of a mutation.
  set(value: T): void;
}

// `keys` say what it is about; when they change, what was read before is not shown any more. When `round` changes it is read again by
// itself (useRound): what was read stays until the answer is there, and when there is none.
export function useResource<T>(
  load: (signal: AbortSignal) => Promise<T>, keys: readonly unknown[], round: number | string = 0): Resource<T> {
  const [state, setState] = useState<{value?: T; problem: Problem | null; keys: string}>({problem: null, keys: ''});
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(keys);
  const read = useRef({key, round});
  useEffect(() => {
    const stop = new AbortController();
    const byItself = read.current.key === key && read.current.round !== round;
    read.current = {key, round};
    setState((before) => before.keys === key ? {...before, problem: null} : {problem: null, keys: key});
    load(stop.signal).then(
      (value) => {
        if (!stop.signal.aborted) setState({value, problem: null, keys: key});
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        setState((before) => byItself && before.value !== undefined ? before : {...before, problem: explain(error), keys: key});
      });
    return () => stop.abort();
  }, [key, attempt, round]);
  return {
    value: state.keys === key ? state.value : undefined, problem: state.problem,
    reload: () => setAttempt((before) => before + 1),
    set: (value) => setState({value, problem: null, keys: key}),
  };
}

export function ProblemBox({problem, onRetry}: {problem: Problem; onRetry?: () => void}): JSX.Element {
  const t = words();
  return (
    <div class="problem" role="alert">
      <p>{problem.text}</p>
      {problem.detail && <p class="quiet">{problem.detail}</p>}
      {onRetry && <button type="button" onClick={onRetry}>{t.tryAgain}</button>}
    </div>
  );
}

// Nothing once it is there.
export function Waiting<T>({resource}: {resource: Resource<T>}): JSX.Element | null {
  if (resource.problem) return <ProblemBox problem={resource.problem} onRetry={resource.reload} />;
  return resource.value === undefined ? <p class="empty" role="status">{words().loading}</p> : null;
}
