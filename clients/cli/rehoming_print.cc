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
constexpr int kNarrowestTitle = 20;
constexpr int kTitle = 60;

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
    const bool asked = change.outcome() == v1::RehomingItem::OUTCOME_MANUAL;
    if (!change.reason().empty() && !asked) absl::StrAppend(out, " (", change.reason(), ")");
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

std::string ChangesAndNotes(const v1::RehomingItem& item, const Namer& names) {
  std::vector<std::string> lines = {ChangesOf(item, names)};
  const bool unfinished = item.outcome() == v1::RehomingItem::OUTCOME_MANUAL ||
                          item.state() == v1::RehomingItem::STATE_FAILED ||
                          item.state() == v1::RehomingItem::STATE_UNDO_WAITING;
  if (unfinished && !ReasonOf(item).empty()) lines.push_back(ReasonOf(item));
  if (!item.children().empty()) {
    lines.push_back(absl::StrCat(
        "thành ", absl::StrJoin(item.children(), ", ",
                                [](std::string* out, const auto& child) { absl::StrAppend(out, ShortName(child)); })));
  }
  if (item.has_decider()) lines.push_back(absl::StrCat("quyết định: ", ActorForPeople(item.decider())));
  return absl::StrJoin(lines, "\n");
}

// Items that wait for the same reason and could go to the same units stand together.
template <typename Items>
std::string Waiting(const Items& items, const Namer& names, int width) {
  std::map<std::pair<std::string, std::string>, std::vector<const v1::RehomingItem*>> groups;
  int longest = 0;
  for (const v1::RehomingItem* item : items) {
    groups[{ReasonOf(*item), CandidatesOf(*item, names)}].push_back(item);
    longest = std::max(longest, DisplayWidth(ItemId(*item)));
  }
  std::string out;
  for (const auto& [why, waiting] : groups) {
    absl::StrAppend(&out, out.empty() ? "" : "\n", Lines(why.first, width));
    if (!why.second.empty()) absl::StrAppend(&out, Lines(absl::StrCat("Có thể nhận: ", why.second), width));
    for (const auto* item : waiting) {
      const std::string id = ItemId(*item);
      absl::StrAppend(&out, "  ", id);
      if (!item->title().empty()) {
        absl::StrAppend(&out, std::string(longest - DisplayWidth(id), ' '), "  ",
                        Cut(item->title(), std::max(kNarrowestTitle, width - longest - 4)));
      }
      out.append("\n");
    }
  }
  return out;
}

std::string Manual(const v1::ReorganisationPreview& preview, const Namer& names, int width) {
  std::vector<const v1::RehomingItem*> items;
  for (const auto& item : preview.items()) {
    if (item.outcome() == v1::RehomingItem::OUTCOME_MANUAL) items.push_back(&item);
  }
  if (items.empty()) return "";
  return absl::StrCat("\nCẦN NGƯỜI QUYẾT ĐỊNH (assign, trước hoặc trong khi thực hiện): ", items.size(), " việc\n",
                      Waiting(items, names, width));
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
  // A unit that stands in every line is said by the lines about the reorganisation.
  std::set<std::string> from, to;
  for (const auto& count : counts) {
    if (count.role() == v1::REHOMING_ROLE_ASSIGNEE) continue;  // persons
    from.insert(count.from_unit());
    if (!count.to_unit().empty()) to.insert(count.to_unit());
  }
  std::vector<std::string> header = {"Kết quả", "Số", "Việc", "Vai trò"};
  if (from.size() > 1) header.push_back("Từ");
  if (to.size() > 1) header.push_back("Sang");
  Table table(header);
  int64_t more = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const auto& count = *sorted[i];
    if (i >= limit) {
      more += count.count();
      continue;
    }
    std::vector<std::string> row = {OutcomeForPeople(count.outcome()), absl::StrCat(count.count()),
                                    ItemKindForPeople(count.kind()), RoleForPeople(count.role())};
    if (from.size() > 1) row.push_back(names(count.from_unit()));
    if (to.size() > 1) row.push_back(count.to_unit().empty() ? "" : names(count.to_unit()));
    table.Add(row);
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

std::string DescribeBalance(const v1::Reorganisation& reorganisation, const Namer& names, int width) {
  const v1::VerificationReport& report = reorganisation.verification();
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
    absl::StrAppend(&out, "\n",
                    Lines(absl::StrCat(reorganisation.has_annul_basis() ? "Hoàn tác những kết quả này" : "Kết quả",
                                       " (theo vai trò): ", Totals(report.counts())),
                          width),
                    DescribeCounts(report.counts(), names, kCountLines, width));
  }
  return out;
}

std::string DescribeItems(const google::protobuf::RepeatedPtrField<v1::RehomingItem>& items, const Namer& names,
                          int width) {
  Table table({"Việc", "Nội dung", "Kết quả", "Thay đổi"});
  std::vector<const v1::RehomingItem*> waiting;
  for (const auto& item : items) {
    if (item.state() == v1::RehomingItem::STATE_WAITING) {
      waiting.push_back(&item);
      continue;
    }
    std::string outcome = OutcomeForPeople(item.outcome());
    const std::string state = ItemStateForPeople(item.state());
    if (!state.empty() && item.state() != v1::RehomingItem::STATE_DONE) absl::StrAppend(&outcome, "\n", state);
    table.Add({ItemId(item), Cut(item.title(), kTitle), outcome, ChangesAndNotes(item, names)});
  }
  std::string out = table.empty() ? "" : table.Render(width);
  if (waiting.empty()) return out;
  return absl::StrCat(out, out.empty() ? "" : "\n", "CHỜ NGƯỜI QUYẾT ĐỊNH: ", waiting.size(), " việc\n",
                      Waiting(waiting, names, width));
}

}  // namespace phoihop::cli
