// One thing that somebody does with a task, complete with all that sending it needs: now, or when there is a network again.

import type {DocumentReferenceJson} from 'phoihop/v1/common_pb';
import type {TaskJson} from 'phoihop/v1/task_pb';
import type {TaskVerbJson} from 'phoihop/v1/task_state_pb';

import {newRequestId, post} from '../api/http.ts';
import {uploadFile} from '../api/upload.ts';
import {handoffFor, setPath, type VerbForm} from '../model/verbs.ts';

export interface OperationFile {
  // Where its reference goes in the request.
  path: string;
  filename: string;
  content: Blob;
  requestId: string;
  // The product that it is (EvidenceSlot.id); empty: the server finds one.
  slot: string;
  // Resource name, once it is at the server.
  uploaded: string;
}

export interface Operation {
  // Also its request_id: whatever happens on the way, it is done once.
  id: string;
  verb: TaskVerbJson;
  task: string;
  title: string;
  path: string;
  body: Record<string, unknown>;
  files: OperationFile[];
  // When it was asked for, milliseconds since 1970.
  time: number;
}

export interface ChosenFile {
  path: string;
  file: File;
  slot: string;
}

// Some keyboards write a letter and its marks apart; what is kept is in the one form that everybody else writes.
function composed(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  return Array.isArray(value) ? value.map(composed) : value;
}

export function newOperation(
  verb: TaskVerbJson, form: VerbForm, task: TaskJson, unit: string, values: Record<string, unknown>,
  files: readonly ChosenFile[]): Operation {
  const id = newRequestId();
  const handoff = form.target ? handoffFor(task, form.target, unit)?.name : undefined;
  const body: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) setPath(body, path, composed(value));
  return {
    id, verb, task: task.name ?? '', title: task.title ?? '', path: `/v1/${handoff ?? task.name}:${form.action}`,
    body: {...body, etag: task.etag, requestId: id},
    files: files.map(({path, file, slot}) => ({
      path, filename: file.name, content: file, slot, requestId: newRequestId(), uploaded: '',
    })),
    time: Date.now(),
  };
}

// Uploads what is not there yet, then asks. `operation` remembers what was uploaded.
export async function sendOperation(operation: Operation, onProgress: (filename: string, percent: number) => void): Promise<TaskJson> {
  for (const file of operation.files) {
    if (file.uploaded) continue;
    const {name = ''} = await uploadFile(
      operation.task, file.content, file.filename, file.requestId, (percent) => onProgress(file.filename, percent));
    file.uploaded = name;
  }
  const body = structuredCloneOf(operation.body);
  const byPath = new Map<string, DocumentReferenceJson[]>();
  for (const {path, uploaded, filename, slot} of operation.files) {
    const documents = byPath.get(path) ?? [];
    documents.push({file: uploaded, title: filename, ...(slot ? {slot} : {})});
    byPath.set(path, documents);
  }
  for (const [path, documents] of byPath) setPath(body, path, documents);
  return await post<TaskJson>(operation.path, body);
}

const structuredCloneOf = (body: Record<string, unknown>) => JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
