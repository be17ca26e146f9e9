#include "services/handlers/preview.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/handlers/consequences.h"
#include "services/handlers/digest.h"
#include "services/handlers/error_metadata.h"
#include "services/store/plan_reader.h"
#include "services/store/rehoming_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/enactment.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/plan/rehome.h"
#include "workflow/resource_name.h"
#include "workflow/task/rehome.h"

namespace phoihop::handlers {
namespace {

using Item = v1::RehomingItem;

// The answer of gRPC travels in headers, which clients take up to 8 KiB by default: so many lines of the counts are
// told in the details, and so many lines and tasks in the message itself.
constexpr size_t kMaxToldLines = 12;
constexpr size_t kMaxSpelledLines = 4;
constexpr size_t kMaxSpelledTasks = 3;

// Makes one preview, step by step.
class Maker {
 public:
  Maker(const v1::Reorganisation& reorganisation, const Facts& facts, absl::Time now, absl::string_view province,
        store::Database& database, PreviewUse use)
      : reorganisation_(reorganisation),
        facts_(facts),
        now_(now),
        province_(province),
        database_(database),
        use_(use),
        day_(FirstDay(reorganisation, now)),
        routes_(reorganisation, facts.directory(), std::max(day_, DayOf(now))) {}

  absl::StatusOr<Preview> Make() {
    for (const absl::Status& status : {Tasks(), Plans(), Organisation()}) {
      if (!status.ok()) return status;
    }
    std::sort(preview_.items.begin(), preview_.items.end(),
              [](const Item& a, const Item& b) { return a.item() < b.item(); });
    preview_.counts = organisation::Count(preview_.items);
    preview_.token = Token();
    return std::move(preview_);
  }

 private:
  static absl::CivilDay FirstDay(const v1::Reorganisation& reorganisation, absl::Time now) {
    const auto day = ParseDate(reorganisation.effective_date());
    return day.ok() ? *day : DayOf(now);
  }

  // Everything that has a unit of the reorganisation, or is with a person whose place ends.
  absl::Status Tasks() {
    store::ConcernedQuery query{.province = province_, .units = routes_.moving_units(), .limit = kPreviewBatch};
    query.units.insert(query.units.end(), routes_.kept_units().begin(), routes_.kept_units().end());
    const auto plan = [this](const v1::Task& task) { Plan(task); };
    if (!query.units.empty()) {
      if (const absl::Status read = Read(query, plan); !read.ok()) return read;
    }
    query.units.clear();
    for (const std::string& person : LeavingPersons()) {
      query.assignee = person;
      if (const absl::Status read = Read(query, plan); !read.ok()) return read;
    }
    // What the receivers have already: two that do the same.
    if (use_ == PreviewUse::kCompare) return absl::OkStatus();
    store::ConcernedQuery own{.province = province_, .units = duplicates_.receivers(), .limit = kPreviewBatch};
    if (own.units.empty()) return absl::OkStatus();
    const std::set<std::string> receivers(own.units.begin(), own.units.end());
    return Read(own, [&](const v1::Task& task) {
      if (receivers.count(task.lead_unit()) > 0 && !duplicates_.Knows(task.name())) {
        duplicates_.Add(task, task.lead_unit(), false);
      }
    });
  }

  // Whose membership, or post, ends.
  std::set<std::string> LeavingPersons() const {
    std::set<std::string> persons;
    for (const v1::SuccessionEdge& edge : reorganisation_.edges()) {
      for (const v1::Membership& membership : facts_.data().memberships()) {
        const bool named = !edge.from_membership().empty() && membership.name() == edge.from_membership();
        const bool posted = !edge.from_post().empty() && membership.post() == edge.from_post();
        if (named || posted) persons.insert(membership.person());
      }
    }
    return persons;
  }

