#include "clients/cli/finding_print.h"

#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "clients/cli/format.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

// Findings of one function and sort that are told one by one, when they differ in their territory only.
constexpr int kToldTerritories = 3;
constexpr int kIndent = 4;

std::string ChangeForPeople(v1::Finding::Change change) {
  switch (change) {
    case v1::Finding::CHANGE_NEW:
      return "MỚI do dự thảo";
    case v1::Finding::CHANGE_RESOLVED:
      return "HẾT nhờ dự thảo";
    case v1::Finding::CHANGE_UNCHANGED:
      return "vẫn còn";
    default:
      return "";
  }
}

std::string Flags(const v1::Finding& finding, bool days) {
  std::string flags;
  const auto add = [&flags](const std::string& flag) {
    if (!flag.empty()) absl::StrAppend(&flags, "  [", flag, "]");
  };
  add(ChangeForPeople(finding.change()));
  if (days) add(IntervalForPeople(finding.valid_from(), DayBefore(finding.valid_to())));  // people name the last day
  switch (finding.verification()) {
    case v1::VERIFICATION_ILLUSTRATIVE:
      add("dữ liệu minh họa");
      break;
    case v1::VERIFICATION_UNVERIFIED:
      add("chưa xác minh");
      break;
    case v1::VERIFICATION_VERIFIED_IN_PART:
      add("xác minh một phần");
      break;
    default:
      break;
  }
  if (finding.has_waiver()) add("đã chấp nhận");
  return flags;
}

void AddLines(std::string& out, absl::string_view first, absl::string_view text, int width) {
  const std::string indent(kIndent, ' ');
  const std::string rest(static_cast<size_t>(kIndent + DisplayWidth(first)), ' ');
  bool begun = false;
  for (const std::string& line : Wrap(text, width - kIndent - DisplayWidth(first))) {
    absl::StrAppend(&out, begun ? rest : absl::StrCat(indent, first), line, "\n");
    begun = true;
  }
}

}  // namespace

std::string DescribeFindings(const std::vector<v1::Finding>& findings, bool days, int width) {
  std::string out;
  std::map<v1::FindingKind, int> totals;
  for (const v1::Finding& finding : findings) ++totals[finding.kind()];
  // Where a function is not led in eighty communes, they are not told one by one.
  using Group = std::tuple<v1::FindingKind, std::string, v1::Finding::Change, bool>;
  std::map<Group, int> seen, left_out;
  const auto group_of = [](const v1::Finding& finding) {
    return Group(finding.kind(), absl::StrCat(finding.function(), finding.duty()), finding.change(),
                 finding.has_waiver());
  };
  const auto tells = [&](const v1::Finding& finding) {
    const bool by_place = !finding.territory().empty() &&
                          (finding.kind() == v1::FINDING_KIND_GAP || finding.kind() == v1::FINDING_KIND_OVERLAP);
    return !by_place || ++seen[group_of(finding)] <= kToldTerritories;
  };
  v1::FindingKind kind = v1::FINDING_KIND_UNSPECIFIED;
  for (const v1::Finding& finding : findings) {
    if (finding.kind() != kind) {
      kind = finding.kind();
      absl::StrAppend(&out, out.empty() ? "" : "\n", FindingKindForPeople(kind), " (", totals[kind], ")\n");
    }
    if (!tells(finding)) {
      if (++left_out[group_of(finding)] == 1) {
        int more = -kToldTerritories;
        for (const v1::Finding& other : findings) {
          more += !other.territory().empty() && group_of(other) == group_of(finding);
        }
        AddLines(out, "", absl::StrCat("… và ở ", more, " nơi khác, cùng một việc này"), width);
      }
      continue;
    }
    absl::StrAppend(&out, "  ", ShortName(finding.name()), Flags(finding, days), "\n");
    AddLines(out, "", finding.explanation(), width);
    AddLines(out, "→ ", finding.remedy(), width);
    if (finding.has_waiver()) {
      AddLines(out, "✓ ",
               absl::StrCat("Chấp nhận vì: ", finding.waiver().reason(), " (",
                            CitationForPeople(finding.waiver().basis()), ")"),
               width);
    }
  }
  return out;
}

Table CountTable(const v1::ListFindingsResponse& response) {
  Table table({"Loại", "Mã", "Số", "Đã chấp nhận"});
  for (const auto& count : response.counts()) {
    table.Add({FindingKindForPeople(count.kind()), TypedFindingKind(count.kind()), absl::StrCat(count.count()),
               count.waived() == 0 ? "" : absl::StrCat(count.waived())});
  }
  return table;
}

Table WaiverTable(const std::vector<v1::FindingWaiver>& waivers) {
  Table table({"Mã", "Lý do", "Căn cứ", "Đến hết", "Ai, khi nào", "Thu hồi"});
  for (const v1::FindingWaiver& waiver : waivers) {
    table.Add({ShortName(waiver.name()), waiver.reason(), CitationForPeople(waiver.basis()),
               waiver.valid_to().empty() ? "khi thu hồi" : DateForPeople(DayBefore(waiver.valid_to())),
               absl::StrCat(ActorForPeople(waiver.actor()), ", ", TimeForPeople(waiver.waive_time())),
               TimeForPeople(waiver.revoke_time())});
  }
  return table;
}

}  // namespace phoihop::cli
