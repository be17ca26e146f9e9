#include "workflow/responsibility/regulation.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflow/basis.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/organisation/message_digest.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/reference_rules.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/document_number.h"
#include "workflow/responsibility/regulation_law.h"

namespace phoihop::responsibility {
namespace {

using internal::v1::ReferenceCommand;
using internal::v1::ReferenceData;
using organisation::FindByName;
using organisation::PutByName;
using organisation::ReferenceRules;

std::string StateName(v1::Regulation::State state) {
  return std::string(absl::StripPrefix(v1::Regulation::State_Name(state), "STATE_"));
}

// Only what a caller may set; the rest is empty.
v1::Regulation WhatCallersSet(const v1::Regulation& regulation) {
  v1::Regulation set = regulation;
  set.clear_state();
  set.clear_drafter();
  set.clear_enacter();
  set.clear_create_time();
  set.clear_enact_time();
  set.clear_etag();
  return set;
}

// -- Guards

absl::StatusOr<const v1::Regulation*> Find(const ReferenceData& state, absl::string_view name, absl::string_view etag,
                                           absl::string_view participle) {
  const v1::Regulation* found = FindRegulation(state, name);
  if (found == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("there is no regulation ", Excerpt(name), "; list the regulations to see their names"));
  }
  if (!etag.empty() && etag != EtagOf(*found)) {
    return Error(v1::ERROR_REASON_ETAG_MISMATCH,
                 absl::StrCat("the regulation changed since it was read: its etag is ", EtagOf(*found), ", not ",
                              Excerpt(etag), "; read it again and decide again"));
  }
  if (found->state() == v1::Regulation::STATE_DRAFT) return found;
  return Error(v1::ERROR_REASON_REGULATION_STATE, absl::StrCat(found->name(), " is ", StateName(found->state()),
                                                               "; it can be ", participle, " when it is DRAFT"));
}

// Nobody makes law what they drafted themselves.
absl::Status CheckTwoPersons(const v1::Regulation& regulation, const Context& context) {
  if (context.actor.person().empty()) {
    return Error(v1::ERROR_REASON_SEPARATION_OF_DUTIES,
                 "a regulation is enacted by a named person; send the actor's person with the call");
  }
  for (const v1::Actor& actor : {context.actor, context.acting_for}) {
    if (actor.person().empty() || actor.person() != regulation.drafter().person()) continue;
    return Error(v1::ERROR_REASON_SEPARATION_OF_DUTIES,
                 absl::StrCat(actor.person(), " drafted the regulation; another person enacts it"));
  }
  return absl::OkStatus();
}

// Everything wrong with a draft, under `regulation`.
class DraftRules {
 public:
  DraftRules(const ReferenceData& state, const v1::Regulation& draft)
      : state_(state), draft_(draft), known_(Known(state, draft)), rules_(state.province(), known_, "regulation") {}

  absl::Status Check() {
    if (draft_.display_name().empty()) rules_.Violation("regulation.display_name", "is missing");
    if (draft_.display_name().size() > limits::kTitleBytes) {
      rules_.Violation("regulation.display_name", absl::StrCat("is longer than ", limits::kTitleBytes, " bytes"));
    }
    const auto day = ParseDate(draft_.effective_date());
    if (!day.ok()) rules_.Violation("regulation.effective_date", std::string(day.status().message()));
    Size("functions", draft_.functions_size(), kMaxRegulationFunctions);
    Size("duties", draft_.duties_size() + draft_.ended_duties_size(), kMaxRegulationDuties);
    Instrument();
    Functions();
    Duties();
    EndedDuties();
    return rules_.Result();
  }

 private:
  static absl::flat_hash_set<std::string> Known(const ReferenceData& state, const v1::Regulation& draft) {
    absl::flat_hash_set<std::string> known;
    for (const v1::Unit& unit : state.units()) {
      if (!unit.versions().empty()) known.insert(unit.name());
    }
    for (const v1::UnitSet& set : state.unit_sets()) known.insert(set.name());
    for (const v1::Function& function : state.functions()) known.insert(function.name());
    for (const v1::Function& function : draft.functions()) known.insert(function.name());
    return known;
  }