  template <typename Take>
  absl::Status Read(store::ConcernedQuery query, Take take) {
    while (true) {
      const auto tasks = store::ConcernedTasks(database_, query);
      if (!tasks.ok()) return tasks.status();
      for (const v1::Task& task : *tasks) take(task);
      if (tasks->size() < static_cast<size_t>(query.limit)) return absl::OkStatus();
      query.after_task_id = std::string(LastSegment(tasks->back().name()));
    }
  }

  void Plan(const v1::Task& task) {
    if (duplicates_.Knows(task.name()) || !task::IsConcerned(task, reorganisation_, routes_)) return;
    std::string lead = task.lead_unit();
    for (Item& item : task::PlanRehoming(task, reorganisation_, routes_, facts_, now_)) {
      for (const Item::Change& change : item.changes()) {
        if (change.role() == v1::REHOMING_ROLE_LEAD && change.outcome() == Item::OUTCOME_MOVE) lead = change.to_unit();
      }
      preview_.items.push_back(std::move(item));
    }
    duplicates_.Add(task, lead, lead != task.lead_unit());
    if (preview_.changed_items.size() < kMaxChangedItems && reorganisation_.has_preview_time() &&
        FromTimestamp(task.update_time()) > FromTimestamp(reorganisation_.preview_time())) {
      preview_.changed_items.emplace_back(LastSegment(task.name()));
    }
  }

  absl::Status Plans() {
    const auto ids = store::UnissuedPlans(database_, province_);
    if (!ids.ok()) return ids.status();
    for (const std::string& id : *ids) {
      const auto stored = store::GetPlan(database_, province_, id);
      if (!stored.ok()) return stored.status();
      for (Item& item : plan::PlanRehoming(stored->plan, reorganisation_, routes_, facts_, now_)) {
        preview_.items.push_back(std::move(item));
      }
    }
    return absl::OkStatus();
  }

  // Duties, units, consequences.
  absl::Status Organisation() {
    if (organisation::IsEnacted(reorganisation_)) {
      preview_.items.insert(preview_.items.end(), reorganisation_.duty_items().begin(),
                            reorganisation_.duty_items().end());
      for (const v1::SuccessionEdge& edge : reorganisation_.edges()) {
        const v1::Unit* unit = facts_.directory().FindUnit(edge.to_unit());
        if (unit != nullptr && !HasUnit(unit->name())) preview_.units.push_back(*unit);
      }
      return absl::OkStatus();
    }
    auto enactment = organisation::Enact(facts_.data(), reorganisation_, now_);
    if (!enactment.ok()) return enactment.status();
    if (use_ == PreviewUse::kCompare) {
      for (Item& item : enactment->duty_items) preview_.items.push_back(std::move(item));
      return absl::OkStatus();
    }
    const internal::v1::ReferenceData data = organisation::DataAfter(facts_.data(), *enactment, reorganisation_);
    const organisation::Directory after(data);
    const Change change{facts_.directory(), after, day_};
    AddDutyConsequences(change, preview_.consequences);
    AddMembershipConsequences(change, reorganisation_.name(), preview_.consequences);
    AddSetConsequences(change, preview_.consequences);
    duplicates_.AddConsequences(change, preview_.consequences);
    Shorten(preview_.consequences);
    preview_.units = std::move(enactment->units);
    for (Item& item : enactment->duty_items) preview_.items.push_back(std::move(item));
    return absl::OkStatus();
  }

  bool HasUnit(absl::string_view name) const {
    return std::any_of(preview_.units.begin(), preview_.units.end(),
                       [name](const v1::Unit& unit) { return unit.name() == name; });
  }

  static void Shorten(Consequences& consequences) {
    if (consequences.size() <= kMaxConsequences) return;
    const size_t left_out = consequences.size() - kMaxConsequences + 1;
    consequences.resize(kMaxConsequences);
    auto& last = consequences.back();
    last.clear_subjects();
    last.set_explanation(absl::StrCat("… và ", left_out, " điều nữa."));
  }

