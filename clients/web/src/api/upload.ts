// Files of tasks: up with progress, which fetch does not tell, and down with who acts, which a link cannot say.

import type {FileJson} from 'phoihop/v1/file_service_pb';

import {authorisation, NetworkError, toApiError, urlOf} from './http.ts';

// services/files/limits.h: kMaxFileBytes.
export const MAX_FILE_MEGABYTES = 20;
const MEGABYTE = 1 << 20;

export const isTooLarge = (file: Blob): boolean => file.size > MAX_FILE_MEGABYTES * MEGABYTE;

export async function uploadFile(
  task: string, content: Blob, filename: string, requestId: string, onProgress: (percent: number) => void): Promise<FileJson> {
  const headers = await authorisation();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', urlOf(`/v1/${task}/files`, {filename, requestId}));
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({loaded, total}) => onProgress(total ? Math.floor(100 * loaded / total) : 0);
    request.onerror = () => reject(new NetworkError('upload'));
    request.ontimeout = request.onerror;
    request.onload = () => {
      const document = (request.response ?? {}) as object;
      if (request.status === 200) resolve(document as FileJson);
      else reject(toApiError(request.status, document));
    };
    request.send(content);
  });
}

export async function downloadFile(name: string, filename: string): Promise<void> {
  const response = await fetch(`/v1/${name}:download`, {headers: await authorisation(), credentials: 'omit'})
    .catch(() => { throw new NetworkError('download'); });
  if (!response.ok) throw toApiError(response.status, await response.json().catch(() => ({})) as object);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
