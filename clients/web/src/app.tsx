// The shell: what is on every page.

import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';

import {session, signOut} from './auth/session.ts';
import {MyWorkPage} from './pages/my_work.tsx';
import {SignInPage} from './pages/sign_in.tsx';
import {SignedInPage} from './pages/signed_in.tsx';
import {unread} from './state/inbox.ts';
import {line, readAt} from './state/my_work.ts';
import {paths, route} from './state/route.ts';
import {nextTheme, theme} from './state/theme.ts';
import {dismiss, tellProblem, toasts} from './state/toasts.ts';
import {timeForPeople} from './model/dates.ts';
import {openedForm} from './ui/begin_operation.ts';
import {OperationsDialog} from './ui/operations_menu.tsx';
import {lazy} from './ui/lazy.tsx';
import {QueuePanel} from './ui/queue_panel.tsx';
import {language, speak, words} from './words/index.ts';

const TaskPage = lazy(async () => (await import('./pages/task_page.tsx')).TaskPage);
const InboxPage = lazy(async () => (await import('./pages/inbox.tsx')).InboxPage);
const DeadlinesPage = lazy(async () => (await import('./pages/deadlines.tsx')).DeadlinesPage);
const PlansPage = lazy(async () => (await import('./pages/plans.tsx')).PlansPage);
const PlanImportPage = lazy(async () => (await import('./pages/plan_import.tsx')).PlanImportPage);
const PlanPage = lazy(async () => (await import('./pages/plan_page.tsx')).PlanPage);
const TaskListPage = lazy(async () => (await import('./pages/task_list.tsx')).TaskListPage);
const UnitsPage = lazy(async () => (await import('./pages/units.tsx')).UnitsPage);
const UnitHistoryPage = lazy(async () => (await import('./pages/unit_history.tsx')).UnitHistoryPage);
const MatrixPage = lazy(async () => (await import('./pages/matrix.tsx')).MatrixPage);
const FindingsPage = lazy(async () => (await import('./pages/findings.tsx')).FindingsPage);
const ReorganisationsPage = lazy(async () => (await import('./pages/reorganisations.tsx')).ReorganisationsPage);
const ReorganisationPage = lazy(async () => (await import('./pages/reorganisation_page.tsx')).ReorganisationPage);
const LeaderPage = lazy(async () => (await import('./pages/leader.tsx')).LeaderPage);
const ResultListPage = lazy(async () => (await import('./pages/result_list.tsx')).ResultListPage);
const StandInsPage = lazy(async () => (await import('./pages/stand_ins.tsx')).StandInsPage);
const StandIn = lazy(async () => (await import('./ui/stand_in.tsx')).StandIn, true);
const OperationDialog = lazy(async () => (await import('./ui/operation_dialog.tsx')).OperationDialog, true);
const UnitPage = lazy(async () => (await import('./pages/unit.tsx')).UnitPage);

function Line(): JSX.Element | null {
  const t = words();
  if (!session.value) return null;
  const state = line.value === 'live' ? 'live' : navigator.onLine ? 'connecting' : 'offline';
  const since = state !== 'live' && readAt.value ? ` · ${t.dataFrom(timeForPeople(new Date(readAt.value).toISOString()))}` : '';
  return <p class={`line ${state}`} role="status">{t[state]}{since}</p>;
}

function Account(): JSX.Element {
  const t = words();
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => details.current?.removeAttribute('open');
  useEffect(() => {
    const away = (event: Event) => {
      if (!details.current?.contains(event.target as Node)) close();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && details.current?.open) {
        close();
        details.current.querySelector('summary')?.focus();
      }
    };
    document.addEventListener('click', away);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('click', away);
      document.removeEventListener('keydown', escape);
    };
  }, []);
  const current = session.value;
  const themeName = {auto: t.themeAuto, light: t.themeLight, dark: t.themeDark}[theme.value];
  return (
    <details ref={details} class="account">
      <summary aria-label={current ? `${t.account}: ${current.personDisplayName || current.unitDisplayName}` : t.account}>
        <span class="avatar" aria-hidden="true">{initialOf(current?.personDisplayName || current?.unitDisplayName)}</span>
      </summary>
      <div class="account-menu">
        {current && <p><strong>{current.personDisplayName || t.asUnit}</strong><br />{current.unitDisplayName}</p>}
        <button type="button" lang={language.value === 'vi' ? 'en' : 'vi'} onClick={() => speak(language.value === 'vi' ? 'en' : 'vi').catch(tellProblem)}>{t.language}</button>
        <button type="button" onClick={nextTheme}>{themeName}</button>
        {current?.person && <a href={paths.standIns} class="button" onClick={close}>{t.standIns}</a>}
        <button type="button" onClick={() => { close(); window.print(); }}>{t.print}</button>
        {current && <button type="button" onClick={() => { close(); void signOut(); }}>{current.withProvider ? t.signOut : t.changePerson}</button>}
      </div>
    </details>
  );
}

