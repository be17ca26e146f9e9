// Documents of a task: files to download, references to open, numbers to read.

import type {DocumentReferenceJson} from 'phoihop/v1/common_pb';
import type {JSX} from 'preact';

import {idOf} from '../api/http.ts';
import {downloadFile} from '../api/upload.ts';
import {tellProblem} from '../state/toasts.ts';
import {words} from '../words/index.ts';
import {taskWords} from '../words/task.ts';

// Whatever the server promises: only addresses of the web are made links.
const isWebAddress = (uri: string) => /^https?:\/\//i.test(uri);

function Document({document}: {document: DocumentReferenceJson}): JSX.Element {
  const {title = '', number = '', uri = '', file = ''} = document;
  const name = title || number || uri || idOf(file);
  const rest = [number, uri].filter((part) => part && part !== name).join(', ');
  if (file) {
    return (
      <button
        type="button" class="link" aria-label={taskWords().download(name)}
        onClick={() => downloadFile(file, title || number || idOf(file)).catch(tellProblem)}
      ><span aria-hidden="true">↓ </span>{name}</button>
    );
  }
  if (isWebAddress(uri)) return <><a href={uri} target="_blank" rel="noopener noreferrer">{name}</a> {rest && <span class="quiet">{rest}</span>}</>;
  return <>{name} {rest && <span class="quiet">{rest}</span>}</>;
}

interface Props {
  documents: readonly DocumentReferenceJson[] | undefined;
  // Takes the document at a place out again, when that may be done.
  onRemove?: (index: number) => void;
}

export function Documents({documents, onRemove}: Props): JSX.Element | null {
  if (!documents?.length) return null;
  return (
    <ul class="documents">
      {documents.map((document, i) => (
        <li key={i}>
          <Document document={document} />
          {onRemove && (
            <button
              type="button" class="icon no-print" aria-label={words().removeFile(document.title || document.number || '')}
              onClick={() => onRemove(i)}
            ><span aria-hidden="true">✕</span></button>
          )}
        </li>
      ))}
    </ul>
  );
}