  void Size(absl::string_view field, int size, int limit) {
    if (size > limit) rules_.Violation(absl::StrCat("regulation.", field), absl::StrCat("are more than ", limit));
  }

  // What a draft may lack is filled in for the check.
  void Instrument() {
    v1::Instrument instrument = draft_.instrument();
    instrument.set_name(InstrumentNameOf(draft_));
    if (instrument.number().empty()) instrument.set_number(kDraftNumber);
    rules_.Instrument(instrument, "regulation.instrument");
    const v1::Instrument* known = FindByName(state_.instruments(), instrument.name());
    const bool named = !draft_.instrument().name().empty();
    if (known == nullptr || named ||
        KeyOf(ParseDocumentNumber(known->number())) == KeyOf(ParseDocumentNumber(draft_.instrument().number()))) {
      return;
    }
    rules_.Violation("regulation.instrument.name", absl::StrCat(instrument.name(), " is ", Excerpt(known->number()),
                                                                "; give the new instrument a name of its own"));
  }

  void Once(absl::string_view name, const std::string& field) {
    if (!seen_.insert(std::string(name)).second) {
      rules_.Violation(field, absl::StrCat("'", Excerpt(name), "' stands in the regulation twice"));
    }
  }

  void Functions() {
    absl::flat_hash_map<absl::string_view, const v1::Function*> tree;
    for (const v1::Function& known : state_.functions()) tree[known.name()] = &known;
    for (int i = 0; i < draft_.functions_size(); ++i) {
      const std::string field = absl::StrCat("regulation.functions[", i, "]");
      rules_.Function(draft_.functions(i), field);
      Once(draft_.functions(i).name(), field);
      tree[draft_.functions(i).name()] = &draft_.functions(i);
    }
    std::vector<const v1::Function*> all;
    for (const auto& [name, function] : tree) all.push_back(function);
    rules_.CheckTree(all, "regulation.functions");
  }

  void Duties() {
    for (int i = 0; i < draft_.duties_size(); ++i) {
      const v1::Duty& duty = draft_.duties(i);
      const std::string field = absl::StrCat("regulation.duties[", i, "]");
      rules_.Duty(duty, field);
      Once(duty.name(), field);
      if (duty.holders_size() > kMaxDutyHolders) {
        rules_.Violation(absl::StrCat(field, ".holders"), absl::StrCat("are more than ", kMaxDutyHolders));
      }
    }
  }

  void EndedDuties() {
    for (int i = 0; i < draft_.ended_duties_size(); ++i) {
      const std::string field = absl::StrCat("regulation.ended_duties[", i, "]");
      Once(draft_.ended_duties(i), field);
      if (FindByName(state_.duties(), draft_.ended_duties(i)) == nullptr) {
        rules_.Violation(field, absl::StrCat("there is no duty '", Excerpt(draft_.ended_duties(i)), "'"));
      }
    }
  }

