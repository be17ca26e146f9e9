#include "workflow/plan/item_answer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/limits.h"
#include "workflow/plan/deadline_phrase.h"
#include "workflow/plan/fan_out.h"
#include "workflow/plan/product_phrase.h"
#include "workflow/plan/understand.h"

namespace phoihop::plan {
namespace {

using google::protobuf::RepeatedPtrField;
using v1::PlanItem;
using v1::ResponsibleParty;

// Parties that one answer may name.
constexpr int kMaxParties = 300;

bool SameSlots(const RepeatedPtrField<v1::EvidenceSlot>& a, const std::vector<v1::EvidenceSlot>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.description() == y.description() && x.count() == y.count();
  });
}

void RemoveQuestions(absl::string_view field, PlanItem& item) {
  auto& questions = *item.mutable_questions();
  questions.erase(std::remove_if(questions.begin(), questions.end(),
                                 [field](const v1::PlanQuestion& question) { return question.field() == field; }),
                  questions.end());
}

}  // namespace

ItemAnswer::ItemAnswer(const v1::Plan& plan, const PlanItem& known, const Facts& facts, absl::CivilDay today)
    : plan_(plan), known_(known), facts_(facts), today_(today), item_(known) {}

void ItemAnswer::Add(absl::string_view field, std::string description) {
  dates_only_ = false;
  violations_.push_back({absl::StrCat("item.", field), std::move(description)});
}

void ItemAnswer::Set(const std::string& path, const PlanItem& given) {
  given_ = &given;
  if (path == "leads") {
    leads_ = true;
    SetParties(path, given.leads());
  } else if (path == "coordinators") {
    SetParties(path, given.coordinators());
  } else if (path == "deadline") {
    deadline_ = true;
    SetDeadline(given.deadline());
  } else if (path == "function") {
    SetFunction(given.function());
  } else if (path == "fan_out") {
    fan_out_ = true;
  } else if (path == "summing_unit") {
    summing_unit_ = true;
  } else if (path == "evidence_slots") {
    slots_ = true;
    SetSlots(given.evidence_slots());
  } else if (path == "legal_nature") {
    if (!v1::LegalNature_IsValid(given.legal_nature())) Add(path, "has to be NONE, NORM or STATUTORY");
    item_.set_legal_nature(given.legal_nature());
  } else if (path == "overlap") {
    repetition_ = true;
    item_.set_overlap(given.overlap());
  } else if (path == "catch_up") {
    repetition_ = true;
    item_.set_catch_up(given.catch_up());
  } else if (path == "catch_up_days") {
    repetition_ = catch_up_days_ = true;
    item_.set_catch_up_days(given.catch_up_days());
  } else {
    Add(Excerpt(path), absl::StrCat("cannot be changed; only ", absl::StrJoin(kAnswerPaths, ", "), " can"));
  }
}

void ItemAnswer::SetParties(absl::string_view field, const RepeatedPtrField<ResponsibleParty>& given) {
  const bool lead = field == "leads";
  if (lead && given.empty()) Add(field, "name at least one unit or unit set");
  if (given.size() > kMaxParties) return Add(field, absl::StrCat("at most ", kMaxParties, " entries"));
  RepeatedPtrField<ResponsibleParty> parties;
  for (int i = 0; i < given.size(); ++i) CheckParty(absl::StrCat(field, "[", i, "]"), given[i], *parties.Add());
  (lead ? item_.mutable_leads() : item_.mutable_coordinators())->Swap(&parties);
  RemoveQuestions(lead ? "lead" : "coordinators", item_);
}

bool ItemAnswer::IsSetOfToday(const std::string& set) const {
  const v1::UnitSet* found = facts_.directory().FindUnitSet(set);
  return found != nullptr && Contains("", found->valid_to(), today_);
}

void ItemAnswer::CheckParty(const std::string& field, const ResponsibleParty& given, ResponsibleParty& party) {
  const organisation::Directory& directory = facts_.directory();
  std::vector<std::string> names;
  if (given.units().empty() == given.unit_set().empty()) return Add(field, "name either units or a unit_set");
  for (const std::string& unit : given.units()) {
    const absl::Status alive = directory.CheckAlive(unit, today_);
    if (!alive.ok()) return Add(absl::StrCat(field, ".units"), std::string(alive.message()));
    party.add_units(unit);
    names.push_back(directory.DisplayName(unit, today_));
  }
  if (!given.unit_set().empty()) {
    if (!IsSetOfToday(given.unit_set())) {
      return Add(absl::StrCat(field, ".unit_set"),
                 absl::StrCat("'", Excerpt(given.unit_set()), "' is not a unit set of today"));
    }
    party.set_unit_set(given.unit_set());
    names.push_back(directory.FindUnitSet(given.unit_set())->display_name());
  }
  CheckExcluded(field, given, party);
  if (given.remark().size() > limits::kNotationBytes) {
    Add(absl::StrCat(field, ".remark"), absl::StrCat("is longer than ", limits::kNotationBytes, " bytes"));
  }
  party.set_remark(given.remark());
  party.set_status(ResponsibleParty::STATUS_UNDERSTOOD);
  party.set_explanation(absl::StrJoin(names, "; "));
  if (!party.excluded_units().empty()) {
    absl::StrAppend(party.mutable_explanation(), ", trừ ", party.excluded_units_size(), " đơn vị");
  }
  party.set_text(given.text().empty() ? party.explanation() : given.text());
  *party.mutable_former_names() = given.former_names();
}

