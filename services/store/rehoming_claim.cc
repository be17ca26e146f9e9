#include "services/store/rehoming_claim.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {
bool EndsUnits(v1::ReorganisationType type) {
  return type == v1::REORGANISATION_TYPE_MERGE || type == v1::REORGANISATION_TYPE_SPLIT ||
         type == v1::REORGANISATION_TYPE_ABOLISH;
}

bool IsAboutPersons(v1::ReorganisationType type) {
  return type == v1::REORGANISATION_TYPE_END_MEMBERSHIP || type == v1::REORGANISATION_TYPE_END_POST;
}

std::vector<ConcernedParties::Person> PersonsOf(const v1::Reorganisation& reorganisation) {
  std::vector<ConcernedParties::Person> persons;
  for (const v1::Membership& membership : reorganisation.memberships_before()) {
    const bool ended =
        std::any_of(reorganisation.edges().begin(), reorganisation.edges().end(), [&](const v1::SuccessionEdge& edge) {
          return edge.from_membership() == membership.name() ||
                 (!edge.from_post().empty() && edge.from_post() == membership.post());
        });
    if (ended) persons.push_back({membership.person(), std::string(ParentOf(membership.name()))});
  }
  return persons;
}

// The last instant at which a unit that lives on could still be given work that the reorganisation has to look at.
absl::Time SwitchedBy(const v1::Reorganisation& reorganisation) {
  if (!reorganisation.has_enact_time()) return absl::InfiniteFuture();
  const absl::Time enacted = FromTimestamp(reorganisation.enact_time());
  const auto effective = ParseDate(reorganisation.effective_date());
  return effective.ok() ? std::max(enacted, StartOfDay(*effective)) : enacted;
}

Values MovingValues(const RehomingClaim& claim, const std::string& after) {
  ArrayValue units = ArrayValue::OfText(), made_by = ArrayValue::OfTime(), persons = ArrayValue::OfText(),
             leads = ArrayValue::OfText();
  for (const auto& unit : claim.parties.units) {
    units.Text(unit.unit);
    made_by.Time(unit.made_by);
  }
  for (const auto& person : claim.parties.persons) {
    persons.Text(person.person);
    leads.Text(person.unit);
  }
  return Values()
      .Text(claim.province)
      .Text(claim.reorganisation)
      .Text(after)
      .Int64(claim.limit)
      .Array(std::move(units))
      .Array(std::move(made_by))
      .Array(std::move(persons))
      .Array(std::move(leads))
      .TextArray(claim.assigned);
}

Values UndoValues(const RehomingClaim& claim, const std::string& after) {
  return Values()
      .Text(claim.province)
      .Text(claim.reorganisation)
      .Text(after)
      .Int64(claim.limit)
      .TextArray(claim.assigned)
      .TextArray(claim.reclosed);
}
}  // namespace

ConcernedParties PartiesOf(const v1::Reorganisation& reorganisation, const std::vector<std::string>& units) {
  ConcernedParties parties;
  if (IsAboutPersons(reorganisation.type())) {
    parties.persons = PersonsOf(reorganisation);
    return parties;
  }
  absl::flat_hash_set<absl::string_view> ended;
  if (EndsUnits(reorganisation.type())) {
    for (const v1::SuccessionEdge& edge : reorganisation.edges()) ended.insert(edge.from_unit());
    for (const v1::SuccessionEdge& edge : reorganisation.edges()) ended.erase(edge.to_unit());
  }
  const absl::Time switched_by = SwitchedBy(reorganisation);
  for (const std::string& unit : units) {
    parties.units.push_back({unit, ended.contains(unit) ? absl::InfiniteFuture() : switched_by});
  }
  return parties;
}

std::vector<std::string> MadeUnits(const v1::Reorganisation& reorganisation) {
  std::vector<std::string> units;
  for (const std::string& name : reorganisation.made()) {
    const std::vector<absl::string_view> segments = absl::StrSplit(name, '/');
    if (segments.size() == 4 && segments[2] == "units") units.push_back(name);
  }
  return units;
}

absl::Status WriteSession::ClaimForRehoming(const RehomingClaim& claim, Loaded& loaded) {
  std::vector<LockedTask> claimed;
  std::string after = claim.after_task_id;
  for (;;) {
    auto rows = FindTasks(claim, after);
    if (!rows.ok()) return rows.status();
    claimed = TasksIn(*rows);
    if (!claimed.empty()) after = claimed.back().task_id;
    const bool more = claim.only_task_id.empty() && rows->rows() == claim.limit;
    // Without a message: somebody else holds it.
    claimed.erase(
        std::remove_if(claimed.begin(), claimed.end(), [](const auto& task) { return !task.task.has_value(); }),
        claimed.end());
    if (!claimed.empty() || !more) break;
  }
  if (claimed.empty()) return absl::OkStatus();
  if (auto status = ReadOutcomes(claim, claimed); !status.ok()) return status;
  if (auto status = LockParts(claim.province, claimed); !status.ok()) return status;
  std::move(claimed.begin(), claimed.end(), std::back_inserter(loaded.tasks));
  return absl::OkStatus();
}

absl::StatusOr<Result> WriteSession::FindTasks(const RehomingClaim& claim, const std::string& after) {
  if (!claim.only_task_id.empty()) {
    ArrayValue ids = ArrayValue::OfText(), known = ArrayValue::OfInt64();
    ids.Text(claim.only_task_id);
    known.Int64(-1);
    return connection_->Run("LockTasks", Values().Text(claim.province).Array(std::move(ids)).Array(std::move(known)));
  }
  if (claim.undo) return connection_->Run("ClaimForUndo", UndoValues(claim, after));
  return connection_->Run("ClaimForRehoming", MovingValues(claim, after));
}

absl::Status WriteSession::ReadOutcomes(const RehomingClaim& claim, std::vector<LockedTask>& tasks) {
  std::vector<std::string> ids;
  absl::flat_hash_map<std::string, LockedTask*> by_id;
  for (LockedTask& task : tasks) {
    ids.push_back(task.task_id);
    by_id[task.task_id] = &task;
  }
  auto rows =
      connection_->Run("OutcomesOfTasks", Values().Text(claim.province).Text(claim.reorganisation).TextArray(ids));
  if (!rows.ok()) return rows.status();
  for (int i = 0; i < rows->rows(); ++i) {
    LockedTask& task = *by_id.at(std::string(rows->Text(i, 0)));
    task.unreadable.Update(MergeJson(rows->Text(i, 1), &task.outcomes.emplace_back()));
  }
  return absl::OkStatus();
}

absl::Status WriteSession::LockParts(const std::string& province, std::vector<LockedTask>& tasks) {
  absl::flat_hash_set<std::string> claimed;
  for (const LockedTask& task : tasks) claimed.insert(task.task_id);
  std::vector<std::string> parts;
  for (const LockedTask& task : tasks) {
    for (const v1::RehomingItem& outcome : task.outcomes) {
      for (const std::string& child : outcome.children()) {
        if (claimed.insert(std::string(LastSegment(child))).second) parts.emplace_back(LastSegment(child));
      }
    }
  }
  if (parts.empty()) return absl::OkStatus();
  auto rows = connection_->Run("LockParts", Values().Text(province).TextArray(parts));
  if (!rows.ok()) return rows.status();
  for (LockedTask& part : TasksIn(*rows)) {
    part.is_part = true;
    tasks.push_back(std::move(part));
  }
  return absl::OkStatus();
}

}  // namespace phoihop::store
