// What the caller was told: the newest notices, and how many are not read.

import type {NoticeJson} from 'phoihop/v1/notice_pb';
import type {ListNoticesResponseJson} from 'phoihop/v1/notice_service_pb';
import {effect, signal} from '@preact/signals';

import {get, newRequestId, post} from '../api/http.ts';
import {session} from '../auth/session.ts';

const PAGE_SIZE = 50;
// Digests go out by the clock, not by an event that the feed would tell.
const LOOK_MS = 120_000;

export const notices = signal<readonly NoticeJson[]>([]);
export const unread = signal(0);
export const nextPage = signal('');
export const problem = signal<unknown>(null);

async function readPage(pageToken: string): Promise<ListNoticesResponseJson> {
  return await get<ListNoticesResponseJson>(`/v1/${session.value?.province}/notices`, {pageSize: PAGE_SIZE, pageToken});
}

export async function readInbox(): Promise<void> {
  const current = session.value;
  if (!current) return;
  try {
    const page = await readPage('');
    if (current !== session.value) return;
    notices.value = page.notices ?? [];
    unread.value = page.unreadCount ?? 0;
    nextPage.value = page.nextPageToken ?? '';
    problem.value = null;
  } catch (error) {
    problem.value = error;
  }
}

export async function readMore(): Promise<void> {
  const page = await readPage(nextPage.value);
  notices.value = [...notices.value, ...page.notices ?? []];
  nextPage.value = page.nextPageToken ?? '';
}

// Without names: everything.
export async function markRead(names: readonly string[]): Promise<void> {
  await post(`/v1/${session.value?.province}/notices:markRead`, {
    ...(names.length ? {names} : {all: true}), requestId: newRequestId(),
  });
  await readInbox();
}

export function startInbox(): void {
  effect(() => {
    notices.value = [];
    unread.value = 0;
    nextPage.value = '';
    if (!session.value) return;
    void readInbox();
    const timer = setInterval(() => {
      if (!document.hidden) void readInbox();
    }, LOOK_MS);
    return () => clearInterval(timer);
  });
}
