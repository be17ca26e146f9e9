#include "workflow/plan/plan_answers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/access/access.h"
#include "workflow/civil_time.h"
#include "workflow/plan/party_phrase.h"
#include "workflow/plan/phrase_text.h"
#include "workflow/plan/understand.h"
#include "workflow/stable_hash.h"

namespace phoihop::plan {
namespace {

using google::protobuf::RepeatedPtrField;
using v1::PlanAnswer;
using v1::PlanItem;
using v1::ResponsibleParty;

bool SameParty(const ResponsibleParty& a, const ResponsibleParty& b) {
  return a.unit_set() == b.unit_set() &&
         std::equal(a.units().begin(), a.units().end(), b.units().begin(), b.units().end());
}

class PartyAnswers {
 public:
  PartyAnswers(const PartyReading& reading, const RepeatedPtrField<ResponsibleParty>& given)
      : reading_(reading), given_(given) {}

  // By the text that was asked about. Texts whose answer cannot be told from the others' are left out.
  std::vector<std::pair<std::string, std::vector<ResponsibleParty>>> ByText() const {
    std::vector<std::pair<std::string, std::vector<ResponsibleParty>>> answers;
    std::vector<std::string> open;
    for (const v1::PlanQuestion& question : reading_.questions) {
      std::vector<ResponsibleParty> named;
      for (const ResponsibleParty& party : given_) {
        if (party.text() == question.text()) named.push_back(party);
      }
      if (named.empty()) {
        open.push_back(question.text());
      } else {
        answers.emplace_back(question.text(), std::move(named));
      }
    }
    std::vector<ResponsibleParty> rest = Unexplained();
    if (open.size() == 1) answers.emplace_back(open[0], std::move(rest));
    if (open.size() > 1 && rest.empty()) {
      for (std::string& text : open) answers.emplace_back(std::move(text), std::vector<ResponsibleParty>());
    }
    return answers;
  }

 private:
  // Parties that neither say which text they answer nor were understood before.
  std::vector<ResponsibleParty> Unexplained() const {
    std::vector<ResponsibleParty> rest;
    for (const ResponsibleParty& party : given_) {
      const bool says_text =
          std::any_of(reading_.questions.begin(), reading_.questions.end(),
                      [&party](const v1::PlanQuestion& question) { return question.text() == party.text(); });
      const bool understood =
          std::any_of(reading_.parties.begin(), reading_.parties.end(), [&party](const ResponsibleParty& other) {
            return other.status() == ResponsibleParty::STATUS_UNDERSTOOD && SameParty(party, other);
          });
      if (!says_text && !understood) rest.push_back(party);
    }
    return rest;
  }

  const PartyReading& reading_;
  const RepeatedPtrField<ResponsibleParty>& given_;
};

class Collector {
 public:
  Collector(const PlanItem& item, const Context& context) : item_(item), context_(context) {}

  void Add(absl::string_view field, const std::string& text, const std::vector<ResponsibleParty>& parties,
           const v1::PlanDeadline* deadline) {
    if (CleanCell(text).empty()) return;
    // Nobody leads nothing: a lead that was dropped says nothing about its name.
    if (field == "lead" && parties.empty()) return;
    const std::string key = AnswerKey(text);
    const bool known = std::any_of(answers_.begin(), answers_.end(), [&](const PlanAnswer& answer) {
      return answer.field() == field && AnswerKey(answer.text()) == key;
    });
    if (known) return;
    PlanAnswer& answer = answers_.emplace_back();
    answer.set_field(std::string(field));
    answer.set_text(text);
    for (const ResponsibleParty& party : parties) *answer.add_parties() = party;
    if (deadline != nullptr) *answer.mutable_deadline() = *deadline;
    *answer.mutable_actor() = context_.actor;
    *answer.mutable_answer_time() = ToTimestamp(context_.now);
    answer.set_item(item_.name());
  }

  std::vector<PlanAnswer> Take() { return std::move(answers_); }

 private:
  const PlanItem& item_;
  const Context& context_;
  std::vector<PlanAnswer> answers_;
};

}  // namespace

std::string AnswerKey(absl::string_view text) {
  std::string folded = FoldText(text);
  if (folded.size() <= kMaxAnswerKeyBytes) return folded;
  const std::string hash = StableHashText(folded);
  size_t end = kMaxAnswerKeyBytes - hash.size() - 1;
  while (end > 0 && (static_cast<unsigned char>(folded[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(folded.substr(0, end), "~", hash);
}

std::optional<std::string> CellText(const v1::Plan& plan, const PlanItem& item, bool lead) {
  const auto text = [lead](const PlanItem& of) { return lead ? of.lead_text() : of.coordinator_text(); };
  auto here = std::find_if(plan.items().begin(), plan.items().end(),
                           [&item](const PlanItem& other) { return other.name() == item.name(); });
  if (here == plan.items().end()) return std::nullopt;
  while (IsSameAsAbove(text(*here))) {
    if (here == plan.items().begin()) return std::nullopt;
    --here;
  }
  return text(*here);
}

std::vector<PlanAnswer> AnswersIn(const v1::Plan& plan, const PlanItem& before, const PlanItem& after,
                                  const std::vector<std::string>& paths, const Facts& facts, const Context& context) {
  if (access::DegreeOf(plan.secrecy()) > v1::SECRECY_NORMAL) return {};
  Collector collector(after, context);
  for (const std::string& path : paths) {
    const bool lead = path == "leads";
    if (path == "deadline") {
      collector.Add("deadline", before.deadline().text(), {}, &after.deadline());
      continue;
    }
    if (!lead && path != "coordinators") continue;
    const std::optional<std::string> cell = CellText(plan, before, lead);
    if (!cell.has_value()) continue;
    const RepeatedPtrField<ResponsibleParty>& given = lead ? after.leads() : after.coordinators();
    const std::string field = lead ? "lead" : "coordinators";
    collector.Add(field, *cell, {given.begin(), given.end()}, nullptr);
    PartyReader reader(PartySettingsOf(plan, DayOf(context.now)), facts);
    const PartyReading reading =
        reader.Read(*cell, lead ? PartyColumn::kLead : PartyColumn::kCoordinators, before.text());
    for (const auto& [text, parties] : PartyAnswers(reading, given).ByText())
      collector.Add(field, text, parties, nullptr);
  }
  return collector.Take();
}

}  // namespace phoihop::plan
