// What becomes of open work, for people: previews, outcomes, balances.

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"
#include "clients/cli/reorganisation_print.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

constexpr size_t kCountLines = 12;
constexpr size_t kConsequenceLines = 15;
constexpr int kSamples = 5;

using Counts = google::protobuf::RepeatedPtrField<v1::RehomingCount>;

std::string Lines(absl::string_view text, int width) {
  return absl::StrCat(absl::StrJoin(Wrap(text, width), "\n"), "\n");
}

// The outcome that needs a person comes first, the one in which nothing happens last.
int Gravity(v1::RehomingItem::Outcome outcome) {
  switch (outcome) {
    case v1::RehomingItem::OUTCOME_MANUAL:
      return 0;
    case v1::RehomingItem::OUTCOME_SPLIT:
      return 1;
    case v1::RehomingItem::OUTCOME_CLOSE:
      return 2;
    case v1::RehomingItem::OUTCOME_MERGE_ROLE:
      return 3;
    case v1::RehomingItem::OUTCOME_MOVE:
      return 4;
    default:
      return 5;
  }
}

// `CẦN NGƯỜI QUYẾT ĐỊNH 2 · chuyển 40 · giữ nguyên 5`, of roles.
std::string Totals(const Counts& counts) {
  std::map<int, std::pair<v1::RehomingItem::Outcome, int64_t>> totals;
  for (const auto& count : counts) {
    auto& total = totals[Gravity(count.outcome())];
    total.first = count.outcome();
    total.second += count.count();
  }
  return absl::StrJoin(totals, " · ", [](std::string* out, const auto& total) {
    absl::StrAppend(out, OutcomeForPeople(total.second.first), " ", total.second.second);
  });
}

// What changes in the roles of an item: `chủ trì: Xã A → Xã B`.
std::string ChangesOf(const v1::RehomingItem& item, const Namer& names) {
  return absl::StrJoin(item.changes(), "\n", [&names](std::string* out, const v1::RehomingItem::Change& change) {
    absl::StrAppend(out, RoleForPeople(change.role()), ": ", names(change.from_unit()));
    if (change.outcome() == v1::RehomingItem::OUTCOME_KEEP) {
      absl::StrAppend(out, " (giữ nguyên)");
    } else {
      absl::StrAppend(out, " → ", change.to_unit().empty() ? "?" : names(change.to_unit()));
    }
    if (!change.reason().empty()) absl::StrAppend(out, " (", change.reason(), ")");
  });
}

std::string CandidatesOf(const v1::RehomingItem& item, const Namer& names) {
  std::set<std::string> candidates;
  for (const auto& change : item.changes()) {
    for (const std::string& unit : change.candidates()) {
      candidates.insert(absl::StrCat(names(unit), " [", ShortName(unit), "]"));
    }
  }
  return absl::StrJoin(candidates, "; ");
}

std::string ReasonOf(const v1::RehomingItem& item) {
  if (!item.reason().empty()) return item.reason();
  for (const auto& change : item.changes()) {
    if (change.outcome() == v1::RehomingItem::OUTCOME_MANUAL && !change.reason().empty()) return change.reason();
  }
  return "";
}

// `kh-2026-1` of a task; a longer name of anything else.
std::string ItemId(const v1::RehomingItem& item) {
  return item.kind() == v1::RehomingItem::KIND_TASK ? ShortName(item.item()) : NameInProvince(item.item());
}

std::string Manual(const v1::ReorganisationPreview& preview, const Namer& names, int width) {
  Table table({"Việc", "Nội dung", "Vì sao phải hỏi", "Có thể nhận"});
  for (const auto& item : preview.items()) {
    if (item.outcome() != v1::RehomingItem::OUTCOME_MANUAL) continue;
    table.Add({ItemId(item), item.title(), ReasonOf(item), CandidatesOf(item, names)});
  }
  if (table.empty()) return "";
  return absl::StrCat("\nCần người quyết định (assign, trước hoặc trong khi thực hiện):\n", table.Render(width));
}

std::string Consequences(const v1::ReorganisationPreview& preview, int width) {
  if (preview.consequences().empty()) return "";
  Table table({"Hệ quả", "Giải thích"});
  for (const auto& consequence : preview.consequences()) {
    if (table.rows() >= kConsequenceLines) break;
    table.Add({ConsequenceForPeople(consequence.kind()), consequence.explanation()});
  }
  const size_t all = static_cast<size_t>(preview.consequences_size());
  return absl::StrCat(
      "\n", table.Render(width),
      all > kConsequenceLines ? absl::StrCat("… và ", all - kConsequenceLines, " hệ quả nữa (--json)\n") : "");
}

}  // namespace