// Of Nguyễn Văn A it is A: people are called by their last name part.
const initialOf = (name: string | undefined) => [...(name ?? '').trim().split(/\s+/).pop() ?? ''][0]?.toUpperCase() ?? '…';

const PLAN_PAGES: ReadonlySet<string> = new Set(['plans', 'plan', 'plan-import']);
const ORGANISATION_PAGES: ReadonlySet<string> = new Set([
  'units', 'unit-history', 'matrix', 'findings', 'reorganisations', 'reorganisation',
]);

function Header(): JSX.Element {
  const t = words();
  const current = session.value;
  const page = route.value.page;
  const nav = useRef<HTMLElement>(null);
  // On a phone the menu is wider than the window.
  useEffect(() => nav.current?.querySelector('[aria-current]')?.scrollIntoView({block: 'nearest', inline: 'nearest'}), [page]);
  return (
    <header class="top">
      <a href="#main" class="skip">{t.skipToContent}</a>
      <a href={paths.myWork} class="brand">{t.product}</a>
      {current && <p class="where">{current.unitDisplayName}</p>}
      {current && (
        <nav ref={nav} aria-label={t.mainMenu}>
          <a href={paths.myWork} aria-current={page === 'my-work' ? 'page' : undefined}>{t.myWork}</a>
          <a href={paths.inbox} aria-current={page === 'inbox' ? 'page' : undefined}>
            {t.inbox}{unread.value > 0 && <> <span class="badge">{unread.value}</span></>}
          </a>
          <a href={paths.leader({})} aria-current={page === 'leader' || page === 'results' ? 'page' : undefined}>{t.leader}</a>
          <a href={paths.plans} aria-current={PLAN_PAGES.has(page) ? 'page' : undefined}>{t.plans}</a>
          <a href={paths.unit} aria-current={page === 'unit' ? 'page' : undefined}>{t.unitOverview}</a>
          <a href={paths.units} aria-current={ORGANISATION_PAGES.has(page) ? 'page' : undefined}>{t.organisation}</a>
          <a href={paths.deadlines} aria-current={page === 'deadlines' ? 'page' : undefined}>{t.deadlines}</a>
        </nav>
      )}
      <Account />
    </header>
  );
}

function Toasts(): JSX.Element {
  const t = words();
  return (
    <div class="toasts" aria-live="polite">
      {toasts.value.map(({id, text, detail, failed, action}) => (
        <div key={id} class={failed ? 'toast failed' : 'toast'}>
          <p>{text}{detail && <><br /><span class="quiet">{detail}</span></>}</p>
          {action && (
            <button type="button" class="toast-action" onClick={() => { dismiss(id); action.act(); }}>{action.label}</button>
          )}
          <button type="button" class="icon" aria-label={t.close} onClick={() => dismiss(id)}><span aria-hidden="true">✕</span></button>
        </div>
      ))}
    </div>
  );
}

function Page(): JSX.Element {
  const t = words();
  const current = route.value;
  if (current.page === 'signed-in') return <SignedInPage />;
  if (!session.value) return <SignInPage />;
  switch (current.page) {
    case 'my-work':
      return <MyWorkPage />;
    case 'inbox': return <InboxPage />;
    case 'deadlines': return <DeadlinesPage />;
    case 'unit': return <UnitPage />;
    case 'stand-ins': return <StandInsPage />;
    case 'units': return <UnitsPage />;
    case 'unit-history': return <UnitHistoryPage key={current.unit} id={current.unit} />;
    case 'matrix': return <MatrixPage />;
    case 'findings': return <FindingsPage />;
    case 'reorganisations': return <ReorganisationsPage />;
    case 'reorganisation': return <ReorganisationPage key={current.reorganisation} id={current.reorganisation} />;
    case 'leader': return <LeaderPage query={current.query} />;
    case 'results': return <ResultListPage query={current.query} />;
    case 'plans': return <PlansPage />;
    case 'plan-import': return <PlanImportPage />;
    case 'plan': return <PlanPage key={current.plan} id={current.plan} view={current.view} />;
    case 'tasks': return <TaskListPage query={current.query} />;
    case 'task':
      return <TaskPage key={current.task} id={current.task} />;
    default:
      return <div class="narrow"><h1 tabIndex={-1}>{t.notFound}</h1><p><a href={paths.myWork}>{t.toMyWork}</a></p></div>;
  }
}

export function App(): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const shown = session.value ? JSON.stringify(route.value) : 'sign-in';
  // A new page is told to whoever does not see it.
  useEffect(() => {
    if (!first.current) main.current?.querySelector<HTMLElement>('h1')?.focus({preventScroll: true});
    first.current = false;
  }, [shown]);
  return (
    <>
      <Header />
      <Line />
      {session.value?.person && <StandIn />}
      <main id="main" ref={main} tabIndex={-1}>
        <QueuePanel />
        <Page />
      </main>
      <OperationsDialog />
      {openedForm.value && <OperationDialog />}
      <Toasts />
    </>
  );
}
