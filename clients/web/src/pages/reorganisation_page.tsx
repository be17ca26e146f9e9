// One reorganisation: what changes, what it would do or did with open work, and how far that is.

import type {RehomingCountJson, ReorganisationJson, SuccessionEdgeJson, VerificationReportJson} from 'phoihop/v1/reorganisation_pb';
import type {ReorganisationPreviewJson} from 'phoihop/v1/reorganisation_service_pb';
import type {ActorJson} from 'phoihop/v1/common_pb';
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {get, idOf, post} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {dateForPeople, timeForPeople} from '../model/dates.ts';
import {personName} from '../state/directory.ts';
import {paths} from '../state/route.ts';
import {explain, type Problem} from '../state/toasts.ts';
import {useUnitNames} from '../state/unit_names.ts';
import {Permitted, usePermission} from '../ui/permitted.tsx';
import {ProblemBox, useResource, Waiting} from '../ui/resource.tsx';
import {words} from '../words/index.ts';
import {organisationWords} from '../words/organisation.ts';
import {RehomingItems, RehomingList} from './rehoming_items.tsx';
import {citationText, Fact} from './task_responsible.tsx';

// While work moves, the page asks again.
const REFRESH_MS = 3_000;
const PREVIEWED_ITEMS = 50;

const MOVING: ReadonlySet<string> = new Set(['STATE_EXECUTING', 'STATE_UNDOING']);
const NOT_YET: ReadonlySet<string> = new Set(['STATE_DRAFT', 'STATE_PREVIEWED', 'STATE_APPROVED']);

type NameOf = (unit: string | undefined) => string;

// Also of units that are yet to be.
function useNamesIn(reorganisation: ReorganisationJson | undefined): NameOf {
  const unitName = useUnitNames(true);
  const coming = new Map((reorganisation?.units ?? []).map(({name, versions = []}) => [name, versions[versions.length - 1]?.displayName]));
  return (unit) => coming.get(unit) || unitName(unit);
}

const actorText = (actor: ActorJson | undefined) => actor && (actor.person ? personName(actor.person, actor.unit) : actor.system || idOf(actor.unit));

function Move({edge, nameOf: unitName}: {edge: SuccessionEdgeJson; nameOf: NameOf}): JSX.Element {
  const link = (unit: string | undefined) => unit ? <a href={paths.unitHistory(unit)}>{unitName(unit)}</a> : '—';
  const {fromUnit, toUnit, toPerson, partition} = edge;
  return (
    <li>
      {link(fromUnit)} → {link(toUnit)}{toPerson && <> ({personName(toPerson, toUnit)})</>}
      {partition?.text && <span class="quiet"> — {partition.text}</span>}
    </li>
  );
}

function Head({reorganisation, nameOf}: {reorganisation: ReorganisationJson; nameOf: NameOf}): JSX.Element {
  const t = organisationWords();
  const {displayName, name, state, type, effectiveDate, basis, drafter, approver, provenance, edges = []} = reorganisation;
  return (
    <>
      <header>
        <p class="no-print"><a href={paths.reorganisations}>← {t.tabs.reorganisations}</a></p>
        <h1 tabIndex={-1}>{displayName || idOf(name)}</h1>
        <p class="facts-line">
          <strong class="state">{t.states[state ?? 'STATE_UNSPECIFIED']}</strong>
          <span>{t.types[type ?? 'REORGANISATION_TYPE_UNSPECIFIED']}</span>
          <span>{t.effective(dateForPeople(effectiveDate))}</span>
        </p>
      </header>
      <section class="panel" aria-labelledby="moves-title">
        <h2 id="moves-title">{t.moves}</h2>
        <ul class="plain">{edges.map((edge, i) => <Move key={i} edge={edge} nameOf={nameOf} />)}</ul>
        <dl class="facts">
          <Fact label={t.basis}>{citationText(basis)}</Fact>
          <Fact label={t.drafter}>{actorText(drafter)}</Fact>
          <Fact label={t.approver}>{actorText(approver)}</Fact>
        </dl>
        {provenance?.note && <p class="hint">{provenance.note}</p>}
      </section>
    </>
  );
}

