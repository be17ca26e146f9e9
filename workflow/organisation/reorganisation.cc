#include "workflow/organisation/reorganisation.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "workflow/basis.h"
#include "workflow/errors.h"
#include "workflow/organisation/reorganisation_verbs.h"

namespace phoihop::organisation {
namespace {

std::string StateName(State state) {
  return std::string(absl::StripPrefix(v1::Reorganisation::State_Name(state), "STATE_"));
}

// Where a payload carries the reorganisation, and its type.
std::pair<v1::Reorganisation*, absl::string_view> PayloadOf(v1::Event::PayloadCase payload, v1::Event& event) {
  switch (payload) {
    case v1::Event::kReorganisationDrafted:
      return {event.mutable_reorganisation_drafted()->mutable_reorganisation(), "reorganisation.drafted"};
    case v1::Event::kReorganisationPreviewed:
      return {event.mutable_reorganisation_previewed()->mutable_reorganisation(), "reorganisation.previewed"};
    case v1::Event::kReorganisationApproved:
      return {event.mutable_reorganisation_approved()->mutable_reorganisation(), "reorganisation.approved"};
    case v1::Event::kReorganisationEnacted:
      return {event.mutable_reorganisation_enacted()->mutable_reorganisation(), "reorganisation.enacted"};
    case v1::Event::kReorganisationPaused:
      return {event.mutable_reorganisation_paused()->mutable_reorganisation(), "reorganisation.paused"};
    case v1::Event::kReorganisationResumed:
      return {event.mutable_reorganisation_resumed()->mutable_reorganisation(), "reorganisation.resumed"};
    case v1::Event::kReorganisationItemAssigned:
      return {event.mutable_reorganisation_item_assigned()->mutable_reorganisation(), "reorganisation.item_assigned"};
    case v1::Event::kReorganisationHeld:
      return {event.mutable_reorganisation_held()->mutable_reorganisation(), "reorganisation.held"};
    case v1::Event::kReorganisationVerified:
      return {event.mutable_reorganisation_verified()->mutable_reorganisation(), "reorganisation.verified"};
    case v1::Event::kReorganisationUndoStarted:
      return {event.mutable_reorganisation_undo_started()->mutable_reorganisation(), "reorganisation.undo_started"};
    default:
      return {event.mutable_reorganisation_annulled()->mutable_reorganisation(), "reorganisation.annulled"};
  }
}

void AddChange(v1::Event& event, absl::string_view field, std::string before, std::string after) {
  if (before == after) return;
  v1::FieldChange& change = *event.add_changes();
  change.set_field(std::string(field));
  change.set_before(std::move(before));
  change.set_after(std::move(after));
}

}  // namespace

absl::StatusOr<const v1::Reorganisation*> Find(const ReorganisationCase& c, absl::string_view name,
                                               absl::string_view etag) {
  const v1::Reorganisation* found = FindReorganisation(c.state, name);
  if (found == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("no reorganisation is called '", Excerpt(name),
                                                          "'; list the reorganisations to see their names"));
  }
  if (!etag.empty() && etag != EtagOf(*found)) {
    return Error(v1::ERROR_REASON_ETAG_MISMATCH,
                 absl::StrCat("the reorganisation changed since it was read: its etag is ", EtagOf(*found), ", not ",
                              Excerpt(etag), "; read it again and decide again"));
  }
  return found;
}

absl::Status CheckState(const v1::Reorganisation& reorganisation, absl::string_view participle,
                        std::initializer_list<State> allowed) {
  if (std::find(allowed.begin(), allowed.end(), reorganisation.state()) != allowed.end()) return absl::OkStatus();
  std::vector<std::string> names;
  for (const State state : allowed) names.push_back(StateName(state));
  return Error(v1::ERROR_REASON_REORGANISATION_STATE,
               absl::StrCat("the reorganisation is ", StateName(reorganisation.state()), "; it can be ", participle,
                            " when it is ", absl::StrJoin(names, " or ")));
}

v1::Event EventOf(v1::Event::PayloadCase payload, const v1::Reorganisation* before, v1::Reorganisation after) {
  const v1::Reorganisation& known = before == nullptr ? v1::Reorganisation::default_instance() : *before;
  v1::Event event;
  event.set_subject(after.name());
  const v1::Citation& basis = after.has_annul_basis() ? after.annul_basis() : after.basis();
  if (HasBasis(basis)) *event.mutable_basis() = basis;
  AddChange(event, "state", before == nullptr ? "" : StateName(known.state()), StateName(after.state()));
  AddChange(event, "basis", BasisText(known.basis()), BasisText(after.basis()));
  AddChange(event, "annul_basis", BasisText(known.annul_basis()), BasisText(after.annul_basis()));
  AddChange(event, "effective_date", known.effective_date(), after.effective_date());
  AddChange(event, "paused", known.paused() ? "true" : "false", after.paused() ? "true" : "false");
  AddChange(event, "assignments", absl::StrCat(known.assignments_size()), absl::StrCat(after.assignments_size()));
  const auto [carried, type] = PayloadOf(payload, event);
  event.set_type(std::string(type));
  *carried = std::move(after);
  return event;
}

Decision Only(v1::Event event) {
  Decision decision;
  decision.events.push_back(std::move(event));
  return decision;
}

absl::StatusOr<Decision> DecideReorganisation(const internal::v1::ReferenceData& state,
                                              const internal::v1::ReferenceCommand& command, const Facts&,
                                              const Context& context) {
  using Verb = internal::v1::ReferenceCommand;
  // Of this state and not of the facts, which may be older.
  const Directory directory(state);
  const ReorganisationCase c{state, directory, context};
  if (command.verb_case() == Verb::kRecordVerification) return RecordVerification(c, command.record_verification());
  switch (command.verb_case()) {
    case Verb::kCreateReorganisation:
      return CreateReorganisation(c, command.create_reorganisation());
    case Verb::kUpdateReorganisation:
      return UpdateReorganisation(c, command.update_reorganisation());
    case Verb::kRecordPreview:
      return RecordPreview(c, command.record_preview());
    case Verb::kApproveReorganisation:
      return Approve(c, command.approve_reorganisation());
    case Verb::kExecuteReorganisation:
      return Execute(c, command.execute_reorganisation());
    case Verb::kPauseReorganisation:
      return Pause(c, command.pause_reorganisation());
    case Verb::kResumeReorganisation:
      return Resume(c, command.resume_reorganisation());
    case Verb::kAssignRehomingItem:
      return Assign(c, command.assign_rehoming_item());
    case Verb::kUndoReorganisation:
      return UndoReorganisation(c, command.undo_reorganisation());
    default:
      return Error(v1::ERROR_REASON_INVALID_FIELD, "the command says nothing to do");
  }
}

}  // namespace phoihop::organisation
