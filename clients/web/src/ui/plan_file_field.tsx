// The file of a plan: chosen, or dropped on the field.

import type {JSX} from 'preact';
import {useId, useState} from 'preact/hooks';

import {planWords} from '../words/plans.ts';

// ImportPlanRequest.content.
export const MAX_PLAN_BYTES = 4 << 20;
const ACCEPTED = '.xlsx,.docx,.csv,.txt';

interface Props {
  file: File | null;
  mistake: string | undefined;
  onFile(file: File | null, mistake?: string): void;
}

const sizeForPeople = (bytes: number) => bytes < 1 << 20 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;

export function PlanFileField({file, mistake, onFile}: Props): JSX.Element {
  const t = planWords();
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    if (!files?.length) return;
    if (files.length > 1) return onFile(file, t.oneFile);
    const [chosen] = files;
    if (chosen!.size > MAX_PLAN_BYTES) return onFile(null, t.fileTooLarge);
    onFile(chosen!);
  };
  return (
    <div
      class={over ? 'field drop over' : 'field drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <label for={id} class="button file-button">
        {t.file}
        <input
          id={id} type="file" class="visually-hidden" accept={ACCEPTED} aria-invalid={Boolean(mistake)}
          aria-describedby={mistake ? `${id}-hint ${id}-error` : `${id}-hint`}
          onChange={(event) => {
            take(event.currentTarget.files);
            // The same name again is another file when it was mended.
            event.currentTarget.value = '';
          }}
        />
      </label>
      <p id={`${id}-hint`} class="hint">{t.fileHint}</p>
      {mistake && <p id={`${id}-error`} class="error" role="alert">{mistake}</p>}
      <p role="status">{file && t.chosenFile(file.name, sizeForPeople(file.size))}</p>
    </div>
  );
}
