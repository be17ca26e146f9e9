#include "workflow/plan/remembered.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/plan/deadline_phrase.h"
#include "workflow/plan/fan_out.h"
#include "workflow/plan/plan_answers.h"
#include "workflow/plan/product_phrase.h"
#include "workflow/plan/understand.h"

namespace phoihop::plan {
namespace {

using google::protobuf::RepeatedPtrField;
using v1::ImportedCell;
using v1::ImportedRow;
using v1::PlanAnswer;
using v1::PlanItem;
using v1::PlanQuestion;
using v1::ResponsibleParty;

constexpr absl::string_view kPartyFields[] = {"lead", "coordinators"};

using Key = std::pair<std::string, std::string>;

bool Asks(const PlanItem& item, absl::string_view field) {
  return std::any_of(item.questions().begin(), item.questions().end(),
                     [field](const PlanQuestion& question) { return question.field() == field; });
}

// Who answered, for people.
std::string NameOf(const v1::Actor& actor, const Facts& facts, absl::CivilDay today) {
  for (const v1::Person& person : facts.data().persons()) {
    if (!actor.person().empty() && person.name() == actor.person()) return person.display_name();
  }
  if (!actor.unit().empty()) return facts.directory().DisplayName(actor.unit(), today);
  return actor.system();
}

// Answers on one table.
class Applier {
 public:
  Applier(const std::vector<PlanAnswer>& answers, bool use, const Facts& facts, absl::CivilDay today,
          const v1::Plan& plan)
      : use_(use), facts_(facts), today_(today), plan_(plan), settings_(DeadlineSettingsOf(plan)) {
    for (const PlanAnswer& answer : answers) answers_[{answer.field(), AnswerKey(answer.text())}] = &answer;
  }

  void Apply(ImportedRow& row) {
    PlanItem& item = *row.mutable_item();
    for (absl::string_view field : kPartyFields) {
      if (Asks(item, field)) ApplyParties(field, row);
    }
    if (Asks(item, "deadline")) ApplyDeadline(row);
    item.set_state(StateFromQuestions(item));
  }

 private:
  const PlanAnswer* Find(absl::string_view field, const std::string& text) const {
    const auto found = answers_.find({std::string(field), AnswerKey(text)});
    return found == answers_.end() ? nullptr : found->second;
  }

  void ApplyParties(absl::string_view field, ImportedRow& row) {
    PlanItem& item = *row.mutable_item();
    const bool lead = field == "lead";
    const std::optional<std::string> cell = CellText(plan_, item, lead);
    const PlanAnswer* whole = cell.has_value() ? Find(field, *cell) : nullptr;
    for (PlanQuestion& question : *item.mutable_questions()) {
      if (question.field() != field) continue;
      const PlanAnswer* answer = whole != nullptr ? whole : Find(field, question.text());
      if (answer != nullptr) *question.mutable_remembered() = *answer;
    }
    if (!use_) return;
    RepeatedPtrField<ResponsibleParty>& parties = lead ? *item.mutable_leads() : *item.mutable_coordinators();
    std::vector<std::string> said;
    if (whole != nullptr) {
      std::optional<std::vector<ResponsibleParty>> followed = Follow(*whole, lead);
      if (!followed.has_value()) return;
      parties.Assign(followed->begin(), followed->end());
      RemoveQuestions(field, "", item);
      said.push_back(Said(*whole, *followed));
    } else {
      ReplaceNames(field, item, parties, said);
    }
    if (said.empty()) return;
    SetFanOut(item, facts_, today_);
    Explain(row, field, said);
  }

  // Each name for itself.
  void ReplaceNames(absl::string_view field, PlanItem& item, RepeatedPtrField<ResponsibleParty>& parties,
                    std::vector<std::string>& said) {
    std::vector<PlanQuestion> questions(item.questions().begin(), item.questions().end());
    for (const PlanQuestion& question : questions) {
      if (question.field() != field || !question.has_remembered()) continue;
      std::optional<std::vector<ResponsibleParty>> followed = Follow(question.remembered(), field == "lead");
      if (!followed.has_value()) continue;
      RepeatedPtrField<ResponsibleParty> changed;
      for (ResponsibleParty& party : parties) {
        if (party.text() != question.text()) {
          *changed.Add() = std::move(party);
          continue;
        }
        for (ResponsibleParty& answered : *followed) {
          answered.set_text(question.text());
          *changed.Add() = answered;
        }
      }
      parties = std::move(changed);
      RemoveQuestions(field, question.text(), item);
      said.push_back(Said(question.remembered(), *followed));
    }
  }