function Counts({counts, caption, nameOf: unitName}: {counts: readonly RehomingCountJson[]; caption: string; nameOf: NameOf}): JSX.Element {
  const t = organisationWords();
  return (
    <div class="table" role="group" aria-label={caption} tabIndex={0}>
      <table class="cards-on-phone">
        <thead>
          <tr><th scope="col" class="number">{t.count}</th>{[t.what, t.outcome, t.from, t.to].map((text) => <th key={text} scope="col">{text}</th>)}</tr>
        </thead>
        <tbody>
          {counts.map(({count, kind, outcome, role, fromUnit, toUnit}, i) => (
            <tr key={i}>
              <td class="number" data-label={t.count}><strong>{count ?? 0}</strong></td>
              <td data-label={t.what}>{t.itemKinds[kind ?? 'KIND_UNSPECIFIED']} <span class="quiet">{t.roles[role ?? 'REHOMING_ROLE_UNSPECIFIED']}</span></td>
              <td data-label={t.outcome}>{t.outcomesOfItems[outcome ?? 'OUTCOME_UNSPECIFIED']}</td>
              <td data-label={t.from} class={fromUnit ? '' : 'nothing'}>{fromUnit && unitName(fromUnit)}</td>
              <td data-label={t.to} class={toUnit ? '' : 'nothing'}>{toUnit && unitName(toUnit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PreviewResult({preview, nameOf}: {preview: ReorganisationPreviewJson; nameOf: NameOf}): JSX.Element {
  const t = organisationWords();
  const total = Number(preview.totalSize ?? 0);
  return (
    <>
      <p role="status"><strong>{total ? t.totalItems(total) : t.nothingAffected}</strong></p>
      {(preview.counts?.length ?? 0) > 0 && <Counts counts={preview.counts!} caption={t.previewTitle} nameOf={nameOf} />}
      {(preview.consequences?.length ?? 0) > 0 && (
        <>
          <h3>{t.consequences}</h3>
          <ul class="plain">
            {preview.consequences!.map(({kind, explanation}, i) => <li key={i}><strong>{t.consequenceKinds[kind ?? 'KIND_UNSPECIFIED']}</strong>: {explanation}</li>)}
          </ul>
        </>
      )}
      {(preview.items?.length ?? 0) > 0 && <><h3>{t.itemsTitle}</h3><RehomingList items={preview.items!} nameOf={nameOf} /></>}
    </>
  );
}

// What it would do, now. It looks only: the draft stays as it is.
function Preview({reorganisation, nameOf}: {reorganisation: ReorganisationJson; nameOf: NameOf}): JSX.Element {
  const t = organisationWords();
  const [preview, setPreview] = useState<ReorganisationPreviewJson | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const may = usePermission('ReorganisationService.PreviewReorganisation');
  const look = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const body = {validateOnly: true, pageSize: PREVIEWED_ITEMS};
      setPreview(await post<ReorganisationPreviewJson>(`/v1/${reorganisation.name}:preview`, body));
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="panel" aria-labelledby="preview-title">
      <h2 id="preview-title">{t.previewTitle}</h2>
      {!preview && (reorganisation.previewCounts?.length ?? 0) > 0 && (
        <>
          <p class="quiet">{timeForPeople(reorganisation.previewTime)}</p>
          <Counts counts={reorganisation.previewCounts!} caption={t.previewTitle} nameOf={nameOf} />
        </>
      )}
      {problem && <ProblemBox problem={problem} />}
      {preview && <PreviewResult preview={preview} nameOf={nameOf} />}
      <Permitted may={may} what={t.previewAgain}>
        <p class="no-print"><button type="button" disabled={busy} onClick={() => void look()}>{t.previewAgain}</button> <span class="hint">{t.previewHint}</span></p>
      </Permitted>
      {busy && <p role="status">{words().loading}</p>}
    </section>
  );
}

function Verification({report}: {report: VerificationReportJson}): JSX.Element {
  const t = organisationWords();
  return (
    <>
      <ul class="plain checks">
        {(report.checks ?? []).map(({kind, holds, expected, found}) => (
          <li key={kind} class={holds ? '' : 'urgent'}>
            <span aria-hidden="true">{holds ? '✓' : '✗'} </span>{t.checks[kind ?? 'KIND_UNSPECIFIED']}: <strong>{holds ? t.holds : t.doesNotHold}</strong>{' '}
            <span class="quiet">({t.expectedFound(String(expected ?? 0), String(found ?? 0))})</span>
          </li>
        ))}
      </ul>
      <p class="quiet">{timeForPeople(report.time)}</p>
    </>
  );
}

// google.longrunning.Operation, whose metadata is a ReorganisationProgress.
interface OperationDocument {
  metadata?: {done?: string; waiting?: string; failed?: string; remaining?: string; paused?: boolean};
}

function useProgress(reorganisation: ReorganisationJson, round: string): OperationDocument['metadata'] {
  const {attempt = 0, name, state = ''} = reorganisation;
  const verb = state === 'STATE_UNDOING' || state === 'STATE_ANNULLED' ? 'undo' : 'execute';
  const path = `/v1/${session.value?.province}/operations/${verb}-${attempt}-${idOf(name)}`;
  return useResource(
    async (signal) => attempt > 0 ? await get<OperationDocument>(path, {}, signal) : {}, [path], round).value?.metadata;
}

// `round`: read again when it is another one.
function ProgressSection({reorganisation, round}: {reorganisation: ReorganisationJson; round: string}): JSX.Element {
  const t = organisationWords();
  const progress = useProgress(reorganisation, round);
  const number = (text: string | undefined) => Number(text ?? 0);
  const done = number(progress?.done);
  const waiting = number(progress?.waiting);
  const failed = number(progress?.failed);
  const all = done + waiting + failed + number(progress?.remaining);
  return (
    <section class="panel" aria-labelledby="progress-title">
      <h2 id="progress-title">{t.progressTitle}</h2>
      {progress && (
        <p class="facts-line" role="status">
          <progress value={done} max={Math.max(1, all)} aria-label={t.progressTitle} /> <strong>{t.progress(done, all)}</strong>
          {waiting > 0 && <strong class="urgent">{t.waiting(waiting)}</strong>}
          {failed > 0 && <strong class="urgent">{t.failed(failed)}</strong>}
          {progress.paused && <strong>{t.paused}</strong>}
        </p>
      )}
      {reorganisation.verification && <Verification report={reorganisation.verification} />}
    </section>
  );
}

export function ReorganisationPage({id}: {id: string}): JSX.Element {
  const name = `${session.value?.province}/reorganisations/${id}`;
  const resource = useResource((signal) => get<ReorganisationJson>(`/v1/${name}`, {}, signal), [name]);
  const reorganisation = resource.value;
  const nameOf = useNamesIn(reorganisation);
  const state = reorganisation?.state ?? '';
  const [looks, setLooks] = useState(0);
  // What people decide is in the etag, what the system finds is not.
  const version = `${reorganisation?.etag} ${state} ${reorganisation?.verification?.time}`;
  useEffect(() => {
    if (!MOVING.has(state)) return undefined;
    const timer = setInterval(() => {
      if (document.hidden) return;
      resource.reload();
      setLooks((before) => before + 1);
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [state, name]);
  return (
    <div class="stacked">
      <Waiting resource={resource} />
      {reorganisation && (
        <>
          <Head reorganisation={reorganisation} nameOf={nameOf} />
          {NOT_YET.has(state) && <Preview reorganisation={reorganisation} nameOf={nameOf} />}
          {!NOT_YET.has(state) && (reorganisation.attempt ?? 0) > 0 && (
            <>
              <ProgressSection reorganisation={reorganisation} round={`${version} ${looks}`} />
              <RehomingItems name={name} version={version} nameOf={nameOf} onDecided={resource.set} />
            </>
          )}
        </>
      )}
    </div>
  );
}
