#include "clients/cli/bulk_print.h"

#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"
#include "clients/cli/page.h"
#include "clients/cli/task_words.h"

namespace phoihop::cli {
namespace {

struct ItemStateWord {
  v1::BulkOperationItem::State state;
  const char* typed;
  const char* text;
};

constexpr ItemStateWord kItemStates[] = {
    {v1::BulkOperationItem::STATE_WAITING, "waiting", "đang chờ"},
    {v1::BulkOperationItem::STATE_SUCCEEDED, "succeeded", "xong"},
    {v1::BulkOperationItem::STATE_FAILED, "failed", "không được"},
    {v1::BulkOperationItem::STATE_CANCELLED, "cancelled", "đã hủy"},
};

std::string With(absl::string_view verb, absl::string_view what) {
  return what.empty() ? std::string(verb) : absl::StrCat(verb, " ", what);
}

}  // namespace

std::string BulkStateForPeople(v1::BulkOperation::State state) {
  switch (state) {
    case v1::BulkOperation::STATE_RUNNING:
      return "đang chạy";
    case v1::BulkOperation::STATE_PAUSED:
      return "tạm dừng";
    case v1::BulkOperation::STATE_DONE:
      return "đã chạy xong";
    case v1::BulkOperation::STATE_CANCELLED:
      return "đã hủy";
    default:
      return "khác";
  }
}

std::string BulkVerbForPeople(const v1::BulkVerb& verb) {
  switch (verb.verb_case()) {
    case v1::BulkVerb::kAccept:
      return "tiếp nhận";
    case v1::BulkVerb::kAssignPerson:
      return verb.assign_person().person().empty()
                 ? "trả về đơn vị"
                 : absl::StrCat("phân công cho ", ShortName(verb.assign_person().person()));
    case v1::BulkVerb::kHandOff:
      return absl::StrCat(HandoffKindForPeople(verb.hand_off().handoff()), " cho ",
                          ShortName(verb.hand_off().handoff().to_unit()));
    case v1::BulkVerb::kRequestExtension:
      return absl::StrCat("xin gia hạn đến ", DateForPeople(verb.request_extension().due_date()));
    case v1::BulkVerb::kGrantExtension:
      return With("cho gia hạn", verb.grant_extension().due_date().empty()
                                     ? ""
                                     : absl::StrCat("đến ", DateForPeople(verb.grant_extension().due_date())));
    case v1::BulkVerb::kRemind:
      return absl::StrCat("đôn đốc: “", verb.remind().text(), "”");
    default:
      return "khác";
  }
}

std::string BulkItemStateForPeople(v1::BulkOperationItem::State state) {
  for (const ItemStateWord& word : kItemStates) {
    if (word.state == state) return word.text;
  }
  return "khác";
}

std::optional<v1::BulkOperationItem::State> BulkItemStateOfWord(absl::string_view word) {
  for (const ItemStateWord& known : kItemStates) {
    const std::string name = v1::BulkOperationItem::State_Name(known.state);
    if (absl::EqualsIgnoreCase(word, known.typed) || word == known.text || word == name) return known.state;
  }
  return std::nullopt;
}

std::string BulkItemStateWords() {
  return absl::StrJoin(kItemStates, ", ", [](std::string* out, const ItemStateWord& word) { out->append(word.typed); });
}

std::string BulkProgress(const v1::BulkOperation& operation) {
  std::string text = absl::StrCat(operation.succeeded(), "/", operation.total(), " xong");
  if (operation.failed() > 0) absl::StrAppend(&text, ", ", operation.failed(), " không được");
  if (operation.cancelled() > 0) absl::StrAppend(&text, ", ", operation.cancelled(), " đã hủy");
  if (operation.waiting() > 0) absl::StrAppend(&text, ", ", operation.waiting(), " đang chờ");
  return text;
}

std::string DescribeBulk(const v1::BulkOperation& operation, int width) {
  Page page(width);
  const std::string title =
      operation.display_name().empty() ? BulkVerbForPeople(operation.verb()) : operation.display_name();
  page.Line(operation.name().empty() ? title : absl::StrCat(title, "   [", ShortName(operation.name()), "]"));
  if (!operation.display_name().empty()) page.Line(absl::StrCat("Việc: ", BulkVerbForPeople(operation.verb())));
  page.Line(absl::StrCat("Tình trạng: ", BulkStateForPeople(operation.state()), "; ", BulkProgress(operation)));
  if (operation.has_create_time()) {
    page.Line(absl::StrCat("Bắt đầu: ", ByForPeople(operation.actor(), operation.create_time()),
                           operation.attempt() > 1 ? absl::StrCat(", lần ", operation.attempt()) : ""));
  }
  if (operation.has_end_time()) page.Line(absl::StrCat("Kết thúc: ", TimeForPeople(operation.end_time())));
  return std::move(page).text();
}

Table BulkTable() { return Table({"Mã", "Việc", "Tình trạng", "Tiến độ", "Bắt đầu"}); }

void AddBulkRow(Table& table, const v1::BulkOperation& operation) {
  table.Add({ShortName(operation.name()),
             operation.display_name().empty() ? BulkVerbForPeople(operation.verb()) : operation.display_name(),
             BulkStateForPeople(operation.state()), BulkProgress(operation), TimeForPeople(operation.create_time())});
}

Table BulkItemTable() { return Table({"Nhiệm vụ", "Nội dung", "Kết quả", "Vì sao", "Lúc"}); }

void AddBulkItemRow(Table& table, const v1::BulkOperationItem& item) {
  const std::string why = item.reason().empty() ? "" : absl::StrCat(item.reason(), ": ", item.explanation());
  table.Add(
      {ShortName(item.task()), item.title(), BulkItemStateForPeople(item.state()), why, TimeForPeople(item.time())});
}

}  // namespace phoihop::cli
