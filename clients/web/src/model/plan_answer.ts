// What a person's answers to the questions of an item make of it: the fields of UpdatePlanItem.

import type {PlanDeadlineJson, PlanItemJson, PlanQuestionJson, ResponsiblePartyJson} from 'phoihop/v1/plan_pb';

import {parseDate} from './dates.ts';

// What was chosen for one question.
export type Choice =
  | {kind: 'later'}
  // Who is meant: units and sets, in the order in which they were chosen.
  | {kind: 'units'; names: readonly string[]}
  | {kind: 'remembered'}
  // As it was understood, though it was asked about.
  | {kind: 'keep'}
  | {kind: 'nobody'}
  | {kind: 'deadline'; text: string};

export interface ItemUpdate {
  item: PlanItemJson;
  paths: string[];
  // Columns of which some questions were answered and some left for later. Setting a column answers all of its questions, so these
  // would be lost.
  incomplete: string[];
}

const isSet = (name: string) => name.includes('/unitSets/');

const partyOf = (name: string, text: string): ResponsiblePartyJson =>
  isSet(name) ? {unitSet: name, text} : {units: [name], text};

// As it was understood: only what a caller may say.
const keep = ({text, units, unitSet, excludedUnits, remark, formerNames}: ResponsiblePartyJson): ResponsiblePartyJson =>
  ({text, units, unitSet, excludedUnits, remark, formerNames});

const isNamed = (party: ResponsiblePartyJson) => Boolean(party.unitSet || party.units?.length);

// The party that the question is about, by its text; a question about a whole cell is about all that were not understood.
export function partyOfQuestion(parties: readonly ResponsiblePartyJson[], question: PlanQuestionJson): ResponsiblePartyJson | undefined {
  return parties.find((party) => party.text === question.text);
}

function isMeant(party: ResponsiblePartyJson, question: PlanQuestionJson, parties: readonly ResponsiblePartyJson[]): boolean {
  return partyOfQuestion(parties, question) ? party.text === question.text : party.status === 'STATUS_ASKED';
}

function answerParties(
  parties: readonly ResponsiblePartyJson[], questions: readonly PlanQuestionJson[], choices: ReadonlyMap<PlanQuestionJson, Choice>): ResponsiblePartyJson[] {
  let next = [...parties];
  for (const question of questions) {
    const choice = choices.get(question);
    if (!choice || choice.kind === 'later' || choice.kind === 'keep' || choice.kind === 'deadline') continue;
    const chosen = choice.kind === 'units' ? choice.names.map((name) => partyOf(name, question.text ?? ''))
      : choice.kind === 'remembered' ? (question.remembered?.parties ?? []).map(keep) : [];
    const at = next.findIndex((party) => isMeant(party, question, next));
    const before = next;
    const rest = before.filter((party) => !isMeant(party, question, before));
    next = at < 0 ? [...before, ...chosen] : [...rest.slice(0, at), ...chosen, ...rest.slice(at)];
  }
  // Who was not understood and is not decided about cannot be sent.
  return next.filter(isNamed).map(keep);
}

// A day, or days with something between them, is sent as days; anything else as the phrase that it is.
function deadlineOf(text: string): PlanDeadlineJson {
  const dates = text.split(/[;,]|\s+và\s+/).map((piece) => parseDate(piece));
  return dates.every((date) => date !== undefined) ? {dates: dates as string[]} : {text: text.trim()};
}

export function updateOf(item: PlanItemJson, choices: ReadonlyMap<PlanQuestionJson, Choice>): ItemUpdate {
  const update: ItemUpdate = {item: {name: item.name}, paths: [], incomplete: []};
  const asked = (field: string) => (item.questions ?? []).filter((question) => question.field === field);
  const answered = (field: string) => asked(field).filter((question) => (choices.get(question)?.kind ?? 'later') !== 'later');
  for (const field of ['lead', 'coordinators']) {
    const count = answered(field).length;
    if (count > 0 && count < asked(field).length) update.incomplete.push(field);
  }
  if (answered('lead').length) {
    update.item.leads = answerParties(item.leads ?? [], answered('lead'), choices);
    update.paths.push('leads');
  }
  if (answered('coordinators').length) {
    update.item.coordinators = answerParties(item.coordinators ?? [], answered('coordinators'), choices);
    update.paths.push('coordinators');
  }
  for (const question of answered('deadline')) {
    const choice = choices.get(question)!;
    if (choice.kind === 'deadline') update.item.deadline = deadlineOf(choice.text);
    // The phrase is read again, with the dates of this plan.
    else if (choice.kind === 'remembered') update.item.deadline = {text: question.remembered?.deadline?.text, dates: question.remembered?.deadline?.dates};
    if (update.item.deadline) update.paths.push('deadline');
  }
  return update;
}