void ItemAnswer::CheckExcluded(const std::string& field, const ResponsibleParty& given, ResponsibleParty& party) {
  if (given.excluded_units().empty()) return;
  if (given.unit_set().empty()) {
    return Add(absl::StrCat(field, ".excluded_units"), "only units of a unit_set can be left out");
  }
  std::vector<std::string> excluded(given.excluded_units().begin(), given.excluded_units().end());
  std::sort(excluded.begin(), excluded.end());
  excluded.erase(std::unique(excluded.begin(), excluded.end()), excluded.end());
  const std::vector<std::string> members = facts_.directory().SetMembers(given.unit_set(), today_);
  for (const std::string& unit : excluded) {
    if (!std::binary_search(members.begin(), members.end(), unit)) {
      return Add(absl::StrCat(field, ".excluded_units"),
                 absl::StrCat("'", Excerpt(unit), "' is no member of ", given.unit_set(), " today"));
    }
    party.add_excluded_units(unit);
  }
  if (excluded.size() == members.size()) {
    Add(absl::StrCat(field, ".excluded_units"), "leaves nobody of the set");
  }
}

// The text stays as the plan has it: what was decided stands beside it.
void ItemAnswer::SetDeadline(const v1::PlanDeadline& given) {
  const DeadlineSettings settings = DeadlineSettingsOf(plan_);
  std::vector<std::string> dates(given.dates().begin(), given.dates().end());
  if (dates.empty() && !given.nominal_due_date().empty()) dates.push_back(given.nominal_due_date());
  v1::PlanDeadline understood;
  if (!dates.empty()) {
    absl::StatusOr<v1::PlanDeadline> deadline = DeadlineFromDates(dates, settings, CalendarOf(plan_, facts_));
    if (!deadline.ok()) {
      if (ReasonOf(deadline.status()) != v1::ERROR_REASON_INVALID_DATE) dates_only_ = false;
      violations_.push_back({"item.deadline.dates", std::string(deadline.status().message())});
      return;
    }
    understood = *std::move(deadline);
  } else {
    DeadlineReading reading = ReadDeadline(given.text(), item_.product(), settings, CalendarOf(plan_, facts_));
    if (!reading.question.empty()) {
      return Add("deadline.text", absl::StrCat("'", Excerpt(given.text()), "' was not understood: ", reading.question));
    }
    understood = std::move(reading.deadline);
  }
  understood.set_text(item_.deadline().text());
  *item_.mutable_deadline() = std::move(understood);
  RemoveQuestions("deadline", item_);
}

void ItemAnswer::SetFunction(const std::string& function) {
  const auto& functions = facts_.data().functions();
  const bool known = std::any_of(functions.begin(), functions.end(), [&](const v1::Function& candidate) {
    return candidate.name() == function && Contains(candidate.valid_from(), candidate.valid_to(), today_);
  });
  if (!function.empty() && !known) {
    return Add("function",
               absl::StrCat("'", Excerpt(function), "' is not a function of today; see the list of functions"));
  }
  item_.set_function(function);
}

void ItemAnswer::SetSlots(const RepeatedPtrField<v1::EvidenceSlot>& given) {
  if (given.size() > static_cast<int>(kMaxEvidenceSlots)) {
    return Add("evidence_slots", absl::StrCat("at most ", kMaxEvidenceSlots, " entries"));
  }
  item_.clear_evidence_slots();
  for (int i = 0; i < given.size(); ++i) {
    const std::string field = absl::StrCat("evidence_slots[", i, "]");
    if (given[i].description().empty() || given[i].description().size() > limits::kProductBytes) {
      Add(absl::StrCat(field, ".description"), absl::StrCat("has to be 1 to ", limits::kProductBytes, " bytes"));
    }
    if (given[i].count() < 1 || given[i].count() > kMaxSlotCount) {
      Add(absl::StrCat(field, ".count"), absl::StrCat("has to be 1 to ", kMaxSlotCount));
    }
    v1::EvidenceSlot& slot = *item_.add_evidence_slots();
    slot.set_id(absl::StrCat(i + 1));
    slot.set_description(given[i].description());
    slot.set_count(given[i].count());
  }
}

