#include "clients/cli/basket_print.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/format.h"
#include "clients/cli/task_words.h"

namespace phoihop::cli {
namespace {

// The server counts so far.
constexpr int kCountLimit = 10'000;

struct KindWord {
  v1::BasketKind kind;
  const char* typed;
  const char* text;
};

constexpr KindWord kKinds[] = {
    {v1::BASKET_KIND_TO_ACCEPT, "to-accept", "chờ tiếp nhận"},
    {v1::BASKET_KIND_UNASSIGNED, "unassigned", "chưa phân công"},
    {v1::BASKET_KIND_ASSIGNED, "assigned", "đang thực hiện"},
    {v1::BASKET_KIND_TO_APPROVE, "to-approve", "chờ phê duyệt"},
    {v1::BASKET_KIND_TO_DECIDE, "to-decide", "chờ quyết định"},
    {v1::BASKET_KIND_HANDOFF, "handoff", "bàn giao, yêu cầu chờ xử lý"},
    {v1::BASKET_KIND_CONTRIBUTE, "contribute", "chờ ý kiến phối hợp"},
    {v1::BASKET_KIND_COPY, "copy", "để biết, chưa đọc"},
};

bool IsPast(const v1::BasketEntry& entry, absl::Time now) {
  if (!entry.has_due_time() || entry.task().state() == v1::TASK_STATE_SUSPENDED) return false;
  // The server knows whether the deadline of the task itself runs.
  const auto& due = entry.due_time();
  if (entry.task().has_due_time() && due.seconds() == entry.task().due_time().seconds()) return entry.task().overdue();
  return absl::FromUnixSeconds(due.seconds()) < now;
}

// 24:00 of a day is that day.
std::string DueForPeople(const google::protobuf::Timestamp& due) {
  if (due.seconds() == 0) return "";
  const std::string text = TimeForPeople(due);
  return absl::EndsWith(text, " 00:00") ? DateForPeople(DayBefore(DayOf(due))) : text;
}

}  // namespace

std::string BasketKindForPeople(v1::BasketKind kind) {
  for (const KindWord& word : kKinds) {
    if (word.kind == kind) return word.text;
  }
  return "khác";
}

std::optional<v1::BasketKind> BasketKindOfWord(absl::string_view word) {
  const std::string api_name = absl::AsciiStrToUpper(absl::StrReplaceAll(word, {{"-", "_"}}));
  for (const KindWord& known : kKinds) {
    const std::string name = v1::BasketKind_Name(known.kind);
    if (absl::EqualsIgnoreCase(word, known.typed) || word == known.text) return known.kind;
    if (api_name == name || absl::StrCat("BASKET_KIND_", api_name) == name) return known.kind;
  }
  return std::nullopt;
}

std::string BasketKindWords() {
  return absl::StrJoin(kKinds, ", ", [](std::string* out, const KindWord& word) { out->append(word.typed); });
}

std::string CountsForPeople(const v1::CountBasketResponse& counts) {
  if (counts.counts().empty()) return "không có việc nào chờ";
  const auto number = [](int count) { return absl::StrCat(count, count >= kCountLimit ? "+" : ""); };
  std::vector<std::string> texts;
  for (const auto& count : counts.counts()) {
    std::string text = absl::StrCat(BasketKindForPeople(count.kind()), " ", number(count.count()));
    if (count.overdue() > 0) absl::StrAppend(&text, " (", number(count.overdue()), " quá hạn)");
    texts.push_back(std::move(text));
  }
  return absl::StrJoin(texts, " · ");
}

Table BasketTable(const v1::ListBasketResponse& basket, absl::Time now) {
  Table table({"Việc", "Nhiệm vụ", "Nội dung", "Chủ trì", "Người", "Hạn"});
  for (const v1::BasketEntry& entry : basket.entries()) {
    const v1::Task& task = entry.task();
    table.Add({BasketKindForPeople(entry.kind()), ShortName(task.name()), task.title(),
               UnitForPeople(task, task.lead_unit()), ShortName(task.assignee()),
               absl::StrCat(DueForPeople(entry.due_time()), IsPast(entry, now) ? " QUÁ HẠN" : "")});
  }
  return table;
}

}  // namespace phoihop::cli
