#include "workflow/plan/difference.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/plan/item_matching.h"
#include "workflow/plan/occurrences.h"
#include "workflow/plan/phrase_text.h"
#include "workflow/plan/plan_answers.h"
#include "workflow/plan/understand.h"

namespace phoihop::plan {
namespace {

using v1::Plan;
using v1::PlanItem;
using v1::PlanItemChange;
using v1::PlanQuestion;

std::string Headings(const PlanItem& item) { return absl::StrJoin(item.headings(), " / "); }

// What the cell says, with "nt" written out where that is possible.
std::string PartyCell(const Plan& plan, const PlanItem& item, bool lead) {
  return CellText(plan, item, lead).value_or(lead ? item.lead_text() : item.coordinator_text());
}

bool SameSettings(const Plan& a, const Plan& b) {
  return a.reference_date() == b.reference_date() && a.roll() == b.roll() && a.strict_before() == b.strict_before() &&
         a.calendar() == b.calendar() && a.period_start_date() == b.period_start_date() &&
         a.period_end_date() == b.period_end_date();
}

bool Asks(const PlanItem& item, absl::string_view field) {
  return std::any_of(item.questions().begin(), item.questions().end(),
                     [field](const PlanQuestion& question) { return question.field() == field; });
}

// Replaces the questions of one column by those of another item.
void TakeQuestions(absl::string_view field, const PlanItem& from, PlanItem& item) {
  auto& questions = *item.mutable_questions();
  questions.erase(std::remove_if(questions.begin(), questions.end(),
                                 [field](const PlanQuestion& question) { return question.field() == field; }),
                  questions.end());
  for (const PlanQuestion& question : from.questions()) {
    if (question.field() == field) *item.add_questions() = question;
  }
}

class Comparer {
 public:
  Comparer(const Plan& before, Plan read) : before_(before), read_(read) { result_.plan = std::move(read); }

  Difference Compare() && {
    const ItemMatching matching = MatchItems(before_, read_);
    KeepNames(matching);
    same_settings_ = SameSettings(before_, read_);
    for (int i = 0; i < read_.items_size(); ++i) {
      PlanItem& item = *result_.plan.mutable_items(i);
      if (matching.old_of[i] < 0) {
        AddChange(PlanItemChange::KIND_ADDED, item);
      } else {
        Take(before_.items(matching.old_of[i]), read_.items(i), item);
      }
    }
    for (int i = 0; i < before_.items_size(); ++i) {
      if (!matching.new_of.contains(i)) Withdraw(before_.items(i));
    }
    Finish();
    return std::move(result_);
  }

 private:
  void KeepNames(const ItemMatching& matching) {
    absl::flat_hash_set<std::string> taken;
    for (const PlanItem& item : before_.items()) taken.insert(item.name());
    for (int i = 0; i < read_.items_size(); ++i) {
      PlanItem& item = *result_.plan.mutable_items(i);
      if (matching.old_of[i] >= 0) {
        item.set_name(before_.items(matching.old_of[i]).name());
        continue;
      }
      // The number may be that of an item that moved on, or that was there before.
      const std::string wanted = item.name();
      for (int revision = before_.revision() + 1; !taken.insert(item.name()).second; ++revision) {
        item.set_name(absl::StrCat(wanted, "-sd", revision));
      }
    }
  }

  void AddChange(PlanItemChange::Kind kind, const PlanItem& item) {
    PlanItemChange& change = result_.changes.emplace_back();
    change.set_kind(kind);
    change.set_item(item.name());
    change.set_ordinal(item.ordinal());
    change.set_text(item.text());
  }

  static void AddField(absl::string_view name, const std::string& before, const std::string& after,
                       std::vector<PlanItemChange::Field>& fields) {
    if (CleanCell(before) == CleanCell(after)) return;
    PlanItemChange::Field& field = fields.emplace_back();
    field.set_field(std::string(name));
    field.set_before(before);
    field.set_after(after);
  }