  void ApplyDeadline(ImportedRow& row) {
    PlanItem& item = *row.mutable_item();
    const PlanAnswer* answer = Find("deadline", item.deadline().text());
    if (answer == nullptr) return;
    for (PlanQuestion& question : *item.mutable_questions()) {
      if (question.field() == "deadline") *question.mutable_remembered() = *answer;
    }
    if (!use_) return;
    std::optional<v1::PlanDeadline> deadline = Again(answer->deadline(), item.product());
    if (!deadline.has_value()) return;
    deadline->set_text(item.deadline().text());
    *item.mutable_deadline() = *std::move(deadline);
    SetEvidenceSlots(ReadProduct(item.product(), item.deadline()), item);
    SetRepetition(item);
    RemoveQuestions("deadline", "", item);
    Explain(row, "deadline", {Said(*answer, {})});
  }

  // The phrase of the answer read with the dates of this plan, or its days when they lie within its period.
  std::optional<v1::PlanDeadline> Again(const v1::PlanDeadline& answered, const std::string& product) const {
    if (!answered.text().empty()) {
      DeadlineReading reading = ReadDeadline(answered.text(), product, settings_, CalendarOf(plan_, facts_));
      if (!reading.question.empty() || !Within(reading.deadline)) return std::nullopt;
      return std::move(reading.deadline);
    }
    std::vector<std::string> dates(answered.dates().begin(), answered.dates().end());
    if (dates.empty()) dates.push_back(answered.nominal_due_date());
    absl::StatusOr<v1::PlanDeadline> deadline = DeadlineFromDates(dates, settings_, CalendarOf(plan_, facts_));
    if (!deadline.ok() || !Within(*deadline)) return std::nullopt;
    return *std::move(deadline);
  }

  // A day that was named for the plan of another year is none of this one. Rhythms name no year.
  bool Within(const v1::PlanDeadline& deadline) const {
    if (!deadline.recurrence().empty()) return true;
    std::vector<std::string> days(deadline.dates().begin(), deadline.dates().end());
    if (days.empty() && !deadline.nominal_due_date().empty()) days.push_back(deadline.nominal_due_date());
    return std::all_of(days.begin(), days.end(), [this](const std::string& day) {
      return (plan_.period_start_date().empty() || day >= plan_.period_start_date()) &&
             (plan_.period_end_date().empty() || day <= plan_.period_end_date());
    });
  }

  // -- Who holds today what was answered

  std::optional<std::vector<ResponsibleParty>> Follow(const PlanAnswer& answer, bool lead) const {
    if (lead && answer.parties().empty()) return std::nullopt;
    std::vector<ResponsibleParty> parties;
    for (const ResponsibleParty& party : answer.parties()) {
      std::optional<ResponsibleParty> followed = Follow(party);
      if (!followed.has_value()) return std::nullopt;
      parties.push_back(*std::move(followed));
    }
    return parties;
  }

  std::optional<ResponsibleParty> Follow(const ResponsibleParty& answered) const {
    ResponsibleParty party = answered;
    party.clear_units();
    party.clear_excluded_units();
    std::vector<std::string> names;
    if (!answered.unit_set().empty()) {
      const std::optional<std::string> set = FollowSet(answered.unit_set());
      if (!set.has_value()) return std::nullopt;
      party.set_unit_set(*set);
      names.push_back(facts_.directory().FindUnitSet(*set)->display_name());
    }
    for (const std::string& unit : answered.units()) {
      const std::string holder = HolderOf(unit);
      if (holder.empty()) return std::nullopt;
      if (holder != unit) party.add_former_names(facts_.directory().DisplayName(unit, today_));
      party.add_units(holder);
      names.push_back(facts_.directory().DisplayName(holder, today_));
    }
    const std::vector<std::string> members = facts_.directory().SetMembers(party.unit_set(), today_);
    for (const std::string& unit : answered.excluded_units()) {
      // Whoever took over an excluded unit may be more than it was.
      if (!std::binary_search(members.begin(), members.end(), unit)) return std::nullopt;
      party.add_excluded_units(unit);
    }
    party.set_explanation(absl::StrJoin(names, "; "));
    return party;
  }

  std::optional<std::string> FollowSet(const std::string& name) const {
    const v1::UnitSet* set = facts_.directory().FindUnitSet(name);
    if (set == nullptr) return std::nullopt;
    if (Contains("", set->valid_to(), today_)) return name;
    if (set->successor_sets_size() != 1) return std::nullopt;
    const v1::UnitSet* next = facts_.directory().FindUnitSet(set->successor_sets(0));
    if (next == nullptr || !Contains("", next->valid_to(), today_)) return std::nullopt;
    return next->name();
  }

