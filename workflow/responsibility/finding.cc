#include "workflow/responsibility/finding.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/finding_search.h"

namespace phoihop::responsibility {
namespace {

using Change = v1::Finding::Change;

std::pair<int, absl::string_view> KeyOf(const v1::Finding& finding) { return {finding.kind(), finding.name()}; }

// Findings of one stretch of days after the other, put together where they touch.
class Stretches {
 public:
  // Whole days from `from` to before `to`, which follow the ones before.
  void Add(std::vector<v1::Finding> found, absl::CivilDay from, absl::CivilDay to) {
    const std::string first = FormatDate(from), end = FormatDate(to);
    for (v1::Finding& finding : found) {
      const auto [last, fresh] = last_.try_emplace({finding.name(), finding.change()}, all_.size());
      if (!fresh && all_[last->second].valid_to() == first) {
        all_[last->second].set_valid_to(end);
        continue;
      }
      last->second = all_.size();
      finding.set_valid_from(first);
      finding.set_valid_to(end);
      all_.push_back(std::move(finding));
    }
  }

  std::vector<v1::Finding> Take() {
    std::sort(all_.begin(), all_.end(), [](const v1::Finding& a, const v1::Finding& b) {
      return std::make_tuple(KeyOf(a), absl::string_view(a.valid_from()), a.change()) <
             std::make_tuple(KeyOf(b), absl::string_view(b.valid_from()), b.change());
    });
    return std::move(all_);
  }

 private:
  std::vector<v1::Finding> all_;
  std::map<std::pair<std::string, Change>, size_t> last_;
};

bool Covers(const v1::FindingWaiver& waiver, const v1::Finding& finding) {
  if (waiver.has_revoke_time()) return false;
  if (FormatDate(DayOf(FromTimestamp(waiver.waive_time()))) > finding.valid_from()) return false;
  return waiver.valid_to().empty() || finding.valid_to() <= waiver.valid_to();
}

void AddWaivers(const internal::v1::ReferenceData& data, std::vector<v1::Finding>& findings) {
  absl::flat_hash_map<absl::string_view, const v1::FindingWaiver*> by_id;
  for (const v1::FindingWaiver& waiver : data.finding_waivers()) by_id[LastSegment(waiver.name())] = &waiver;
  if (by_id.empty()) return;
  for (v1::Finding& finding : findings) {
    const auto waiver = by_id.find(LastSegment(finding.name()));
    if (waiver != by_id.end() && Covers(*waiver->second, finding)) *finding.mutable_waiver() = *waiver->second;
  }
}

// Both are in the order of kind and name.
std::vector<v1::Finding> Compare(std::vector<v1::Finding> without, std::vector<v1::Finding> with) {
  std::vector<v1::Finding> compared;
  auto before = without.begin();
  auto after = with.begin();
  const auto take = [&](v1::Finding& finding, Change change) {
    finding.set_change(change);
    compared.push_back(std::move(finding));
  };
  while (before != without.end() || after != with.end()) {
    if (after == with.end() || (before != without.end() && KeyOf(*before) < KeyOf(*after))) {
      take(*before++, v1::Finding::CHANGE_RESOLVED);
    } else if (before == without.end() || KeyOf(*after) < KeyOf(*before)) {
      take(*after++, v1::Finding::CHANGE_NEW);
    } else {
      take(*after++, v1::Finding::CHANGE_UNCHANGED);
      ++before;
    }
  }
  return compared;
}

// Calls `look` with each stretch of days between two changes.
template <typename Look>
void ForStretches(const std::set<absl::CivilDay>& starts, absl::CivilDay to, Look look) {
  for (auto start = starts.begin(); start != starts.end(); ++start) {
    const auto next = std::next(start);
    look(*start, next == starts.end() ? to : *next);
  }
}

}  // namespace

bool LooksAtPlans(const std::vector<v1::FindingKind>& kinds) {
  return kinds.empty() || std::any_of(kinds.begin(), kinds.end(), [](v1::FindingKind kind) {
           return kind != v1::FINDING_KIND_GAP && kind != v1::FINDING_KIND_OVERLAP;
         });
}

bool IsInForce(const v1::Plan& plan, absl::CivilDay from, absl::CivilDay to) {
  const std::string& start = std::max(plan.document_date(), plan.period_start_date());
  if (to <= from || FormatDate(to - 1) < start) return false;
  // The period's end is its last day.
  const auto end = ParseDate(plan.period_end_date());
  return !end.ok() || (from <= *end && start <= plan.period_end_date());
}

std::vector<v1::Finding> FindFindings(const FindingQuestion& question) {
  if (question.to <= question.from) return {};
  const FindingSearch search(question);
  Stretches stretches;
  ForStretches(search.DaysOfChange(question.from, question.to), question.to,
               [&](absl::CivilDay from, absl::CivilDay to) { stretches.Add(search.On(from), from, to); });
  std::vector<v1::Finding> findings = stretches.Take();
  AddWaivers(question.directory.data(), findings);
  return findings;
}

std::vector<v1::Finding> CompareFindings(const FindingQuestion& without, const FindingQuestion& with_draft) {
  if (without.to <= without.from) return {};
  const FindingSearch before(without);
  const FindingSearch after(with_draft);
  std::set<absl::CivilDay> starts = before.DaysOfChange(without.from, without.to);
  starts.merge(after.DaysOfChange(without.from, without.to));
  Stretches stretches;
  ForStretches(starts, without.to, [&](absl::CivilDay from, absl::CivilDay to) {
    stretches.Add(Compare(before.On(from), after.On(from)), from, to);
  });
  std::vector<v1::Finding> findings = stretches.Take();
  AddWaivers(without.directory.data(), findings);
  return findings;
}

}  // namespace phoihop::responsibility
