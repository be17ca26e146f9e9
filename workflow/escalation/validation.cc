// What a ladder has to be like when it is saved.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/basis.h"
#include "workflow/errors.h"
#include "workflow/escalation/ladder.h"
#include "workflow/escalation/line.h"
#include "workflow/resource_name.h"

namespace phoihop::escalation {
namespace {

class Checker {
 public:
  explicit Checker(const v1::EscalationPolicy& policy) : policy_(policy) {}

  std::vector<FieldViolation> Run() && {
    if (policy_.name().empty()) Add("name", "give the policy a name");
    if (policy_.purposes().empty()) Add("purposes", "say for which clocks the ladder is");
    for (int i = 0; i < policy_.purposes_size(); ++i) {
      const int purpose = policy_.purposes(i);
      if (purpose == v1::CLOCK_PURPOSE_UNSPECIFIED || !v1::ClockPurpose_IsValid(purpose))
        Add(absl::StrCat("purposes[", i, "]"), "is not a purpose of clocks");
    }
    if (policy_.rungs().empty()) Add("rungs", "give at least one rung");
    if (policy_.rungs_size() > kMaxRungs) Add("rungs", absl::StrCat("a ladder has at most ", kMaxRungs, " rungs"));
    int firings = 0;
    for (int i = 0; i < std::min(policy_.rungs_size(), kMaxRungs); ++i) {
      Rung(i);
      firings += std::clamp(FiringsOf(policy_.rungs(i)), 1, kMaxRepetitions);
    }
    if (firings > kMaxFirings)
      Add("rungs", absl::StrCat("fire ", firings, " times with their repetitions; at most ", kMaxFirings,
                                ": repeat less often, or longer apart"));
    return std::move(violations_);
  }

 private:
  void Add(std::string field, std::string description) {
    violations_.push_back({std::move(field), std::move(description)});
  }

  void Rung(int index) {
    const v1::Rung& rung = policy_.rungs(index);
    const std::string field = absl::StrCat("rungs[", index, "]");
    const std::string offset = absl::StrCat(field, ".offset_working_days");
    if (std::abs(int64_t{rung.offset_working_days()}) > kMaxOffsetWorkingDays)
      Add(offset, absl::StrCat("must lie within ", kMaxOffsetWorkingDays, " working days of the due day"));
    if (index > 0 && rung.offset_working_days() <= policy_.rungs(index - 1).offset_working_days())
      Add(offset, "must be greater than that of the rung before");
    if (rung.audiences().empty()) Add(absl::StrCat(field, ".audiences"), "name at least one audience");
    for (int i = 0; i < rung.audiences_size(); ++i)
      Audience(rung.audiences(i), absl::StrCat(field, ".audiences[", i, "]"));
    if (rung.has_condition()) Condition(rung.condition(), absl::StrCat(field, ".condition"));
    if (rung.has_repetition()) Repetition(rung, absl::StrCat(field, ".repetition"));
    Actions(rung, field);
    Systems(rung, absl::StrCat(field, ".systems"));
  }

  void Audience(int audience, const std::string& field) {
    if (audience == v1::AUDIENCE_UNSPECIFIED || !v1::Audience_IsValid(audience)) Add(field, "is not an audience");
    const bool only_replies = policy_.purposes_size() == 1 && policy_.purposes(0) == v1::CLOCK_PURPOSE_HANDOFF_REPLY;
    if (audience == v1::AUDIENCE_HANDOFF_RECEIVER && !only_replies)
      Add(field, "only clocks of purpose HANDOFF_REPLY have a receiver; make a ladder of their own");
  }

  void Condition(const v1::RungCondition& condition, const std::string& field) {
    if (condition.ByteSizeLong() == 0) Add(field, "says nothing; leave it out when the rung always fires");
    for (int i = 0; i < condition.states_size(); ++i) {
      const int state = condition.states(i);
      if (!IsOnTheWay(state) && state != v1::TASK_STATE_REFUSED)
        Add(absl::StrCat(field, ".states[", i, "]"),
            "is no state in which a clock runs: ISSUED, ACCEPTED, IN_PROGRESS, SUBMITTED, REFUSED");
    }
    if (condition.not_reached() != v1::TASK_STATE_UNSPECIFIED && !IsOnTheWay(condition.not_reached()))
      Add(absl::StrCat(field, ".not_reached"),
          "is no state on the way of a task: ISSUED, ACCEPTED, IN_PROGRESS, SUBMITTED");
    for (int i = 0; i < condition.legal_natures_size(); ++i) {
      const int nature = condition.legal_natures(i);
      if (nature == v1::LEGAL_NATURE_UNSPECIFIED || !v1::LegalNature_IsValid(nature))
        Add(absl::StrCat(field, ".legal_natures[", i, "]"), "is not a legal nature: NONE, NORM, STATUTORY");
    }
    for (int i = 0; i < condition.priorities_size(); ++i) {
      const int priority = condition.priorities(i);
      if (priority == v1::TASK_PRIORITY_UNSPECIFIED || !v1::TaskPriority_IsValid(priority))
        Add(absl::StrCat(field, ".priorities[", i, "]"), "is not a priority of tasks");
    }
  }

  static bool IsOnTheWay(int state) {
    return state == v1::TASK_STATE_ISSUED || state == v1::TASK_STATE_ACCEPTED || state == v1::TASK_STATE_IN_PROGRESS ||
           state == v1::TASK_STATE_SUBMITTED;
  }

