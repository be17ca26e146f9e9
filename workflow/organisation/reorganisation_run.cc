// From execution to proof, and back.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/basis.h"
#include "workflow/errors.h"
#include "workflow/organisation/enactment.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/organisation/reorganisation_verbs.h"
#include "workflow/organisation/unit_changes.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

constexpr State kDraft = v1::Reorganisation::STATE_DRAFT;
constexpr State kPreviewed = v1::Reorganisation::STATE_PREVIEWED;
constexpr State kApproved = v1::Reorganisation::STATE_APPROVED;
constexpr State kExecuting = v1::Reorganisation::STATE_EXECUTING;
constexpr State kHeld = v1::Reorganisation::STATE_HELD;
constexpr State kUndoing = v1::Reorganisation::STATE_UNDOING;
constexpr State kVerified = v1::Reorganisation::STATE_VERIFIED;
constexpr State kAnnulled = v1::Reorganisation::STATE_ANNULLED;

bool IsEarly(State state) { return state == kDraft || state == kPreviewed || state == kApproved; }

// The state in which items move: forwards, or back.
State Moving(const v1::Reorganisation& reorganisation) {
  return reorganisation.has_annul_basis() ? kUndoing : kExecuting;
}

bool WaitsForDuty(const v1::Reorganisation& reorganisation) {
  return std::any_of(reorganisation.duty_items().begin(), reorganisation.duty_items().end(),
                     [](const auto& item) { return item.state() == v1::RehomingItem::STATE_WAITING; });
}

absl::Status CheckAssignment(const ReorganisationCase& c, const v1::ItemAssignment& assignment) {
  Findings findings;
  const auto province = ProvinceOf(assignment.item());
  if (!province.ok() || *province != c.state.province() || assignment.item() == ProvinceName(c.state.province())) {
    findings.Add(v1::ERROR_REASON_INVALID_FIELD, "assignment.item",
                 "must be the name of a task, hand-off, plan item or duty of the province");
  }
  if (!IdOf(assignment.to_unit(), "units").ok()) {
    findings.Add(v1::ERROR_REASON_INVALID_FIELD, "assignment.to_unit", "must be the name of a unit");
  }
  findings.Basis("assignment.basis", assignment.basis());
  return findings.Result();
}

// The last word about an item counts.
absl::Status Put(const v1::ItemAssignment& assignment, v1::Reorganisation& reorganisation) {
  for (v1::ItemAssignment& known : *reorganisation.mutable_assignments()) {
    if (known.item() != assignment.item()) continue;
    known = assignment;
    return absl::OkStatus();
  }
  if (reorganisation.assignments_size() >= kMaxAssignments) {
    return Error(v1::ERROR_REASON_INVALID_FIELD,
                 absl::StrCat("a reorganisation decides about at most ", kMaxAssignments, " items one by one"));
  }
  *reorganisation.add_assignments() = assignment;
  return absl::OkStatus();
}

// Part of the draft: what was previewed and approved did not have it.
absl::StatusOr<Decision> AssignAhead(const ReorganisationCase& c, const v1::Reorganisation& known,
                                     v1::ItemAssignment assignment) {
  v1::Reorganisation draft = known;
  assignment.clear_decider();
  if (absl::Status status = Put(assignment, draft); !status.ok()) return status;
  if (absl::Status status = BackToDraft(c, draft); !status.ok()) return status;
  if (absl::Status status = CheckReorganisation(c.state, draft); !status.ok()) return status;
  return Only(EventOf(v1::Event::kReorganisationItemAssigned, &known, std::move(draft)));
}

}  // namespace

absl::StatusOr<Decision> Execute(const ReorganisationCase& c, const v1::ExecuteReorganisationRequest& request) {
  const auto known = Find(c, request.name(), request.etag());
  if (!known.ok()) return known.status();
  if (absl::Status status = CheckState(**known, "executed", {kApproved}); !status.ok()) return status;
  const auto enactment = Enact(c.state, **known, c.context.now);
  if (!enactment.ok()) return enactment.status();
  v1::Reorganisation enacted = **known;
  enacted.set_state(kExecuting);
  *enacted.mutable_enact_time() = ToTimestamp(c.context.now);
  enacted.set_attempt(enacted.attempt() + 1);
  RememberForUndo(*enactment, enacted);
  Decision decision;
  decision.events = EventsOf(*enactment, enacted);
  decision.events.push_back(EventOf(v1::Event::kReorganisationEnacted, *known, std::move(enacted)));
  return decision;
}

absl::StatusOr<Decision> Pause(const ReorganisationCase& c, const v1::PauseReorganisationRequest& request) {
  const auto known = Find(c, request.name());
  if (!known.ok()) return known.status();
  if (absl::Status status = CheckState(**known, "paused", {kExecuting, kUndoing}); !status.ok()) return status;
  if ((*known)->paused()) {
    return Error(v1::ERROR_REASON_REORGANISATION_STATE, "the reorganisation is paused already; resume it to go on");
  }
  v1::Reorganisation paused = **known;
  paused.set_paused(true);
  return Only(EventOf(v1::Event::kReorganisationPaused, *known, std::move(paused)));
}

absl::StatusOr<Decision> Resume(const ReorganisationCase& c, const v1::ResumeReorganisationRequest& request) {
  const auto known = Find(c, request.name());
  if (!known.ok()) return known.status();
  if (absl::Status status = CheckState(**known, "resumed", {kExecuting, kUndoing, kHeld}); !status.ok()) return status;
  if ((*known)->state() != kHeld && !(*known)->paused()) {
    return Error(v1::ERROR_REASON_REORGANISATION_STATE,
                 "the reorganisation is going on; it can be resumed when it is paused or HELD");
  }
  v1::Reorganisation resumed = **known;
  resumed.set_paused(false);
  resumed.set_state(Moving(resumed));
  return Only(EventOf(v1::Event::kReorganisationResumed, *known, std::move(resumed)));
}