  // What the plan has of an item goes on where its cells are the same.
  void Take(const PlanItem& old, const PlanItem& read, PlanItem& item) {
    std::vector<PlanItemChange::Field> fields;
    AddField("ordinal", old.ordinal(), read.ordinal(), fields);
    AddField("headings", Headings(old), Headings(read), fields);
    AddField("text", old.text(), read.text(), fields);
    const bool same_words = fields.empty() || (fields.size() == 1 && fields[0].field() == "ordinal");
    const size_t lead_at = fields.size();
    AddField("lead", PartyCell(before_, old, true), PartyCell(read_, read, true), fields);
    const bool same_lead = fields.size() == lead_at;
    const size_t coordinators_at = fields.size();
    AddField("coordinators", PartyCell(before_, old, false), PartyCell(read_, read, false), fields);
    const bool same_coordinators = fields.size() == coordinators_at;
    const size_t deadline_at = fields.size();
    AddField("deadline", old.deadline().text(), read.deadline().text(), fields);
    const bool same_deadline = fields.size() == deadline_at;
    const size_t product_at = fields.size();
    AddField("product", old.product(), read.product(), fields);
    const bool same_product = fields.size() == product_at;
    AddField("note", old.note(), read.note(), fields);

    if (same_lead) KeepLeads(old, item);
    if (!same_lead && old.has_fan_out() && item.has_fan_out()) {
      item.mutable_fan_out()->set_rule(old.fan_out().rule());
      item.mutable_fan_out()->set_quorum(old.fan_out().quorum());
    }
    if (same_coordinators && !(Asks(old, "coordinators") && !Asks(item, "coordinators"))) {
      *item.mutable_coordinators() = old.coordinators();
      TakeQuestions("coordinators", old, item);
    }
    const bool keeps_deadline = same_deadline && KeepDeadline(old, item);
    if (same_product && keeps_deadline) *item.mutable_evidence_slots() = old.evidence_slots();
    if (same_words) item.set_function(old.function());
    KeepRepetition(old, item);
    *item.mutable_tasks() = old.tasks();
    item.set_state(old.state() == PlanItem::STATE_ISSUED ? old.state() : StateFromQuestions(item));
    if (fields.empty()) return;
    AddChange(PlanItemChange::KIND_CHANGED, item);
    for (PlanItemChange::Field& field : fields) *result_.changes.back().add_fields() = std::move(field);
  }

  // Answers stay; what is understood only now is taken.
  static void KeepLeads(const PlanItem& old, PlanItem& item) {
    if (Asks(old, "lead") && !Asks(item, "lead")) return;
    *item.mutable_leads() = old.leads();
    TakeQuestions("lead", old, item);
    item.clear_fan_out();
    if (old.has_fan_out()) *item.mutable_fan_out() = old.fan_out();
    item.set_summing_unit(old.summing_unit());
  }

  // Whether the deadline is the one of before. Days are computed again when the settings of the plan changed.
  bool KeepDeadline(const PlanItem& old, PlanItem& item) const {
    const bool read_now = !Asks(item, "deadline");
    if (read_now && (Asks(old, "deadline") || !same_settings_)) return false;
    *item.mutable_deadline() = old.deadline();
    TakeQuestions("deadline", old, item);
    return true;
  }

  static void KeepRepetition(const PlanItem& old, PlanItem& item) {
    item.set_legal_nature(old.legal_nature());
    if (IsRepeated(old.deadline())) {
      item.set_overlap(old.overlap());
      item.set_catch_up(old.catch_up());
      item.set_catch_up_days(old.catch_up_days());
    }
    if (old.has_schedule() && Recurs(item.deadline())) *item.mutable_schedule() = old.schedule();
    SetRepetition(item);
  }

  // Of what was issued the plan keeps that it was there.
  void Withdraw(const PlanItem& old) {
    const bool gone_before = old.state() == PlanItem::STATE_WITHDRAWN;
    if (!gone_before) AddChange(PlanItemChange::KIND_REMOVED, old);
    if (!gone_before && old.tasks().empty()) return;
    PlanItem& item = *result_.plan.add_items();
    item = old;
    item.set_state(PlanItem::STATE_WITHDRAWN);
    item.clear_questions();
  }

  void Finish() {
    Plan& plan = result_.plan;
    plan.set_name(before_.name());
    *plan.mutable_create_time() = before_.create_time();
    *plan.mutable_events() = before_.events();
    plan.set_revision(before_.revision() + 1);
    plan.set_etag(before_.etag());
    *plan.mutable_update_time() = before_.update_time();
    plan.set_state(StateOf(plan));
  }

  static Plan::State StateOf(const Plan& plan) {
    bool issued = false, open = false;
    for (const PlanItem& item : plan.items()) {
      issued = issued || item.state() == PlanItem::STATE_ISSUED || item.state() == PlanItem::STATE_WITHDRAWN;
      open = open || item.state() == PlanItem::STATE_READY || item.state() == PlanItem::STATE_ASKED;
    }
    if (!issued) return Plan::STATE_DRAFT;
    return open ? Plan::STATE_PARTLY_ISSUED : Plan::STATE_ISSUED;
  }

  const Plan& before_;
  const Plan read_;
  Difference result_;
  bool same_settings_ = true;
};

}  // namespace

Difference Compare(const Plan& before, Plan read) { return Comparer(before, std::move(read)).Compare(); }

}  // namespace phoihop::plan