// What was set by the caller, over what follows from the leads.
void ItemAnswer::TakeFanOut(PlanItem& item) {
  // Of leads that are refused nothing follows.
  const bool understood = std::all_of(item.leads().begin(), item.leads().end(), [](const ResponsibleParty& party) {
    return party.status() == ResponsibleParty::STATUS_UNDERSTOOD;
  });
  if (leads_ && understood) SetFanOut(item, facts_, today_);
  if (fan_out_) {
    v1::FanOut given = given_->fan_out();
    const bool who = !given.unit_sets().empty() || !given.units().empty();
    if (given.rule() == v1::COMPLETION_RULE_UNSPECIFIED && who) given.set_rule(v1::COMPLETION_RULE_ALL);
    if (given.ByteSizeLong() == 0) {
      item.clear_fan_out();
    } else if (who) {
      *item.mutable_fan_out() = std::move(given);
    } else if (!item.has_fan_out()) {
      Add("fan_out", "name unit_sets or units: the leads of the item are no set and nobody of them sums up");
    } else {
      // Only the rule: the parts are those of the leads.
      item.mutable_fan_out()->set_rule(given.rule());
      item.mutable_fan_out()->set_quorum(given.quorum());
    }
    if (item.has_fan_out()) CheckFanOut(item.fan_out());
  }
  if (!summing_unit_) return;
  const std::string& unit = given_->summing_unit();
  if (!unit.empty()) {
    const absl::Status alive = facts_.directory().CheckAlive(unit, today_);
    if (!alive.ok()) Add("summing_unit", std::string(alive.message()));
    if (!item.has_fan_out()) Add("summing_unit", "is for an item that is spread over many units: set fan_out as well");
  }
  item.set_summing_unit(unit);
}

void ItemAnswer::CheckFanOut(const v1::FanOut& fan_out) {
  for (const std::string& set : fan_out.unit_sets()) {
    if (!IsSetOfToday(set)) Add("fan_out.unit_sets", absl::StrCat("'", Excerpt(set), "' is not a unit set of today"));
  }
  for (const std::string& unit : fan_out.units()) {
    const absl::Status alive = facts_.directory().CheckAlive(unit, today_);
    if (!alive.ok()) Add("fan_out.units", std::string(alive.message()));
  }
  for (const std::string& unit : fan_out.excluded_units()) {
    if (facts_.directory().FindUnit(unit) == nullptr) {
      Add("fan_out.excluded_units", absl::StrCat("'", Excerpt(unit), "' is not a unit of this province"));
    }
  }
  const size_t parts = PartsOn(fan_out, facts_, today_).size();
  if (parts == 0) Add("fan_out", "nobody would have a part today");
  const bool quorum = fan_out.rule() == v1::COMPLETION_RULE_QUORUM;
  if (!v1::CompletionRule_IsValid(fan_out.rule())) Add("fan_out.rule", "has to be ALL, QUORUM or LEAD_DECIDES");
  if (quorum && (fan_out.quorum() < 1 || static_cast<size_t>(fan_out.quorum()) > parts)) {
    Add("fan_out.quorum", absl::StrCat("has to be 1 to ", parts, ", the number of parts today"));
  }
  if (!quorum && fan_out.quorum() != 0) Add("fan_out.quorum", "is only for the rule QUORUM");
}

void ItemAnswer::CheckCatchUpDays(const PlanItem& item) {
  const int days = item.catch_up_days();
  if (days < 0 || days > kMaxCatchUpDays) {
    Add("catch_up_days", absl::StrCat("has to be 0 (without bound) to ", kMaxCatchUpDays));
  } else if (days > 0 && !IsRepeated(item.deadline())) {
    Add("catch_up_days", "is for recurring items; this one is done once");
  } else if (days > 0 && item.catch_up() != v1::CATCH_UP_LAST && item.catch_up() != v1::CATCH_UP_ALL) {
    Add("catch_up_days", "bounds what is caught up with, and this item catches up with nothing; set catch_up as well");
  }
}

void ItemAnswer::CheckRepetition(const PlanItem& item) {
  if (!v1::OverlapPolicy_IsValid(item.overlap())) Add("overlap", "has to be ALLOW, SKIP or WAIT");
  if (!v1::CatchUp_IsValid(item.catch_up())) Add("catch_up", "has to be NONE, LAST or ALL");
  if (catch_up_days_) CheckCatchUpDays(item);
  if (IsRepeated(item.deadline())) return;
  if (item.overlap() != v1::OVERLAP_POLICY_UNSPECIFIED) Add("overlap", "is for recurring items; this one is done once");
  if (item.catch_up() != v1::CATCH_UP_UNSPECIFIED) Add("catch_up", "is for recurring items; this one is done once");
}

absl::StatusOr<PlanItem> ItemAnswer::Finish() && {
  const bool as_the_cell_says =
      SameSlots(known_.evidence_slots(), ReadProduct(known_.product(), known_.deadline()).slots);
  if (deadline_ && !slots_ && as_the_cell_says) {
    SetEvidenceSlots(ReadProduct(item_.product(), item_.deadline()), item_);
  }
  TakeFanOut(item_);
  if (repetition_) CheckRepetition(item_);
  if (!violations_.empty()) {
    return InvalidRequest(dates_only_ ? v1::ERROR_REASON_INVALID_DATE : v1::ERROR_REASON_INVALID_FIELD, violations_);
  }
  SetRepetition(item_);
  item_.set_state(StateFromQuestions(item_));
  return std::move(item_);
}

}  // namespace phoihop::plan