  std::string Token() const {
    std::string seen = absl::StrCat("phoihop preview 1\n", organisation::EtagOf(reorganisation_), "\n");
    for (const Item& item : preview_.items) {
      absl::StrAppend(&seen, item.item(), " ", item.outcome());
      for (const Item::Change& change : item.changes()) {
        absl::StrAppend(&seen, " ", change.role(), ":", change.from_unit(), ":", change.to_unit());
      }
      seen += "\n";
    }
    return absl::BytesToHexString(Sha256(seen));
  }

  const v1::Reorganisation& reorganisation_;
  const Facts& facts_;
  const absl::Time now_;
  const std::string province_;
  store::Database& database_;
  const PreviewUse use_;
  const absl::CivilDay day_;
  const organisation::Routes routes_;
  DuplicateSearch duplicates_;
  Preview preview_;
};

using Lines = std::map<std::string, std::pair<int64_t, int64_t>>;

std::string LineOf(const v1::RehomingCount& count) {
  const auto or_nobody = [](absl::string_view unit) {
    return unit.empty() ? "nobody" : std::string(LastSegment(unit));
  };
  return absl::StrCat(absl::StripPrefix(v1::RehomingItem::Kind_Name(count.kind()), "KIND_"), " ",
                      absl::StripPrefix(v1::RehomingItem::Outcome_Name(count.outcome()), "OUTCOME_"), " ",
                      absl::StripPrefix(v1::RehomingRole_Name(count.role()), "REHOMING_ROLE_"), " ",
                      or_nobody(count.from_unit()), " to ", or_nobody(count.to_unit()));
}

std::string FirstOf(const std::vector<std::string>& lines, size_t most) {
  const size_t told = std::min(lines.size(), most);
  std::string text = absl::StrJoin(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(told), "; ");
  if (told < lines.size()) absl::StrAppend(&text, "; and ", lines.size() - told, " more");
  return text;
}

// Lines whose number is not the same: `TASK MOVE LEAD xp-1 to xp-2: 12 -> 13`.
std::vector<std::string> Difference(const v1::Reorganisation& reorganisation, const Preview& seen) {
  Lines lines;
  for (const v1::RehomingCount& count : reorganisation.preview_counts()) lines[LineOf(count)].first += count.count();
  for (const v1::RehomingCount& count : seen.counts) lines[LineOf(count)].second += count.count();
  std::vector<std::string> different;
  for (const auto& [line, counts] : lines) {
    if (counts.first == counts.second) continue;
    different.push_back(absl::StrCat(line, ": ", counts.first, " -> ", counts.second));
  }
  return different;
}

}  // namespace

absl::StatusOr<Preview> MakePreview(const v1::Reorganisation& reorganisation, const Facts& facts, absl::Time now,
                                    absl::string_view province, store::Database& database, PreviewUse use) {
  return Maker(reorganisation, facts, now, province, database, use).Make();
}

absl::Status WithDifference(const absl::Status& refusal, const v1::Reorganisation& reorganisation,
                            const Preview& seen) {
  const std::vector<std::string> lines = Difference(reorganisation, seen);
  std::string message = "What is approved is not what a preview says now. ";
  if (lines.empty()) {
    message += "The counts are the same; which items they are is not. ";
  } else {
    absl::StrAppend(&message, "Then -> now: ", FirstOf(lines, kMaxSpelledLines), ". ");
  }
  if (!seen.changed_items.empty()) {
    absl::StrAppend(&message, "Changed since: ", FirstOf(seen.changed_items, kMaxSpelledTasks), ". ");
  }
  message += "Preview again and approve what it says then.";
  absl::Status status = Error(ReasonOf(refusal), message);
  status = WithMetadata(std::move(status), "difference", FirstOf(lines, kMaxToldLines));
  return WithMetadata(std::move(status), "changed_items", FirstOf(seen.changed_items, kMaxChangedItems));
}

}  // namespace phoihop::handlers
