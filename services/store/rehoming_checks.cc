// Counting what a reorganisation moved, and proving that nothing was left behind. Everything on one snapshot.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/store/connection.h"
#include "services/store/rehoming_claim.h"
#include "services/store/rehoming_reader.h"
#include "services/store/snapshot.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"

namespace phoihop::store {
namespace {
using Check = v1::ConservationCheck;

// Province, reorganisation.
Values KeyOf(absl::string_view province, const v1::Reorganisation& reorganisation) {
  return Values().Text(province).Text(reorganisation.name());
}

// Then: units with their instants, persons with their units.
Values WithParties(Values values, const ConcernedParties& parties) {
  ArrayValue units = ArrayValue::OfText(), made_by = ArrayValue::OfTime(), persons = ArrayValue::OfText(),
             leads = ArrayValue::OfText();
  for (const auto& unit : parties.units) {
    units.Text(unit.unit);
    made_by.Time(unit.made_by);
  }
  for (const auto& person : parties.persons) {
    persons.Text(person.person);
    leads.Text(person.unit);
  }
  for (ArrayValue* array : {&units, &made_by, &persons, &leads}) values.Array(std::move(*array));
  return values;
}

std::vector<std::string> OldUnits(const v1::Reorganisation& reorganisation) {
  std::set<std::string> units;
  for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
    if (!edge.from_unit().empty()) units.insert(edge.from_unit());
  }
  return {units.begin(), units.end()};
}

bool WasUndone(const v1::Reorganisation& reorganisation) {
  return reorganisation.state() == v1::Reorganisation::STATE_UNDOING ||
         reorganisation.state() == v1::Reorganisation::STATE_ANNULLED || reorganisation.has_annul_basis();
}

template <typename Enum>
Enum ValueOf(const google::protobuf::EnumDescriptor* descriptor, absl::string_view name) {
  const auto* value = descriptor->FindValueByName(std::string(name));
  return static_cast<Enum>(value == nullptr ? 0 : value->number());
}

absl::StatusOr<std::vector<v1::RehomingCount>> Counts(Snapshot& snapshot, const Values& key) {
  auto rows = snapshot.Run("RehomingCounts", key);
  if (!rows.ok()) return rows.status();
  std::vector<v1::RehomingCount> counts(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    using Item = v1::RehomingItem;
    counts[i].set_kind(ValueOf<Item::Kind>(Item::Kind_descriptor(), rows->Text(i, 0)));
    counts[i].set_outcome(ValueOf<Item::Outcome>(Item::Outcome_descriptor(), rows->Text(i, 1)));
    counts[i].set_role(ValueOf<v1::RehomingRole>(v1::RehomingRole_descriptor(), rows->Text(i, 2)));
    counts[i].set_from_unit(std::string(rows->Text(i, 3)));
    counts[i].set_to_unit(std::string(rows->Text(i, 4)));
    counts[i].set_count(rows->Int64(i, 5));
  }
  const auto line = [](const v1::RehomingCount& count) {
    return std::tuple(count.kind(), count.outcome(), count.role(), absl::string_view(count.from_unit()),
                      absl::string_view(count.to_unit()));
  };
  std::sort(counts.begin(), counts.end(), [&](const auto& a, const auto& b) { return line(a) < line(b); });
  return counts;
}

absl::Status CountStates(Snapshot& snapshot, const Values& key, RehomingTotals& totals) {
  auto rows = snapshot.Run("RehomingStates", key);
  if (!rows.ok()) return rows.status();
  for (int i = 0; i < rows->rows(); ++i) {
    const absl::string_view state = rows->Text(i, 0);
    const int64_t count = rows->Int64(i, 1);
    if (state == "STATE_DONE") totals.done += count;
    if (state == "STATE_WAITING" || state == "STATE_UNDO_WAITING") totals.waiting += count;
    if (state == "STATE_FAILED") totals.failed += count;
    if (state == "STATE_UNDONE") totals.undone += count;
  }
  return absl::OkStatus();
}

// Counts and states, without what remains.
absl::StatusOr<RehomingTotals> Recorded(Snapshot& snapshot, const Values& key) {
  RehomingTotals totals;
  auto counts = Counts(snapshot, key);
  if (!counts.ok()) return counts.status();
  totals.counts = *std::move(counts);
  if (auto status = CountStates(snapshot, key, totals); !status.ok()) return status;
  return totals;
}

absl::Status AddCheck(Snapshot& snapshot, Check::Kind kind, absl::string_view statement, const Values& values,
                      v1::VerificationReport& report) {
  auto rows = snapshot.Run(statement, values);
  if (!rows.ok()) return rows.status();
  Check& check = *report.add_checks();
  check.set_kind(kind);
  check.set_expected(rows->Int64(0, 0));
  check.set_found(rows->Int64(0, 1));
  // Two errors may cancel each other out in the sums, not one by one.
  check.set_holds(rows->Int64(0, 2) == 0 && check.expected() == check.found());
  if (rows->IsNull(0, 3)) return absl::OkStatus();
  for (absl::string_view sample : absl::StrSplit(rows->Text(0, 3), '\n')) check.add_samples(std::string(sample));
  return absl::OkStatus();
}

Values OutcomeValues(absl::string_view province, const v1::Reorganisation& reorganisation, bool undone) {
  // After an undo only what came to the units that are closed again is left of what was open with the old ones.
  ConcernedParties parties;
  if (undone) {
    for (const std::string& unit : MadeUnits(reorganisation)) parties.units.push_back({unit, absl::InfiniteFuture()});
  } else {
    parties = PartiesOf(reorganisation, OldUnits(reorganisation));
  }
  const std::vector<std::string> states = undone ? std::vector<std::string>{"STATE_UNDONE", "STATE_UNDO_WAITING"}
                                                 : std::vector<std::string>{"STATE_DONE", "STATE_WAITING"};
  return WithParties(KeyOf(province, reorganisation), parties).TextArray(states);
}

bool KeepsWhatIsLeft(const v1::ClockPolicy& policy) {
  return policy.kind() != v1::ClockPolicy::KIND_GRACE && policy.kind() != v1::ClockPolicy::KIND_RESTART;
}

absl::Status AddChecks(Snapshot& snapshot, absl::string_view province, const v1::Reorganisation& reorganisation,
                       const std::vector<std::string>& closed, v1::VerificationReport& report) {
  const Values key = KeyOf(province, reorganisation);
  absl::Status status = AddCheck(snapshot, Check::KIND_EVERY_ITEM_HAS_ONE_OUTCOME, "CheckOutcomes",
                                 OutcomeValues(province, reorganisation, WasUndone(reorganisation)), report);
  status.Update(AddCheck(snapshot, Check::KIND_NOTHING_WITH_CLOSED_UNIT, "CheckClosedUnits",
                         Values().Text(province).TextArray(closed).Text(reorganisation.effective_date()), report));
  status.Update(AddCheck(snapshot, Check::KIND_ONE_LIVE_LEAD, "CheckLeads", Values(key).TextArray(closed), report));
  status.Update(AddCheck(snapshot, Check::KIND_BUDGET_CONSERVED, "CheckBudget",
                         Values(key).Bool(KeepsWhatIsLeft(reorganisation.clock_policy())), report));
  status.Update(AddCheck(snapshot, Check::KIND_PLAN_COUNTS_UNCHANGED, "CheckPlanCounts", key, report));
  status.Update(AddCheck(snapshot, Check::KIND_NO_FAILURE, "CheckFailures", key, report));
  return status;
}
}  // namespace

