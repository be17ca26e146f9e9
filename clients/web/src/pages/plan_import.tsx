// A plan from a file: what is it, what was understood of it, and only then: store it, or revise the plan that is there.

import type {PlanJson} from 'phoihop/v1/plan_pb';
import type {ImportPlanResponseJson} from 'phoihop/v1/plan_service_pb';
import type {JSX} from 'preact';
import {useRef, useState} from 'preact/hooks';

import {newRequestId, post} from '../api/http.ts';
import {session} from '../auth/session.ts';
import {base64Of} from '../model/base64.ts';
import {dateForPeople, dayOf, parseDate} from '../model/dates.ts';
import {isId, slugOf} from '../model/slug.ts';
import {navigate, paths} from '../state/route.ts';
import {now} from '../state/server_clock.ts';
import {explain, type Problem, tell} from '../state/toasts.ts';
import {NotPermitted, usePermission} from '../ui/permitted.tsx';
import {PlanFileField} from '../ui/plan_file_field.tsx';
import {ProblemBox} from '../ui/resource.tsx';
import {UnitPicker} from '../ui/unit_picker.tsx';
import {words} from '../words/index.ts';
import {planWords} from '../words/plans.ts';
import {ImportedRows} from './plan_rows.tsx';
import {Revision} from './plan_revision.tsx';

interface Typed {
  title: string;
  // As it was typed; empty: made of the title.
  id: string;
  issuer: string;
  documentDate: string;
  periodStart: string;
  periodEnd: string;
  functions: string;
  useRemembered: boolean;
}

type Mistakes = Partial<Record<keyof Typed | 'file', string>>;

// What ImportPlan and RevisePlan are sent, beside the id.
export interface FileRequest {
  plan: PlanJson;
  filename: string;
  content: string;
  useRememberedAnswers: boolean;
  table?: number;
}

const idOfPlan = (typed: Typed) => typed.id || slugOf(typed.title);

function startOf(): Typed {
  const today = dayOf(now());
  return {
    title: '', id: '', issuer: session.value?.unit ?? '', documentDate: dateForPeople(today),
    periodStart: dateForPeople(`${today.slice(0, 4)}-01-01`), periodEnd: dateForPeople(`${today.slice(0, 4)}-12-31`), functions: '',
    useRemembered: true,
  };
}

function check(typed: Typed, file: File | null): Mistakes {
  const t = words();
  const mistakes: Mistakes = {};
  if (!file) mistakes.file = planWords().chooseFile;
  if (!typed.title.trim()) mistakes.title = t.fillIn;
  else if (!isId(idOfPlan(typed))) mistakes.id = planWords().notAnId;
  if (!typed.issuer) mistakes.issuer = t.fillIn;
  for (const key of ['documentDate', 'periodStart', 'periodEnd'] as const) {
    if (!parseDate(typed[key])) mistakes[key] = t.notADate;
  }
  return mistakes;
}

async function requestOf(typed: Typed, file: File, table: number | undefined): Promise<FileRequest> {
  const content = base64Of(new Uint8Array(await file.arrayBuffer()));
  const functions = typed.functions.split(',').map((term) => term.trim()).filter(Boolean);
  return {
    filename: file.name, content, useRememberedAnswers: typed.useRemembered, ...(table ? {table} : {}),
    plan: {
      displayName: typed.title.trim(), issuerUnit: typed.issuer, documentDate: parseDate(typed.documentDate),
      periodStartDate: parseDate(typed.periodStart), periodEndDate: parseDate(typed.periodEnd), functions,
    },
  };
}

function TextField({label, hint, value, mistake, onInput, date}: {
  label: string; hint?: string; value: string; mistake: string | undefined; onInput(value: string): void; date?: boolean;
}): JSX.Element {
  const id = slugOf(label);
  const described = [hint && `${id}-hint`, mistake && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p id={`${id}-hint`} class="hint">{hint}</p>}
      <input
        id={id} type="text" value={value} aria-invalid={Boolean(mistake)} aria-describedby={described || undefined} autocomplete="off"
        {...(date ? {inputMode: 'numeric', placeholder: 'dd/mm/yyyy', maxLength: 10} : {})}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {mistake && <p id={`${id}-error`} class="error">{mistake}</p>}
    </div>
  );
}

function Fields({typed, mistakes, change}: {
  typed: Typed; mistakes: Mistakes; change(part: Partial<Typed>): void;
}): JSX.Element {
  const t = planWords();
  const text = (key: Exclude<keyof Typed, 'useRemembered'>, label: string, more: {hint?: string; date?: boolean} = {}) => (
    <TextField label={label} value={typed[key]} mistake={mistakes[key]} onInput={(value) => change({[key]: value})} {...more} />
  );
  return (
    <>
      {text('title', t.title)}
      <TextField
        label={t.id} hint={t.idHint} value={idOfPlan(typed)} mistake={mistakes.id} onInput={(value) => change({id: value})}
      />
      <UnitPicker
        province={session.value?.province ?? ''} label={t.issuer} value={typed.issuer} invalid={mistakes.issuer}
        onChoose={(unit) => change({issuer: unit?.name ?? ''})}
      />
      <div class="three">
        {text('documentDate', t.documentDate, {date: true})}
        {text('periodStart', t.periodStart, {date: true})}
        {text('periodEnd', t.periodEnd, {date: true})}
      </div>
      {text('functions', t.functions, {hint: t.functionsHint})}
      <label class="flag">
        <input type="checkbox" checked={typed.useRemembered} onChange={(event) => change({useRemembered: event.currentTarget.checked})} />
        <span>{t.useRemembered}</span>
      </label>
    </>
  );
}

