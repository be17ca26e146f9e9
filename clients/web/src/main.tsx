import {render} from 'preact';

import {App} from './app.tsx';
import {session, startSession} from './auth/session.ts';
import {registerServiceWorker} from './offline/registration.ts';
import {startQueue} from './offline/queue.ts';
import {startInbox} from './state/inbox.ts';
import {startMyWork} from './state/my_work.ts';
import {startRouting} from './state/route.ts';
import {startClock} from './state/server_clock.ts';
import {followTheme} from './state/theme.ts';
import {followLanguage} from './words/index.ts';

async function start(): Promise<void> {
  followTheme();
  await followLanguage();
  startSession();
  if (session.value?.withProvider) {
    const {resumeSession} = await import('./auth/provider.ts');
    resumeSession();
  }
  startRouting();
  startClock();
  startMyWork();
  startQueue();
  startInbox();
  render(<App />, document.getElementById('app')!);
  registerServiceWorker();
}

void start();