absl::StatusOr<RehomingTotals> CountRehoming(Database& database, absl::string_view province,
                                             const v1::Reorganisation& reorganisation,
                                             const std::vector<std::string>& units) {
  auto snapshot = Snapshot::Take(database);
  if (!snapshot.ok()) return ForCaller(snapshot.status());
  auto totals = Recorded(*snapshot, KeyOf(province, reorganisation));
  if (!totals.ok()) return ForCaller(totals.status());
  auto remaining =
      WasUndone(reorganisation)
          ? snapshot->Run("RemainingToUndo", KeyOf(province, reorganisation).TextArray(MadeUnits(reorganisation)))
          : snapshot->Run("RemainingToMove",
                          WithParties(KeyOf(province, reorganisation), PartiesOf(reorganisation, units)));
  if (!remaining.ok()) return ForCaller(remaining.status());
  totals->remaining = remaining->Int64(0, 0);
  return totals;
}

absl::StatusOr<v1::VerificationReport> CheckConservation(Database& database, absl::string_view province,
                                                         const v1::Reorganisation& reorganisation,
                                                         const std::vector<std::string>& closed) {
  auto snapshot = Snapshot::Take(database);
  if (!snapshot.ok()) return ForCaller(snapshot.status());
  v1::VerificationReport report;
  auto totals = Recorded(*snapshot, KeyOf(province, reorganisation));
  if (!totals.ok()) return ForCaller(totals.status());
  for (v1::RehomingCount& count : totals->counts) *report.add_counts() = std::move(count);
  report.set_waiting(totals->waiting);
  report.set_failed(totals->failed);
  if (auto status = AddChecks(*snapshot, province, reorganisation, closed, report); !status.ok()) {
    return ForCaller(status);
  }
  report.set_holds(
      std::all_of(report.checks().begin(), report.checks().end(), [](const Check& check) { return check.holds(); }));
  auto newest = snapshot->Run("NewestEventTime", Values().Text(province));
  if (!newest.ok()) return ForCaller(newest.status());
  if (newest->rows() > 0) *report.mutable_time() = ToTimestamp(newest->Time(0, 0));
  return report;
}

}  // namespace phoihop::store
