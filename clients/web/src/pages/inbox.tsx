// The inbox: what people are told, the newest first.

import type {NoticeJson} from 'phoihop/v1/notice_pb';
import type {JSX} from 'preact';
import {useEffect} from 'preact/hooks';

import {timeForPeople} from '../model/dates.ts';
import {markRead, nextPage, notices, problem, readInbox, readMore, unread} from '../state/inbox.ts';
import {paths} from '../state/route.ts';
import {explain, tellProblem} from '../state/toasts.ts';
import {language, words} from '../words/index.ts';
import {pageWords} from '../words/pages.ts';

function NoticeItem({notice}: {notice: NoticeJson}): JSX.Element {
  const t = words();
  const {name = '', task = '', title, text = '', textEn = '', readTime, person} = notice;
  const read = () => markRead([name]).catch(tellProblem);
  return (
    <li class={readTime ? 'notice' : 'notice unread'}>
      <p class="quiet">
        <time dateTime={notice.digestTime}>{timeForPeople(notice.digestTime)}</time>
        {!person && <> · {pageWords().forUnit}</>}
        {!readTime && <> · <strong>{pageWords().unread}</strong></>}
      </p>
      {/* Opening the task is reading the notice. */}
      {title && <h2><a href={paths.task(task)} onClick={() => { if (!readTime) void read(); }}>{title}</a></h2>}
      <p>{language.value === 'en' ? textEn || text : text}</p>
      {notice.reason && <p class="said">{notice.reason}</p>}
      {!title && task && <p><a href={paths.task(task)}>{t.openTask}</a></p>}
      {!readTime && <button type="button" onClick={() => void read()}>{pageWords().markOne}</button>}
    </li>
  );
}

export function InboxPage(): JSX.Element {
  const t = words();
  useEffect(() => void readInbox(), []);
  const failed = problem.value ? explain(problem.value) : null;
  return (
    <div class="narrow">
      <h1 tabIndex={-1}>{t.inbox}</h1>
      {failed && (
        <div class="problem" role="alert">
          <p>{failed.text}</p>
          <button type="button" onClick={() => void readInbox()}>{t.tryAgain}</button>
        </div>
      )}
      <div class="page-head">
        <p class="quiet" role="status">{notices.value.length ? pageWords().unreadCount(unread.value) : pageWords().noNotices}</p>
        {unread.value > 0 && <button type="button" onClick={() => markRead([]).catch(tellProblem)}>{pageWords().markAll}</button>}
      </div>
      <ul class="notices">{notices.value.map((notice) => <NoticeItem key={notice.name} notice={notice} />)}</ul>
      {nextPage.value && <button type="button" onClick={() => readMore().catch(tellProblem)}>{pageWords().more}</button>}
    </div>
  );
}