function Summary({answer, busy, onSave}: {answer: ImportPlanResponseJson; busy: boolean; onSave(): void}): JSX.Element {
  const t = planWords();
  const {understoodItems = 0, askedItems = 0, wrongRows = 0, stored, changes = []} = answer;
  return (
    <section class="panel" aria-live="polite">
      <p class="facts-line">
        <strong>{t.understood(understoodItems)}</strong>
        {askedItems > 0 && <strong class="asked">{t.asked(askedItems)}</strong>}
        {wrongRows > 0 && <strong class="urgent">{t.wrong(wrongRows)}</strong>}
      </p>
      {wrongRows > 0 && <p class="error">{t.mustMend}</p>}
      {wrongRows === 0 && askedItems > 0 && !stored && <p class="hint">{t.askedLater}</p>}
      {stored && !changes.length && <p>{t.unchanged} <a href={paths.plan(answer.plan?.name ?? '')}>{t.openPlan}</a></p>}
      {!stored && wrongRows === 0 && <p><button type="button" class="primary" disabled={busy} onClick={onSave}>{t.save}</button></p>}
    </section>
  );
}

function TableChoice({answer, table, onTable}: {answer: ImportPlanResponseJson; table: number | undefined; onTable(table: number): void}): JSX.Element | null {
  const t = planWords();
  const tables = answer.tables ?? [];
  if (tables.length < 2) return null;
  return (
    <div class="field">
      <label for="which-table">{t.whichTable}</label>
      <select id="which-table" value={table ?? tables[0]?.table} onChange={(event) => onTable(Number(event.currentTarget.value))}>
        {tables.map((one) => <option key={one.table} value={one.table}>{t.tableRows(one.title ?? '', one.rows ?? 0)}</option>)}
      </select>
    </div>
  );
}

// What was looked at: with it the preview, and the storing of exactly that.
interface Looked {
  planId: string;
  request: FileRequest;
  answer: ImportPlanResponseJson;
}

interface Import {
  busy: boolean;
  problem: Problem | null;
  looked: Looked | null;
  look(typed: Typed, file: File, table?: number): Promise<void>;
  save(): Promise<void>;
  // What was looked at is not what would be stored any more.
  forget(): void;
}

function useImport(): Import {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [busy, setBusy] = useState(false);
  const send = (body: object) => post<ImportPlanResponseJson>(`/v1/${session.value?.province}/plans:import`, body);
  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return {
    busy, problem, looked, forget: () => setLooked(null),
    look: (typed, file, table) => run(async () => {
      const planId = idOfPlan(typed);
      const request = await requestOf(typed, file, table);
      setLooked({planId, request, answer: await send({...request, planId, validateOnly: true})});
    }),
    save: () => run(async () => {
      const answer = await send({...looked!.request, planId: looked!.planId, requestId: newRequestId()});
      if (!answer.stored) return setLooked({...looked!, answer});
      tell(planWords().saved);
      navigate(paths.plan(answer.plan?.name ?? ''));
    }),
  };
}

function Preview({looked, busy, onTable, onSave}: {
  looked: Looked; busy: boolean; onTable(table: number): void; onSave(): void;
}): JSX.Element {
  const {answer, request} = looked;
  return (
    <>
      <Summary answer={answer} busy={busy} onSave={onSave} />
      <TableChoice answer={answer} table={request.table} onTable={onTable} />
      {(answer.changes?.length ?? 0) > 0 && (
        <Revision name={answer.plan?.name ?? ''} request={request} changes={answer.changes ?? []} />
      )}
      <ImportedRows rows={answer.rows ?? []} />
    </>
  );
}

export function PlanImportPage(): JSX.Element {
  const t = planWords();
  const [typed, setTyped] = useState(startOf);
  const [file, setFile] = useState<File | null>(null);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const {busy, problem, looked, look, save, forget} = useImport();
  const may = usePermission('PlanService.ImportPlan');
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<Typed>) => {
    setTyped((before) => ({...before, ...part}));
    forget();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const found = check(typed, file);
    setMistakes(found);
    forget();
    if (!Object.keys(found).length) void look(typed, file!);
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const takeFile = (next: File | null, mistake?: string) => {
    setFile(next);
    setMistakes((before) => ({...before, file: mistake}));
    change(next && !typed.title ? {title: next.name.replace(/\.[^.]*$/, '').replace(/_+/g, ' ')} : {});
  };
  return (
    <>
      <p class="no-print"><a href={paths.plans}>← {words().plans}</a></p>
      <h1 tabIndex={-1}>{t.importTitle}</h1>
      <p class="hint">{t.importHint}</p>
      <NotPermitted may={may} what={t.importPlan} />
      <form ref={form} class="panel form" noValidate onSubmit={submit}>
        <PlanFileField file={file} mistake={mistakes.file} onFile={takeFile} />
        <Fields typed={typed} mistakes={mistakes} change={change} />
        <button type="submit" class="primary" disabled={busy || may?.allowed === false}>{t.preview}</button>
        <p class="hint" role="status">{busy && t.reading}</p>
      </form>
      {problem && <ProblemBox problem={problem} />}
      {looked && <Preview looked={looked} busy={busy} onTable={(table) => void look(typed, file!, table)} onSave={() => void save()} />}
    </>
  );
}