  void Repetition(const v1::Rung& rung, const std::string& field) {
    const v1::RungRepetition& repetition = rung.repetition();
    const bool counted = repetition.count() >= 2 && repetition.count() <= kMaxRepetitions;
    if (repetition.every_working_days() < 1) Add(absl::StrCat(field, ".every_working_days"), "has to be at least 1");
    if (!counted)
      Add(absl::StrCat(field, ".count"),
          absl::StrCat("has to be 2 to ", kMaxRepetitions, ", the first time included; leave out what fires once"));
    if (counted && OffsetOf(rung, repetition.count() - 1) > kMaxOffsetWorkingDays)
      Add(absl::StrCat(field, ".count"), absl::StrCat("lets the last repetition lie more than ", kMaxOffsetWorkingDays,
                                                      " working days after the due day"));
  }

  void WorkingDays(int days, int least, const std::string& field) {
    if (days < least || days > kMaxActionWorkingDays)
      Add(field, absl::StrCat("has to be ", least, " to ", kMaxActionWorkingDays, " working days"));
  }

  void Actions(const v1::Rung& rung, const std::string& field) {
    if (!v1::Reassignment_IsValid(rung.reassignment()))
      Add(absl::StrCat(field, ".reassignment"), "is not a way to reassign: TO_UNIT, TO_HEAD");
    WorkingDays(rung.report_within_working_days(), 0, absl::StrCat(field, ".report_within_working_days"));
    Verb(rung, absl::StrCat(field, ".verb"));
    if (!rung.has_supervision_task()) return;
    WorkingDays(rung.supervision_task().working_days(), 1, absl::StrCat(field, ".supervision_task.working_days"));
    switch (rung.supervision_task().lead()) {
      case v1::AUDIENCE_SUPERIOR_OF_LEAD:
      case v1::AUDIENCE_ISSUER:
      case v1::AUDIENCE_MONITOR:
      case v1::AUDIENCE_PROVINCIAL_OFFICE:
        return;
      default:
        Add(absl::StrCat(field, ".supervision_task.lead"),
            "does not supervise: SUPERIOR_OF_LEAD, ISSUER, MONITOR, PROVINCIAL_OFFICE");
    }
  }

  void Systems(const v1::Rung& rung, const std::string& field) {
    if (rung.systems_size() > kMaxRungSystems)
      Add(field, absl::StrCat("a rung calls at most ", kMaxRungSystems, " systems"));
    std::set<std::string> seen;
    for (int i = 0; i < std::min(rung.systems_size(), kMaxRungSystems); ++i) {
      const std::string& system = rung.systems(i);
      if (!IsId(system)) {
        Add(absl::StrCat(field, "[", i, "]"),
            "is no name of a system: 1 to 63 characters of a-z, 0-9 and '-', beginning with a letter or digit");
      } else if (!seen.insert(system).second) {
        Add(absl::StrCat(field, "[", i, "]"), "is named before: each system is called once");
      }
    }
  }

  // Silence means something only where a decision says so, and only about what the clock waits for.
  void Verb(const v1::Rung& rung, const std::string& field) {
    switch (rung.verb()) {
      case v1::TASK_VERB_UNSPECIFIED:
        return;
      case v1::TASK_VERB_ACCEPT:
        if (!ServesOnly(v1::CLOCK_PURPOSE_ACKNOWLEDGE))
          Add(field, "ACCEPT is for ladders whose only purpose is ACKNOWLEDGE; make a ladder of their own");
        break;
      case v1::TASK_VERB_APPROVE:
        if (!ServesOnly(v1::CLOCK_PURPOSE_APPROVE))
          Add(field, "APPROVE is for ladders whose only purpose is APPROVE; make a ladder of their own");
        break;
      case v1::TASK_VERB_REVOKE:
        if (Serves(v1::CLOCK_PURPOSE_HANDOFF_REPLY))
          Add(field, "REVOKE is not for ladders of HANDOFF_REPLY: the silence of its receiver does not end the task");
        break;
      default:
        Add(field, "is not done in the place of who kept silent: ACCEPT, APPROVE, REVOKE");
    }
    if (!HasBasis(policy_.basis()) && !misses_basis_) {
      misses_basis_ = true;
      Add("basis", "name the document by which silence means what the verb of a rung does");
    }
    if (rung.reassignment() != v1::REASSIGNMENT_UNSPECIFIED)
      Add(field, "does not go together with a reassignment; give that a rung of its own");
    if (rung.has_supervision_task() && rung.verb() != v1::TASK_VERB_ACCEPT)
      Add(field, "ends the task, so that nothing is left to supervise; give the supervision an earlier rung");
  }

  bool Serves(v1::ClockPurpose purpose) const {
    return std::find(policy_.purposes().begin(), policy_.purposes().end(), purpose) != policy_.purposes().end();
  }
  bool ServesOnly(v1::ClockPurpose purpose) const {
    return std::all_of(policy_.purposes().begin(), policy_.purposes().end(),
                       [purpose](int served) { return served == purpose; });
  }

  const v1::EscalationPolicy& policy_;
  bool misses_basis_ = false;
  std::vector<FieldViolation> violations_;
};

}  // namespace

absl::Status Validate(const v1::EscalationPolicy& policy) {
  const std::vector<FieldViolation> violations = Checker(policy).Run();
  if (violations.empty()) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

}  // namespace phoihop::escalation
