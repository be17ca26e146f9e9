#include "clients/cli/plan_print.h"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"

namespace phoihop::cli {
namespace {

using google::protobuf::RepeatedPtrField;

// Of a text in a table, so that rows stay short.
constexpr int kTextWidth = 60;
constexpr int kIndent = 4;

std::string FieldForPeople(absl::string_view field) {
  static const auto& names = *new std::map<std::string, std::string, std::less<>>{
      {"ordinal", "TT"},   {"text", "nhiệm vụ"}, {"headings", "đề mục"},  {"lead", "chủ trì"},
      {"note", "ghi chú"}, {"deadline", "hạn"},  {"product", "sản phẩm"}, {"coordinators", "phối hợp"}};
  const auto found = names.find(field);
  return found == names.end() ? std::string(field) : found->second;
}

std::string PartyForPeople(const v1::ResponsibleParty& party) {
  std::vector<std::string> names;
  for (const auto& unit : party.units()) names.push_back(ShortName(unit));
  if (!party.unit_set().empty()) {
    const std::string without =
        party.excluded_units().empty() ? "" : absl::StrCat(", trừ ", party.excluded_units_size());
    names.push_back(absl::StrCat(ShortName(party.unit_set()), " (nhóm", without, ")"));
  }
  if (names.empty()) return absl::StrCat("? ", party.text());
  return absl::StrCat(absl::StrJoin(names, ", "),
                      party.remark().empty() ? "" : absl::StrCat(" (", party.remark(), ")"));
}

std::string StateForPeople(v1::PlanItem::State state) {
  switch (state) {
    case v1::PlanItem::STATE_ASKED:
      return "? cần trả lời";
    case v1::PlanItem::STATE_READY:
      return "✓ sẵn sàng";
    case v1::PlanItem::STATE_ISSUED:
      return "đã giao";
    case v1::PlanItem::STATE_WITHDRAWN:
      return "đã rút";
    default:
      return "";
  }
}

std::string Indented(absl::string_view text, int width) {
  std::string result;
  for (const std::string& line : Wrap(text, width - kIndent)) {
    absl::StrAppend(&result, std::string(kIndent, ' '), line, "\n");
  }
  return result;
}

// An answer as the options of `plan answer` take it.
std::string PartyOption(const v1::ResponsibleParty& party) {
  if (!party.units().empty()) {
    return absl::StrJoin(party.units(), ",",
                         [](std::string* out, const std::string& unit) { absl::StrAppend(out, ShortName(unit)); });
  }
  if (party.unit_set().empty()) return "MÃ";
  std::string option = absl::StrCat("set:", ShortName(party.unit_set()));
  for (int i = 0; i < party.excluded_units_size(); ++i) {
    absl::StrAppend(&option, i == 0 ? "~" : ",", ShortName(party.excluded_units(i)));
  }
  return option;
}

std::string CandidateForPeople(const std::string& candidate) {
  return absl::StrCat(candidate.find("/unitSets/") == std::string::npos ? "" : "set:", ShortName(candidate));
}

// The whole column again, because an answer sets all of it.
std::string CommandFor(const v1::Plan& plan, const v1::PlanItem& item, const v1::PlanQuestion& question) {
  std::string command = absl::StrCat("phoihop plan answer ", ShortName(plan.name()), " ", ShortName(item.name()));
  if (question.field() == "deadline") return absl::StrCat(command, " --deadline \"31/12/2026\"");
  const bool lead = question.field() == "lead";
  const auto& parties = lead ? item.leads() : item.coordinators();
  if (parties.empty()) absl::StrAppend(&command, lead ? " --lead MÃ" : " --coordinator MÃ");
  std::set<std::string> said;
  for (const v1::ResponsibleParty& party : parties) {
    const std::string option = absl::StrCat(lead ? " --lead " : " --coordinator ", PartyOption(party));
    if (said.insert(option).second) absl::StrAppend(&command, option);
  }
  if (lead && !item.summing_unit().empty()) absl::StrAppend(&command, " --summing ", ShortName(item.summing_unit()));
  return command;
}

std::string AnswerForPeople(const v1::PlanAnswer& answer) {
  if (answer.field() == "deadline") {
    return answer.deadline().text().empty() ? DeadlineForPeople(answer.deadline()) : answer.deadline().text();
  }
  return answer.parties().empty() ? "không giao cho cơ quan nào" : PartiesForPeople(answer.parties());
}

void AppendQuestions(const v1::Plan& plan, int width, std::string* out) {
  bool first = true;
  for (const v1::PlanItem& item : plan.items()) {
    for (const v1::PlanQuestion& question : item.questions()) {
      if (first) absl::StrAppend(out, "\nCần trả lời\n");
      first = false;
      absl::StrAppend(out, question.blocking() ? "? " : "· ", "TT ", item.ordinal(), ", ",
                      FieldForPeople(question.field()), question.blocking() ? "" : " (không chặn)", ": ",
                      Cut(question.text().empty() ? "(trống)" : question.text(), width - 40), "\n");
      absl::StrAppend(out, Indented(question.question(), width));
      if (!question.candidates().empty()) {
        absl::StrAppend(out, Indented(absl::StrCat("Có thể là: ",
                                                   absl::StrJoin(question.candidates(), ", ",
                                                                 [](std::string* text, const std::string& candidate) {
                                                                   absl::StrAppend(text, CandidateForPeople(candidate));
                                                                 })),
                                      width));
      }
      if (question.has_remembered()) {
        absl::StrAppend(
            out, Indented(absl::StrCat("Lần trước (", TimeForPeople(question.remembered().answer_time()), ", ",
                                       ActorForPeople(question.remembered().actor()),
                                       "): ", AnswerForPeople(question.remembered()), "; dùng lại bằng --use-answers"),
                          width));
      }
      // On one line, to be copied.
      absl::StrAppend(out, std::string(kIndent, ' '), CommandFor(plan, item, question), "\n");
    }
  }
}

std::string ChangeForPeople(v1::PlanItemChange::Kind kind) {
  switch (kind) {
    case v1::PlanItemChange::KIND_ADDED:
      return "thêm";
    case v1::PlanItemChange::KIND_REMOVED:
      return "bỏ";
    default:
      return "đổi";
  }
}

std::string EffectForPeople(v1::PlanTaskEffect::Kind kind) {
  switch (kind) {
    case v1::PlanTaskEffect::KIND_UPDATED:
      return "sửa";
    case v1::PlanTaskEffect::KIND_REASSIGNED:
      return "thu hồi, giao lại";
    case v1::PlanTaskEffect::KIND_REVOKED:
      return "thu hồi";
    case v1::PlanTaskEffect::KIND_KEPT:
      return "giữ nguyên";
    case v1::PlanTaskEffect::KIND_MADE:
      return "giao mới";
    default:
      return "";
  }
}

// Tasks of one item to which the same is done.
struct EffectGroup {
  const v1::PlanTaskEffect* first;
  std::vector<std::string> leads;
};

std::vector<EffectGroup> GroupEffects(const RepeatedPtrField<v1::PlanTaskEffect>& effects) {
  std::vector<EffectGroup> groups;
  std::map<std::tuple<std::string, int, std::string>, size_t> known;
  for (const v1::PlanTaskEffect& effect : effects) {
    const auto [place, is_new] = known.emplace(
        std::make_tuple(effect.item(), static_cast<int>(effect.kind()), effect.explanation()), groups.size());
    if (is_new) groups.push_back({&effect, {}});
    groups[place->second].leads.push_back(ShortName(effect.lead_unit()));
  }
  return groups;
}

}  // namespace

std::string PartiesForPeople(const RepeatedPtrField<v1::ResponsibleParty>& parties) {
  return absl::StrJoin(parties, "; ", [](std::string* out, const v1::ResponsibleParty& party) {
    absl::StrAppend(out, PartyForPeople(party));
  });
}

std::string DeadlineForPeople(const v1::PlanDeadline& deadline) {
  if (!deadline.dates().empty()) {
    return absl::StrJoin(deadline.dates(), ", ",
                         [](std::string* out, const std::string& date) { absl::StrAppend(out, DateForPeople(date)); });
  }
  if (!deadline.effective_due_date().empty()) {
    const std::string due = deadline.effective_due_date() == deadline.nominal_due_date()
                                ? DateForPeople(deadline.effective_due_date())
                                : absl::StrCat(DateForPeople(deadline.nominal_due_date()), " → ",
                                               DateForPeople(deadline.effective_due_date()));
    return deadline.recurrence().empty() ? due : absl::StrCat(due, " (lặp lại)");
  }
  if (deadline.kind() == v1::DEADLINE_KIND_UNKNOWN) return absl::StrCat("? ", deadline.text());
  return deadline.text().empty() ? LowerName(v1::DeadlineKind_Name(deadline.kind()), "DEADLINE_KIND_")
                                 : deadline.text();
}

// "Hằng tháng; làm bù kỳ đã qua gần nhất, trong 30 ngày".
std::string DeadlineOfItem(const v1::PlanItem& item) {
  std::string text = DeadlineForPeople(item.deadline());
  if (item.catch_up() != v1::CATCH_UP_LAST && item.catch_up() != v1::CATCH_UP_ALL) return text;
  absl::StrAppend(&text, "; làm bù ", item.catch_up() == v1::CATCH_UP_ALL ? "mọi kỳ đã qua" : "kỳ đã qua gần nhất");
  if (item.catch_up_days() > 0) absl::StrAppend(&text, ", trong ", item.catch_up_days(), " ngày");
  return text;
}

std::string DescribeImport(const v1::ImportPlanResponse& response, int width) {
  std::string out;
  for (const auto& row : response.rows()) {
    for (const auto& cell : row.cells()) {
      if (cell.outcome() != v1::ImportedCell::OUTCOME_WRONG) continue;
      absl::StrAppend(&out, "✗ Dòng ", row.row(), ", cột ", FieldForPeople(cell.field()), ":\n",
                      Indented(cell.explanation(), width));
    }
  }
  Table table({"Dòng", "TT", "Nhiệm vụ", "Chủ trì", "Hạn", ""});
  for (const auto& row : response.rows()) {
    if (row.kind() == v1::ImportedRow::KIND_HEADING && row.cells_size() > 0) {
      table.Add({absl::StrCat(row.row()), "", Cut(row.cells(0).text(), kTextWidth), "", "", ""});
    }
    if (row.kind() != v1::ImportedRow::KIND_ITEM) continue;
    bool wrong = false;
    for (const auto& cell : row.cells()) wrong = wrong || cell.outcome() == v1::ImportedCell::OUTCOME_WRONG;
    const auto& item = row.item();
    table.Add({absl::StrCat(row.row()), item.ordinal(), Cut(item.text(), kTextWidth), PartiesForPeople(item.leads()),
               DeadlineForPeople(item.deadline()),
               wrong                                       ? "✗ sai"
               : item.state() == v1::PlanItem::STATE_READY ? "✓"
                                                           : "?"});
  }
  absl::StrAppend(&out, out.empty() ? "" : "\n", table.Render(width));
  AppendQuestions(response.plan(), width, &out);
  absl::StrAppend(&out, "\nHiểu: ", response.understood_items(), " · cần trả lời: ", response.asked_items(),
                  " · dòng sai: ", response.wrong_rows(), response.stored() ? "" : " · chưa ghi gì", "\n");
  return out;
}

std::string PlanStateForPeople(v1::Plan::State state) {
  switch (state) {
    case v1::Plan::STATE_DRAFT:
      return "chưa giao";
    case v1::Plan::STATE_PARTLY_ISSUED:
      return "đã giao một phần";
    case v1::Plan::STATE_ISSUED:
      return "đã giao";
    default:
      return "";
  }
}

std::string Describe(const v1::Plan& plan, int width) {
  std::string out =
      absl::StrCat(plan.display_name(), "   [", ShortName(plan.name()), "]   ", PlanStateForPeople(plan.state()),
                   plan.revision() == 0 ? "" : absl::StrCat(", sửa đổi lần ", plan.revision()), "\n");
  Table table({"TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Hạn", "Tình trạng"});
  for (const auto& item : plan.items()) {
    table.Add({item.ordinal(), Cut(item.text(), kTextWidth), PartiesForPeople(item.leads()),
               PartiesForPeople(item.coordinators()), DeadlineOfItem(item), StateForPeople(item.state())});
  }
  absl::StrAppend(&out, table.Render(width));
  AppendQuestions(plan, width, &out);
  return out;
}

std::string DescribeChanges(const RepeatedPtrField<v1::PlanItemChange>& changes, int width) {
  if (changes.empty()) return "Không mục nào thay đổi.\n";
  std::string out;
  for (const auto& change : changes) {
    absl::StrAppend(&out, ChangeForPeople(change.kind()), "  TT ", change.ordinal(), "  ",
                    Cut(change.text(), width - 16), "\n");
    for (const auto& field : change.fields()) {
      absl::StrAppend(&out, Indented(absl::StrCat(FieldForPeople(field.field()), ": ",
                                                  field.before().empty() ? "(trống)" : field.before(), " → ",
                                                  field.after().empty() ? "(trống)" : field.after()),
                                     width));
    }
  }
  return out;
}

std::string DescribeEffects(const v1::RevisePlanResponse& response, int width) {
  if (response.effects().empty()) return "Không nhiệm vụ đã giao nào bị ảnh hưởng.\n";
  constexpr size_t kNamedLeads = 3;
  Table table({"Mục", "Số việc", "Chủ trì", "Sẽ", "Nội dung"});
  for (const EffectGroup& group : GroupEffects(response.effects())) {
    std::vector<std::string> leads = group.leads;
    if (leads.size() > kNamedLeads) {
      leads.resize(kNamedLeads);
      leads.push_back("…");
    }
    table.Add({ShortName(group.first->item()), absl::StrCat(group.leads.size()), absl::StrJoin(leads, ", "),
               EffectForPeople(group.first->kind()), group.first->explanation()});
  }
  const std::string totals = absl::StrJoin(response.effect_counts(), " · ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, EffectForPeople(entry.kind()), ": ", entry.count());
  });
  return absl::StrCat(table.Render(width), "\n", totals, "\n");
}

std::string DescribeAnswers(const RepeatedPtrField<v1::PlanAnswer>& answers, int width) {
  Table table({"Cột", "Văn bản ghi", "Đã trả lời", "Ngày", "Ai"});
  for (const auto& answer : answers) {
    table.Add({FieldForPeople(answer.field()), answer.text(), AnswerForPeople(answer),
               TimeForPeople(answer.answer_time()), ActorForPeople(answer.actor())});
  }
  return table.Render(width);
}

}  // namespace phoihop::cli