std::string DescribeCounts(const Counts& counts, const Namer& names, size_t limit, int width) {
  std::vector<const v1::RehomingCount*> sorted;
  for (const auto& count : counts) sorted.push_back(&count);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    if (Gravity(a->outcome()) != Gravity(b->outcome())) return Gravity(a->outcome()) < Gravity(b->outcome());
    return a->count() > b->count();
  });
  Table table({"Kết quả", "Số", "Việc", "Vai trò", "Từ", "Sang"});
  int64_t more = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const auto& count = *sorted[i];
    if (i >= limit) {
      more += count.count();
      continue;
    }
    table.Add({OutcomeForPeople(count.outcome()), absl::StrCat(count.count()), ItemKindForPeople(count.kind()),
               RoleForPeople(count.role()), names(count.from_unit()),
               count.to_unit().empty() ? "" : names(count.to_unit())});
  }
  if (table.empty()) return "";
  std::string out = table.Render(width);
  if (more > 0) absl::StrAppend(&out, "… và ", more, " vai trò nữa trong ", sorted.size() - limit, " dòng (--json)\n");
  return out;
}

std::string Describe(const v1::ReorganisationPreview& preview, const Namer& names, int width) {
  std::string out;
  if (preview.counts().empty()) {
    out = Lines("Không có việc nào còn mở ở các đơn vị này: chỉ tổ chức thay đổi.", width);
  } else {
    out = Lines(absl::StrCat("Sẽ xảy ra (theo vai trò của việc còn mở): ", Totals(preview.counts())), width);
    absl::StrAppend(&out, DescribeCounts(preview.counts(), names, kCountLines, width));
  }
  absl::StrAppend(&out, Manual(preview, names, width), Consequences(preview, width));
  return out;
}

std::string DescribeBalance(const v1::VerificationReport& report, const Namer& names, int width) {
  if (!report.has_time()) return "";
  std::string out = Lines(absl::StrCat("Kiểm chứng lúc ", TimeForPeople(report.time()), ": ",
                                       report.holds() ? "MỌI ĐIỀU KIỆN ĐỀU ĐÚNG" : "CÒN ĐIỀU KIỆN CHƯA ĐÚNG", " · chờ ",
                                       report.waiting(), " · lỗi ", report.failed()),
                          width);
  Table table({"", "Điều kiện", "Phải có", "Thấy", "Ví dụ trái"});
  for (const auto& check : report.checks()) {
    std::vector<std::string> samples;
    for (int i = 0; i < check.samples_size() && i < kSamples; ++i) samples.push_back(NameInProvince(check.samples(i)));
    table.Add({check.holds() ? "✓" : "✗", CheckForPeople(check.kind()), absl::StrCat(check.expected()),
               absl::StrCat(check.found()), absl::StrJoin(samples, ", ")});
  }
  absl::StrAppend(&out, table.Render(width));
  if (!report.counts().empty()) {
    absl::StrAppend(&out, "\n", Lines(absl::StrCat("Kết quả (theo vai trò): ", Totals(report.counts())), width),
                    DescribeCounts(report.counts(), names, kCountLines, width));
  }
  return out;
}

std::string DescribeItems(const google::protobuf::RepeatedPtrField<v1::RehomingItem>& items, const Namer& names,
                          int width) {
  Table table({"Việc", "Nội dung", "Kết quả", "Tình trạng", "Thay đổi", "Ghi chú"});
  for (const auto& item : items) {
    std::vector<std::string> notes;
    if (item.outcome() == v1::RehomingItem::OUTCOME_MANUAL || item.state() == v1::RehomingItem::STATE_FAILED) {
      notes.push_back(item.reason());
    }
    if (const std::string candidates = CandidatesOf(item, names); !candidates.empty()) {
      notes.push_back(absl::StrCat("có thể: ", candidates));
    }
    if (!item.children().empty()) {
      notes.push_back(
          absl::StrCat("thành ", absl::StrJoin(item.children(), ", ", [](std::string* out, const auto& child) {
                         absl::StrAppend(out, ShortName(child));
                       })));
    }
    if (item.has_decider()) notes.push_back(absl::StrCat("quyết định: ", ActorForPeople(item.decider())));
    table.Add({ItemId(item), item.title(), OutcomeForPeople(item.outcome()), ItemStateForPeople(item.state()),
               ChangesOf(item, names), absl::StrJoin(notes, "\n")});
  }
  return table.Render(width);
}

}  // namespace phoihop::cli