  const ReferenceData& state_;
  const v1::Regulation& draft_;
  const absl::flat_hash_set<std::string> known_;
  ReferenceRules rules_;
  absl::flat_hash_set<std::string> seen_;
};

// Who will have duties, and where, lives on its first day; today, when that is past.
absl::Status CheckUnitsAlive(const ReferenceData& state, const v1::Regulation& regulation, absl::CivilDay today) {
  const organisation::Directory directory(state);
  const absl::CivilDay day = std::max(today, ParseDate(regulation.effective_date()).value_or(today));
  std::vector<absl::string_view> places;
  for (const v1::Duty& duty : regulation.duties()) {
    places.push_back(duty.territory());
    for (const v1::Duty::Holder& holder : duty.holders()) {
      places.push_back(holder.holder());
      places.push_back(holder.territory());
    }
  }
  for (const absl::string_view place : places) {
    if (!IdOf(place, "units").ok()) continue;
    if (absl::Status alive = directory.CheckAlive(place, day); !alive.ok()) return alive;
  }
  return absl::OkStatus();
}

// -- Answers

v1::Event EventOf(const v1::Regulation* before, v1::Regulation after, absl::string_view type) {
  v1::Event event;
  event.set_subject(after.name());
  event.set_type(std::string(type));
  const auto change = [&event](absl::string_view field, const std::string& old, const std::string& fresh) {
    if (old == fresh) return;
    v1::FieldChange* entry = event.add_changes();
    entry->set_field(std::string(field));
    entry->set_before(old);
    entry->set_after(fresh);
  };
  const v1::Regulation& known = before == nullptr ? v1::Regulation::default_instance() : *before;
  change("state", before == nullptr ? "" : StateName(known.state()), StateName(after.state()));
  change("display_name", known.display_name(), after.display_name());
  change("effective_date", known.effective_date(), after.effective_date());
  change("instrument.number", known.instrument().number(), after.instrument().number());
  change("duties", absl::StrCat(known.duties_size()), absl::StrCat(after.duties_size()));
  change("ended_duties", absl::StrCat(known.ended_duties_size()), absl::StrCat(after.ended_duties_size()));
  change("functions", absl::StrCat(known.functions_size()), absl::StrCat(after.functions_size()));
  v1::Regulation* carried =
      after.state() == v1::Regulation::STATE_ENACTED     ? event.mutable_regulation_enacted()->mutable_regulation()
      : after.state() == v1::Regulation::STATE_WITHDRAWN ? event.mutable_regulation_withdrawn()->mutable_regulation()
                                                         : event.mutable_regulation_drafted()->mutable_regulation();
  *carried = std::move(after);
  return event;
}

Decision Only(v1::Event event) {
  Decision decision;
  decision.events.push_back(std::move(event));
  return decision;
}

// Makes the actor the drafter.
absl::Status Drafted(const Context& context, v1::Regulation& draft) {
  if (context.actor.person().empty() && context.actor.system().empty()) {
    return Error(v1::ERROR_REASON_SEPARATION_OF_DUTIES,
                 "a regulation is drafted by a named person, so that another one can enact it; send the actor's person "
                 "with the call");
  }
  draft.set_state(v1::Regulation::STATE_DRAFT);
  *draft.mutable_drafter() = context.actor;
  return absl::OkStatus();
}

// -- Verbs

absl::StatusOr<Decision> Create(const ReferenceData& state, const v1::CreateRegulationRequest& request,
                                const Context& context) {
  if (request.parent() != ProvinceName(state.province())) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME,
                          {{"parent", absl::StrCat("must be ", ProvinceName(state.province()))}});
  }
  if (!IsId(request.regulation_id())) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"regulation_id", "must be 1 to 63 characters of a-z, 0-9 and '-'"}});
  }
  v1::Regulation draft = WhatCallersSet(request.regulation());
  draft.set_name(ChildName(request.parent(), "regulations", request.regulation_id()));
  if (FindRegulation(state, draft.name()) != nullptr) {
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, absl::StrCat(draft.name(), " exists already; choose another id"));
  }
  draft = Completed(state, std::move(draft));
  if (absl::Status status = Drafted(context, draft); !status.ok()) return status;
  if (absl::Status status = DraftRules(state, draft).Check(); !status.ok()) return status;
  *draft.mutable_create_time() = ToTimestamp(context.now);
  return Only(EventOf(nullptr, std::move(draft), "regulation.drafted"));
}

