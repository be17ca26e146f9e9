// Files to send along: for each product that the task asks for its own place, so that nobody has to know what a slot is.

import type {TaskJson} from 'phoihop/v1/task_pb';
import type {JSX} from 'preact';
import {useId} from 'preact/hooks';

import type {FormField} from '../model/verbs.ts';
import type {ChosenFile} from '../offline/operation.ts';
import {words} from '../words/index.ts';

interface Props {
  field: FormField;
  task: TaskJson;
  files: readonly ChosenFile[];
  mistake: string | undefined;
  onChange(files: readonly ChosenFile[]): void;
}

interface Place {
  slot: string;
  label: string;
}

function placesOf(field: FormField, task: TaskJson): readonly Place[] {
  const t = words();
  const other = {slot: '', label: t.fields[field.label]};
  const slots = field.path === 'result.documents' ? task.evidenceSlots ?? [] : [];
  return [...slots.map(({id = '', description = '', count = 1}) => ({slot: id, label: t.slot(description, count)})), other];
}

const sizeForPeople = (bytes: number) => bytes < 1 << 20 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;

export function FileField({field, task, files, mistake, onChange}: Props): JSX.Element {
  const id = useId();
  const t = words();
  return (
    <fieldset class="field files" aria-describedby={mistake ? `${id}-error` : undefined}>
      <legend>{t.files} <span class="quiet">{field.required ? t.required : t.optional}</span></legend>
      {placesOf(field, task).map(({slot, label}) => (
        <div key={slot} class="file-place">
          <label for={`${id}-${slot}`} class="button file-button">
            {label}
            <input
              id={`${id}-${slot}`} type="file" multiple class="visually-hidden"
              onChange={(event) => {
                const chosen = [...event.currentTarget.files ?? []].map((file) => ({path: field.path, file, slot}));
                event.currentTarget.value = '';
                onChange([...files, ...chosen]);
              }}
            />
          </label>
          <ul class="chosen-files">
            {files.filter((file) => file.path === field.path && file.slot === slot).map((file) => (
              <li key={`${file.file.name}${file.file.lastModified}`}>
                <span class="filename">{file.file.name}</span> <span class="quiet">{sizeForPeople(file.file.size)}</span>
                <button
                  type="button" class="icon" aria-label={t.removeFile(file.file.name)} title={t.removeFile(file.file.name)}
                  onClick={() => onChange(files.filter((one) => one !== file))}
                ><span aria-hidden="true">✕</span></button>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {mistake && <p id={`${id}-error`} class="error">{mistake}</p>}
    </fieldset>
  );
}
