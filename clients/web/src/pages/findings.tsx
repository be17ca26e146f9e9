// What is wrong with who is responsible for what, and what to do about each.

import type {FindingJson, FindingKindJson} from 'phoihop/v1/finding_pb';
import type {ListFindingsResponseJson} from 'phoihop/v1/responsibility_service_pb';
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';

import {get, idOf, newRequestId, post} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {addDays, parseDate} from '../model/dates.ts';
import {paths} from '../state/route.ts';
import {explain, type Problem, tell} from '../state/toasts.ts';
import {Dialog} from '../ui/dialog.tsx';
import {NotPermitted, usePermission} from '../ui/permitted.tsx';
import {ProblemBox, useResource, Waiting} from '../ui/resource.tsx';
import {words} from '../words/index.ts';
import {organisationWords} from '../words/organisation.ts';
import {OrganisationHead} from './organisation_head.tsx';

// All of a province: there are tens, not thousands.
const MOST = 1000;

function WaiveForm({finding, onDone, onClose}: {finding: FindingJson; onDone(): void; onClose(): void}): JSX.Element {
  const t = organisationWords();
  const [typed, setTyped] = useState({reason: '', basis: '', until: ''});
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const until = parseDate(typed.until);
    if (!typed.reason.trim()) return setProblem({text: words().fillIn, detail: ''});
    if (typed.until && !until) return setProblem({text: words().notADate, detail: ''});
    try {
      await post(`/v1/${finding.name}:waive`, {
        reason: typed.reason.trim(), requestId: newRequestId(),
        ...(typed.basis.trim() ? {basis: {text: typed.basis.trim()}} : {}), ...(until ? {validTo: addDays(until, 1)} : {}),
      });
      tell(t.waiveDone);
      onDone();
    } catch (error) {
      setProblem(explain(error));
    }
  };
  const input = (key: keyof typeof typed, label: string) => (
    <div class="field">
      <label for={`waive-${key}`}>{label}</label>
      <input id={`waive-${key}`} type="text" value={typed[key]} onInput={({currentTarget: {value}}) => setTyped((before) => ({...before, [key]: value}))} />
    </div>
  );
  return (
    <form class="form" noValidate onSubmit={(event) => void submit(event)}>
      <p class="form-subject">{finding.explanation}</p>
      {input('reason', t.waiveReason)}{input('basis', t.waiveBasis)}{input('until', t.waiveUntil)}
      {problem && <ProblemBox problem={problem} />}
      <div class="form-buttons">
        <button type="submit" class="primary">{t.waive}</button>
        <button type="button" onClick={onClose}>{words().cancel}</button>
      </div>
    </form>
  );
}

// `onWaive`: the caller may let it stand.
function FindingItem({finding, onWaive}: {finding: FindingJson; onWaive: (() => void) | undefined}): JSX.Element {
  const t = organisationWords();
  const {explanation = '', remedy, units = [], displayNames = {}, planItems = [], verification, waiver} = finding;
  return (
    <li class="panel">
      <p class="facts-line">
        <strong class="state">{t.findingKinds[finding.kind ?? 'FINDING_KIND_UNSPECIFIED']}</strong>
        {verification && <span class="quiet">{t.verifications[verification]}</span>}
      </p>
      <p>{explanation}</p>
      {remedy && <p><strong>{t.remedy}:</strong> {remedy}</p>}
      <p class="facts-line">
        {units.filter((unit) => unit.includes('/units/')).map((unit) => <a key={unit} href={paths.unitHistory(unit)}>{displayNames[unit] ?? idOf(unit)}</a>)}
        {planItems.map((item) => <a key={item} href={paths.plan(item.split('/').slice(0, 4).join('/'))}>{idOf(item.split('/items/')[0])}/{idOf(item)}</a>)}
      </p>
      {waiver && <p class="quiet">{t.waived(waiver.reason ?? '')}</p>}
      {!waiver && onWaive && <p class="no-print"><button type="button" aria-label={t.waiveOf(explanation)} onClick={onWaive}>{t.waive}</button></p>}
    </li>
  );
}

export function FindingsPage(): JSX.Element {
  const t = organisationWords();
  const [kind, setKind] = useState<FindingKindJson | ''>('');
  const [includeWaived, setIncludeWaived] = useState(false);
  const [waiving, setWaiving] = useState<FindingJson | null>(null);
  const resource = useResource(
    (signal) => get<ListFindingsResponseJson>(`/v1/${session.value?.province}/findings`, {pageSize: MOST, includeWaived}, signal), [includeWaived]);
  const may = usePermission('ResponsibilityService.WaiveFinding');
  const findings = resource.value?.findings ?? [];
  const counts = new Map<FindingKindJson, number>();
  for (const finding of findings) counts.set(finding.kind!, (counts.get(finding.kind!) ?? 0) + 1);
  const shown = findings.filter((finding) => !kind || finding.kind === kind);
  return (
    <div class="stacked">
      <OrganisationHead tab="findings" title={t.findingsTitle} />
      <div class="two no-print">
        <div class="field">
          <label for="finding-kind">{t.whichFindings}</label>
          <select id="finding-kind" value={kind} onChange={(event) => setKind(event.currentTarget.value as FindingKindJson | '')}>
            <option value="">{t.allKinds} ({findings.length})</option>
            {[...counts].map(([one, count]) => <option key={one} value={one}>{t.findingKinds[one]} ({count})</option>)}
          </select>
        </div>
        <label class="flag"><input type="checkbox" checked={includeWaived} onChange={(event) => setIncludeWaived(event.currentTarget.checked)} /><span>{t.showWaived}</span></label>
      </div>
      <NotPermitted may={may} what={t.waive} />
      <Waiting resource={resource} />
      {resource.value && shown.length === 0 && <p class="empty" role="status">{t.nothingFound}</p>}
      <ul class="panels">{shown.map((finding) => <FindingItem key={finding.name} finding={finding} onWaive={may?.allowed ? () => setWaiving(finding) : undefined} />)}</ul>
      {waiving && (
        <Dialog title={t.waive} onClose={() => setWaiving(null)}>
          <WaiveForm
            finding={waiving} onClose={() => setWaiving(null)}
            onDone={() => {
              setWaiving(null);
              resource.reload();
            }}
          />
        </Dialog>
      )}
    </div>
  );
}