  std::string HolderOf(const std::string& unit) const {
    if (facts_.directory().IsAlive(unit, today_)) return unit;
    const v1::ResolveSuccessorsResponse successors = facts_.directory().ResolveSuccessors(unit, today_);
    const bool one = successors.outcome() == v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE;
    return one ? successors.holders(0).unit() : "";
  }

  // -- What is said of it

  std::string Said(const PlanAnswer& answer, const std::vector<ResponsibleParty>& parties) const {
    std::string text =
        absl::StrCat("theo câu trả lời ngày ", FormatDateForPeople(DayOf(FromTimestamp(answer.answer_time()))));
    if (const std::string name = NameOf(answer.actor(), facts_, today_); !name.empty()) {
      absl::StrAppend(&text, " của ", name);
    }
    if (answer.field() == "deadline") {
      const bool phrase = !answer.deadline().text().empty();
      return absl::StrCat(text, ": ", phrase ? answer.deadline().text() : "các ngày đã chọn");
    }
    if (parties.empty()) return absl::StrCat(text, ": không giao cho cơ quan nào");
    return absl::StrCat(text, ": ", absl::StrJoin(parties, "; ", [](std::string* out, const ResponsibleParty& party) {
                          absl::StrAppend(out, party.explanation());
                        }));
  }

  static void RemoveQuestions(absl::string_view field, absl::string_view text, PlanItem& item) {
    auto& questions = *item.mutable_questions();
    questions.erase(std::remove_if(questions.begin(), questions.end(),
                                   [&](const PlanQuestion& question) {
                                     return question.field() == field && (text.empty() || question.text() == text);
                                   }),
                    questions.end());
  }

  void Explain(ImportedRow& row, absl::string_view field, const std::vector<std::string>& said) const {
    for (ImportedCell& cell : *row.mutable_cells()) {
      if (cell.field() != field || cell.outcome() == ImportedCell::OUTCOME_WRONG) continue;
      if (!Asks(row.item(), field)) cell.set_outcome(ImportedCell::OUTCOME_UNDERSTOOD);
      std::vector<std::string> parts = said;
      if (Asks(row.item(), field)) parts.push_back(cell.explanation());
      const std::string spread = field == "lead" ? FanOutForPeople(row.item(), facts_, today_) : "";
      if (!spread.empty()) parts.push_back(spread);
      cell.set_explanation(absl::StrJoin(parts, "; "));
    }
  }

  const bool use_;
  const Facts& facts_;
  const absl::CivilDay today_;
  const v1::Plan& plan_;
  const DeadlineSettings settings_;
  std::map<Key, const PlanAnswer*> answers_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> AskedTexts(const v1::ImportPlanResponse& response) {
  absl::flat_hash_set<Key> places;
  for (const ImportedRow& row : response.rows()) {
    if (row.kind() != ImportedRow::KIND_ITEM) continue;
    for (const PlanQuestion& question : row.item().questions()) {
      places.insert({question.field(), AnswerKey(question.text())});
      if (question.field() == "deadline") continue;
      const std::optional<std::string> cell = CellText(response.plan(), row.item(), question.field() == "lead");
      if (cell.has_value()) places.insert({question.field(), AnswerKey(*cell)});
    }
  }
  std::vector<Key> sorted(places.begin(), places.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

void OfferAnswers(const std::vector<PlanAnswer>& answers, bool use, const Facts& facts, absl::CivilDay today,
                  v1::ImportPlanResponse& response) {
  if (answers.empty()) return;
  const v1::Plan plan = response.plan();
  Applier applier(answers, use, facts, today, plan);
  for (ImportedRow& row : *response.mutable_rows()) {
    if (row.kind() == ImportedRow::KIND_ITEM) applier.Apply(row);
  }
  Recount(response);
}

void Recount(v1::ImportPlanResponse& response) {
  int understood = 0, asked = 0, wrong = 0;
  response.mutable_plan()->clear_items();
  for (const ImportedRow& row : response.rows()) {
    if (row.kind() != ImportedRow::KIND_ITEM) continue;
    *response.mutable_plan()->add_items() = row.item();
    const bool is_wrong = std::any_of(row.cells().begin(), row.cells().end(), [](const ImportedCell& cell) {
      return cell.outcome() == ImportedCell::OUTCOME_WRONG;
    });
    if (is_wrong) {
      ++wrong;
    } else if (row.item().state() == PlanItem::STATE_READY) {
      ++understood;
    } else {
      ++asked;
    }
  }
  response.set_understood_items(understood);
  response.set_asked_items(asked);
  response.set_wrong_rows(wrong);
}

}  // namespace phoihop::plan