absl::StatusOr<Decision> Assign(const ReorganisationCase& c, const v1::AssignRehomingItemRequest& request) {
  const auto known = Find(c, request.name());
  if (!known.ok()) return known.status();
  v1::ItemAssignment assignment = request.assignment();
  if (absl::Status status = CheckAssignment(c, assignment); !status.ok()) return status;
  if (absl::Status status =
          CheckState(**known, "decided about", {kDraft, kPreviewed, kApproved, kExecuting, kHeld, kUndoing});
      !status.ok()) {
    return status;
  }
  if (IsEarly((*known)->state())) return AssignAhead(c, **known, std::move(assignment));

  v1::Reorganisation assigned = **known;
  absl::CivilDay day = c.today();
  if (!assigned.has_annul_basis()) day = std::max(day, ParseDate(assigned.effective_date()).value());
  if (absl::Status status = c.directory.CheckAlive(assignment.to_unit(), day); !status.ok()) return status;
  *assignment.mutable_decider() = c.context.actor;
  if (absl::Status status = Put(assignment, assigned); !status.ok()) return status;
  Decision decision;
  if (IdOf(assignment.item(), "duties").ok()) {
    auto duty = AssignDuty(c.state, assigned, assignment, c.context.now);
    if (!duty.ok()) return duty.status();
    Enactment moved;
    moved.duties.push_back(*std::move(duty));
    for (const v1::Duty& before : c.state.duties()) {
      if (before.name() == assignment.item()) moved.duties_before.push_back(before);
    }
    decision.events = EventsOf(moved, assigned);
  }
  if (assigned.state() == kHeld) assigned.set_state(Moving(assigned));
  decision.events.push_back(EventOf(v1::Event::kReorganisationItemAssigned, *known, std::move(assigned)));
  return decision;
}

absl::StatusOr<Decision> RecordVerification(const ReorganisationCase& c,
                                            const internal::v1::RecordVerification& request) {
  if (c.context.actor.system().empty()) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "the checks are made and recorded by the system only");
  }
  const auto known = Find(c, request.name());
  if (!known.ok()) return known.status();
  if (absl::Status status = CheckState(**known, "verified", {kExecuting, kHeld, kUndoing}); !status.ok()) return status;
  if ((*known)->state() == kExecuting && (*known)->effective_date() > FormatDate(c.today())) {
    return Error(v1::ERROR_REASON_REORGANISATION_STATE,
                 absl::StrCat("the reorganisation takes effect on ", (*known)->effective_date(),
                              "; there is nothing to verify before"));
  }
  const v1::VerificationReport& report = request.report();
  v1::Reorganisation verified = **known;
  const bool undone = verified.has_annul_basis();
  const bool holds =
      report.holds() && report.waiting() == 0 && report.failed() == 0 && (undone || !WaitsForDuty(verified));
  *verified.mutable_verification() = report;
  verified.set_state(!holds ? kHeld : undone ? kAnnulled : kVerified);
  const auto payload = !holds   ? v1::Event::kReorganisationHeld
                       : undone ? v1::Event::kReorganisationAnnulled
                                : v1::Event::kReorganisationVerified;
  return Only(EventOf(payload, *known, std::move(verified)));
}

absl::StatusOr<Decision> UndoReorganisation(const ReorganisationCase& c, const v1::UndoReorganisationRequest& request) {
  const auto known = Find(c, request.name(), request.etag());
  if (!known.ok()) return known.status();
  Findings findings;
  findings.Basis("basis", request.basis());
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  if (IsEarly((*known)->state())) {
    v1::Reorganisation annulled = **known;
    annulled.set_state(kAnnulled);
    if (HasBasis(request.basis())) *annulled.mutable_annul_basis() = request.basis();
    return Only(EventOf(v1::Event::kReorganisationAnnulled, *known, std::move(annulled)));
  }
  if (!IsEnacted(**known)) {
    return CheckState(**known, "undone", {kDraft, kPreviewed, kApproved, kExecuting, kVerified});
  }
  if (!(*known)->has_enact_time()) {
    return Error(v1::ERROR_REASON_REORGANISATION_STATE,
                 "the reorganisation was recorded as history and not executed here; there is nothing to take back");
  }
  if (!HasBasis(request.basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED, "taking a reorganisation back rests on a legal basis; name it");
  }
  v1::Reorganisation undoing = **known;
  const auto restored = Restore(c.state, undoing, c.context.now);
  if (!restored.ok()) return restored.status();
  undoing.set_state(kUndoing);
  *undoing.mutable_annul_basis() = request.basis();
  undoing.set_paused(false);
  undoing.set_attempt(undoing.attempt() + 1);
  undoing.clear_verification();
  undoing.clear_assignments();  // they said where things go, not where they come back to
  for (v1::RehomingItem& item : *undoing.mutable_duty_items()) {
    item.set_state(v1::RehomingItem::STATE_UNDONE);
    *item.mutable_record_time() = ToTimestamp(c.context.now);
  }
  Decision decision;
  decision.events = EventsOf(*restored, undoing);
  decision.events.push_back(EventOf(v1::Event::kReorganisationUndoStarted, *known, std::move(undoing)));
  return decision;
}

}  // namespace phoihop::organisation
