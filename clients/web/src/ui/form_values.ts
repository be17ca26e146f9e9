// What somebody filled into the form of a verb: checked before it is sent, and put into the shape of the request.

import type {TaskJson} from 'phoihop/v1/task_pb';

import {isTooLarge, MAX_FILE_MEGABYTES} from '../api/upload.ts';
import {ApiError} from '../api/http.ts';
import {parseDate} from '../model/dates.ts';
import {readSteps} from '../model/steps.ts';
import {askedOf, type FormField, type VerbForm} from '../model/verbs.ts';
import type {ChosenFile} from '../offline/operation.ts';
import {words} from '../words/index.ts';

// Texts as typed, by the path of their field.
export type Typed = Record<string, string | boolean | readonly string[]>;

export interface Checked {
  values: Record<string, unknown>;
  // By path.
  mistakes: Record<string, string>;
}

const PERCENT = [0, 100] as const;

// `provinces/dong-nai/tasks/` of a task.
const collectionOf = (name: string | undefined) => (name ?? '').replace(/[^/]+$/, '');

function valueOf({kind}: FormField, typed: Typed[string] | undefined, task: TaskJson, mistake: (text: string) => void): unknown {
  const t = words();
  if (typeof typed === 'boolean') return typed || undefined;
  if (typeof typed === 'object') return typed.length ? typed : undefined;
  const text = (typed ?? '').trim();
  switch (kind) {
    case 'date': {
      if (!text) return undefined;
      const date = parseDate(text);
      if (!date) mistake(t.notADate);
      return date;
    }
    case 'percent': {
      if (!text) return undefined;
      const percent = Number(text);
      if (!Number.isInteger(percent) || percent < PERCENT[0] || percent > PERCENT[1]) mistake(t.notANumber(...PERCENT));
      return percent;
    }
    case 'steps': return readSteps(text).map((step) => step.text);
    case 'agreement':
    case 'acceptance': return text === 'yes';
    case 'person': return text;
    // An id is enough for a task of the same province.
    case 'task': return text && !text.includes('/') ? collectionOf(task.name) + text : text || undefined;
    default: return text || undefined;
  }
}

export function check(form: VerbForm, typed: Typed, files: readonly ChosenFile[], task: TaskJson): Checked {
  const t = words();
  const checked: Checked = {values: {}, mistakes: {}};
  const filled = new Set(files.map(({path}) => path));
  const asked = askedOf(form, typed);
  for (const field of asked) {
    if (field.kind === 'files') continue;
    const value = valueOf(field, typed[field.path], task, (text) => (checked.mistakes[field.path] = text));
    if (value === undefined) {
      if (field.required && !checked.mistakes[field.path]) checked.mistakes[field.path] = t.fillIn;
      continue;
    }
    filled.add(field.path);
    checked.values[field.path] = value;
    if (field.kind === 'steps') {
      checked.values.dueDates = readSteps(String(typed[field.path] ?? '')).map(({day}) => {
        const date = day === undefined ? '' : parseDate(day);
        if (date === undefined) checked.mistakes[field.path] = t.notADate;
        return date ?? '';
      });
    }
  }
  // A reason that says nothing has to be explained.
  if (checked.values.reason === 'REFUSAL_REASON_OTHER' && !checked.values.explanation) checked.mistakes.explanation = t.fillIn;
  if (typed.agree === 'no' && !checked.values.reason) checked.mistakes.reason = t.fillIn;
  if (typed.accept === 'no' && !checked.values.reason) checked.mistakes.reason = t.fillIn;
  for (const field of asked) {
    if (field.kind !== 'files') continue;
    if (field.required && !filled.has(field.path)) checked.mistakes[field.path] = t.fillIn;
    for (const {file, path} of files) {
      if (path === field.path && isTooLarge(file)) checked.mistakes[path] = t.fileTooLarge(file.name, MAX_FILE_MEGABYTES);
      if (path === field.path && file.size === 0) checked.mistakes[path] = t.fileEmpty(file.name);
    }
  }
  if (form.oneOf && !form.oneOf.some((path) => filled.has(path))) checked.mistakes[form.oneOf[0]!] = t.fillInOneOf;
  return checked;
}

const camel = (path: string) => path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

// Fields of the form that the server complains about.
export function mistakesOf(error: unknown, form: VerbForm): Record<string, string> {
  const mistakes: Record<string, string> = {};
  if (!(error instanceof ApiError)) return mistakes;
  for (const {field, description} of error.violations) {
    const path = camel(field).replace(/\[\d+\].*$/, '');
    const known = form.fields?.find(
      (one) => one.path === path || one.path.startsWith(`${path}.`) || (one.kind === 'steps' && path === 'dueDates'),
    );
    if (known) mistakes[known.path] ??= description;
  }
  return mistakes;
}