absl::Status SetField(const std::string& path, const v1::Regulation& wanted, v1::Regulation& draft) {
  if (path == "display_name") {
    draft.set_display_name(wanted.display_name());
  } else if (path == "instrument") {
    *draft.mutable_instrument() = wanted.instrument();
  } else if (path == "effective_date") {
    draft.set_effective_date(wanted.effective_date());
  } else if (path == "functions") {
    *draft.mutable_functions() = wanted.functions();
  } else if (path == "duties") {
    *draft.mutable_duties() = wanted.duties();
  } else if (path == "ended_duties") {
    *draft.mutable_ended_duties() = wanted.ended_duties();
  } else if (path == "provenance") {
    *draft.mutable_provenance() = wanted.provenance();
  } else {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"update_mask", absl::StrCat("'", Excerpt(path),
                                                        "' is not one of display_name, instrument, effective_date, "
                                                        "functions, duties, ended_duties, provenance")}});
  }
  return absl::OkStatus();
}

absl::StatusOr<Decision> Update(const ReferenceData& state, const v1::UpdateRegulationRequest& request,
                                const Context& context) {
  const v1::Regulation& wanted = request.regulation();
  const auto known = Find(state, wanted.name(), request.etag().empty() ? wanted.etag() : request.etag(), "changed");
  if (!known.ok()) return known.status();
  v1::Regulation draft = **known;
  if (request.update_mask().paths().empty()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"update_mask", "names no field to change"}});
  }
  for (const std::string& path : request.update_mask().paths()) {
    if (absl::Status status = SetField(path, wanted, draft); !status.ok()) return status;
  }
  draft = Completed(state, std::move(draft));
  if (absl::Status status = Drafted(context, draft); !status.ok()) return status;
  if (absl::Status status = DraftRules(state, draft).Check(); !status.ok()) return status;
  return Only(EventOf(*known, std::move(draft), "regulation.drafted"));
}

// Number and issue date, which the draft may have lacked.
absl::Status TakeNumber(const v1::EnactRegulationRequest& request, v1::Regulation& regulation) {
  v1::Instrument& instrument = *regulation.mutable_instrument();
  if (!request.number().empty()) instrument.set_number(request.number());
  if (!request.issue_date().empty()) instrument.set_issue_date(request.issue_date());
  if (instrument.number().empty() || instrument.issue_date().empty()) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED,
                 absl::StrCat("the instrument has no ", instrument.number().empty() ? "number" : "issue date",
                              "; a regulation is law when it is issued: send number and issue_date"));
  }
  const v1::DocumentNumber number = ParseDocumentNumber(instrument.number());
  if (number.form() == v1::DocumentNumber::FORM_OTHER) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"number", absl::StrCat("'", Excerpt(instrument.number()),
                                                   "' is not the number of a document, such as 57/2026/QĐ-UBND")}});
  }
  instrument.set_number(number.normalized());
  return absl::OkStatus();
}

std::vector<v1::Event> EventsOf(const Law& law, const v1::Citation& basis) {
  std::vector<v1::Event> events;
  const auto add = [&](const std::string& subject, absl::string_view type) -> v1::Event& {
    v1::Event& event = events.emplace_back();
    event.set_subject(subject);
    event.set_type(std::string(type));
    *event.mutable_basis() = basis;
    return event;
  };
  *add(law.instrument.name(), "instrument.recorded").mutable_instrument_recorded()->mutable_instrument() =
      law.instrument;
  for (const v1::Function& function : law.functions) {
    *add(function.name(), "function.recorded").mutable_function_recorded()->mutable_function() = function;
  }
  for (const v1::Duty& duty : law.duties) {
    *add(duty.name(), "duty.recorded").mutable_duty_recorded()->mutable_duty() = duty;
  }
  return events;
}

absl::StatusOr<Decision> Enact(const ReferenceData& state, const v1::EnactRegulationRequest& request,
                               const Context& context) {
  const auto known = Find(state, request.name(), request.etag(), "enacted");
  if (!known.ok()) return known.status();
  v1::Regulation enacted = **known;
  if (absl::Status status = CheckTwoPersons(enacted, context); !status.ok()) return status;
  if (absl::Status status = TakeNumber(request, enacted); !status.ok()) return status;
  // The organisation may have changed since it was drafted.
  if (absl::Status status = DraftRules(state, enacted).Check(); !status.ok()) return status;
  if (absl::Status status = CheckUnitsAlive(state, enacted, DayOf(context.now)); !status.ok()) return status;
  auto law = LawOf(state, enacted);
  if (!law.ok()) return law.status();
  *enacted.mutable_instrument() = law->instrument;
  enacted.set_state(v1::Regulation::STATE_ENACTED);
  *enacted.mutable_enacter() = context.actor;
  *enacted.mutable_enact_time() = ToTimestamp(context.now);
  v1::Citation basis = request.basis();
  if (!HasBasis(basis)) {
    basis.set_instrument_number(law->instrument.number());
    basis.set_text(absl::StrCat(law->instrument.type(), " ", law->instrument.number()));
  }
  Decision decision;
  decision.events = EventsOf(*law, basis);
  v1::Event& last = decision.events.emplace_back(EventOf(*known, std::move(enacted), "regulation.enacted"));
  *last.mutable_basis() = basis;
  return decision;
}

absl::StatusOr<Decision> Withdraw(const ReferenceData& state, const v1::WithdrawRegulationRequest& request) {
  const auto known = Find(state, request.name(), request.etag(), "withdrawn");
  if (!known.ok()) return known.status();
  if (request.reason().size() > limits::kExplanationBytes) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"reason", absl::StrCat("is longer than ", limits::kExplanationBytes, " bytes")}});
  }
  v1::Regulation withdrawn = **known;
  withdrawn.set_state(v1::Regulation::STATE_WITHDRAWN);
  v1::Event event = EventOf(*known, std::move(withdrawn), "regulation.withdrawn");
  if (!request.reason().empty()) {
    v1::FieldChange* reason = event.add_changes();
    reason->set_field("reason");
    reason->set_after(request.reason());
  }
  return Only(std::move(event));
}

}  // namespace

absl::StatusOr<Decision> DecideRegulation(const ReferenceData& state, const ReferenceCommand& command,
                                          const Context& context) {
  switch (command.verb_case()) {
    case ReferenceCommand::kCreateRegulation:
      return Create(state, command.create_regulation(), context);
    case ReferenceCommand::kUpdateRegulation:
      return Update(state, command.update_regulation(), context);
    case ReferenceCommand::kEnactRegulation:
      return Enact(state, command.enact_regulation(), context);
    case ReferenceCommand::kWithdrawRegulation:
      return Withdraw(state, command.withdraw_regulation());
    default:
      return Error(v1::ERROR_REASON_INVALID_FIELD, "the command says nothing to do");
  }
}

absl::StatusOr<ReferenceData> WithRegulation(const ReferenceData& data, const v1::Regulation& regulation) {
  if (regulation.state() != v1::Regulation::STATE_DRAFT) {
    return Error(v1::ERROR_REASON_REGULATION_STATE,
                 absl::StrCat(regulation.name(), " is ", StateName(regulation.state()),
                              ", no draft any more; leave it out to see what is law"));
  }
  const auto law = LawOf(data, regulation);
  if (!law.ok()) return law.status();
  ReferenceData after = data;
  PutByName(*after.mutable_instruments(), law->instrument);
  for (const v1::Function& function : law->functions) PutByName(*after.mutable_functions(), function);
  for (const v1::Duty& duty : law->duties) PutByName(*after.mutable_duties(), duty);
  v1::Regulation enacted = regulation;
  enacted.set_state(v1::Regulation::STATE_ENACTED);
  PutByName(*after.mutable_regulations(), enacted);
  return after;
}

const v1::Regulation* FindRegulation(const ReferenceData& data, absl::string_view name) {
  return FindByName(data.regulations(), name);
}

std::string EtagOf(const v1::Regulation& regulation) {
  v1::Regulation seen = WhatCallersSet(regulation);
  seen.set_state(regulation.state());
  return organisation::DigestOf(seen);
}

}  // namespace phoihop::responsibility
