#include "workflow/organisation/reference.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "workflow/access/decide.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/assign_calendar.h"
#include "workflow/organisation/finding_waiver.h"
#include "workflow/organisation/membership.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/person.h"
#include "workflow/organisation/publish_calendar.h"
#include "workflow/organisation/publish_policy.h"
#include "workflow/organisation/reference_entry.h"
#include "workflow/organisation/reference_rules.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/organisation/unit_changes.h"
#include "workflow/responsibility/regulation.h"

namespace phoihop::organisation {
namespace {

absl::Status Invalid(std::string field, std::string description) {
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{std::move(field), std::move(description)}});
}

absl::Status CheckTwice(const internal::v1::RecordReferenceData& record) {
  absl::flat_hash_map<absl::string_view, int> seen;
  for (int i = 0; i < record.entries_size(); ++i) {
    const auto [first, fresh] = seen.emplace(SubjectOf(record.entries(i)), i);
    if (fresh) continue;
    return Invalid(absl::StrCat("entries[", i, "]"),
                   absl::StrCat("'", Excerpt(first->first), "' stands in entries[", first->second, "] already"));
  }
  return absl::OkStatus();
}

// What was drafted here has a life of its own.
absl::Status CheckNotDrafted(const internal::v1::ReferenceData& state,
                             const internal::v1::RecordReferenceData& record) {
  for (int i = 0; i < record.entries_size(); ++i) {
    if (!record.entries(i).has_reorganisation_recorded()) continue;
    const v1::Reorganisation* known = FindReorganisation(state, SubjectOf(record.entries(i)));
    if (known == nullptr || !known->has_drafter()) continue;
    return Invalid(absl::StrCat("entries[", i, "].reorganisation.name"),
                   absl::StrCat("'", known->name(), "' was drafted here; record history under another id"));
  }
  return absl::OkStatus();
}

// Those that the organisation reflects or that are announced, with what comes in place of what is known.
std::vector<const v1::Reorganisation*> Reorganisations(const internal::v1::ReferenceData& state,
                                                       const internal::v1::RecordReferenceData& record) {
  absl::flat_hash_map<absl::string_view, const v1::Reorganisation*> by_name;
  for (const v1::Reorganisation& known : state.reorganisations()) {
    if (IsEnacted(known) || known.state() == v1::Reorganisation::STATE_APPROVED) by_name[known.name()] = &known;
  }
  for (const v1::Event& entry : record.entries()) {
    if (entry.has_reorganisation_recorded()) {
      by_name[SubjectOf(entry)] = &entry.reorganisation_recorded().reorganisation();
    }
  }
  std::vector<const v1::Reorganisation*> all;
  for (const auto& [name, reorganisation] : by_name) all.push_back(reorganisation);
  return all;
}

// What the tree of functions is with what comes.
std::vector<const v1::Function*> Functions(const internal::v1::ReferenceData& state,
                                           const internal::v1::RecordReferenceData& record) {
  absl::flat_hash_map<absl::string_view, const v1::Function*> by_name;
  for (const v1::Function& known : state.functions()) by_name[known.name()] = &known;
  for (const v1::Event& entry : record.entries()) {
    if (entry.has_function_recorded()) by_name[SubjectOf(entry)] = &entry.function_recorded().function();
  }
  std::vector<const v1::Function*> all;
  for (const auto& [name, function] : by_name) all.push_back(function);
  return all;
}

absl::Status Validate(const internal::v1::ReferenceData& state, const internal::v1::RecordReferenceData& record) {
  if (absl::Status status = CheckTwice(record); !status.ok()) return status;
  if (absl::Status status = CheckNotDrafted(state, record); !status.ok()) return status;
  absl::flat_hash_set<std::string> known;
  for (const v1::Unit& unit : state.units()) {
    if (Exists(&unit)) known.insert(unit.name());
  }
  for (const v1::UnitSet& set : state.unit_sets()) known.insert(set.name());
  for (const v1::Post& post : state.posts()) known.insert(post.name());
  for (const v1::Function& function : state.functions()) known.insert(function.name());
  for (const v1::Event& entry : record.entries()) {
    if (entry.has_unit_recorded() || entry.has_unit_set_recorded() || entry.has_post_recorded() ||
        entry.has_function_recorded()) {
      known.insert(SubjectOf(entry));
    }
  }
  ReferenceRules rules(state.province(), known, "entries");
  for (int i = 0; i < record.entries_size(); ++i) rules.Check(record.entries(i), absl::StrCat("entries[", i, "]"));
  rules.CheckCycles(Reorganisations(state, record));
  rules.CheckTree(Functions(state, record), "entries");
  return rules.Result();
}

absl::StatusOr<Decision> Record(const internal::v1::ReferenceData& state,
                                const internal::v1::RecordReferenceData& record, const Context& context) {
  if (context.actor.system().empty()) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "reference data is recorded by the loader only");
  }
  if (absl::Status status = Validate(state, record); !status.ok()) return status;
  const KnownThings known(state);
  Decision decision;
  for (const v1::Event& entry : record.entries()) {
    v1::Event event = entry;
    if (known.Complete(event, context.now)) decision.events.push_back(std::move(event));
  }
  return decision;
}

// What each verb asks for. Those of the system, and those that ask for more than one permission, look themselves.
struct Asked {
  v1::Permission permission = v1::PERMISSION_UNSPECIFIED;
  access::Target target;
};

Asked AskedOf(const internal::v1::ReferenceCommand& command, const v1::Actor& actor) {
  using Command = internal::v1::ReferenceCommand;
  switch (command.verb_case()) {
    case Command::kCreateMembership:
      return {v1::PERMISSION_EDIT_PEOPLE, {command.create_membership().parent()}};
    case Command::kCreatePost:
      return {v1::PERMISSION_EDIT_PEOPLE, {command.create_post().parent()}};
    case Command::kCreatePerson:
      return {v1::PERMISSION_EDIT_PEOPLE, {actor.unit()}};
    case Command::kCreateReorganisation:
    case Command::kUpdateReorganisation:
    case Command::kRecordPreview:
    case Command::kApproveReorganisation:
    case Command::kExecuteReorganisation:
    case Command::kPauseReorganisation:
    case Command::kResumeReorganisation:
    case Command::kAssignRehomingItem:
    case Command::kUndoReorganisation:
      return {v1::PERMISSION_REORGANISE, {}};
    case Command::kCreateRegulation:
    case Command::kUpdateRegulation:
    case Command::kEnactRegulation:
    case Command::kWithdrawRegulation:
    case Command::kWaiveFinding:
    case Command::kRevokeFindingWaiver:
    case Command::kPublishCalendar:
    case Command::kAssignCalendar:
    case Command::kPublishPolicy:
    case Command::kSwitchPolicy:
      return {v1::PERMISSION_REGULATE, {}};
    case Command::kUpdateRole:
    case Command::kCreateGrant:
    case Command::kRevokeGrant:
    case Command::kUpdateSettings:
      return {v1::PERMISSION_MANAGE_ACCESS, {}};
    default:
      return {};
  }
}

// By which role or grant; of this state and not of the facts, which may be older.
absl::StatusOr<std::string> CheckPermitted(const internal::v1::ReferenceData& state,
                                           const internal::v1::ReferenceCommand& command, const Context& context) {
  const Asked asked = AskedOf(command, context.actor);
  if (asked.permission == v1::PERMISSION_UNSPECIFIED) return std::string();
  return access::CheckPermitted(asked.permission, context.actor, access::Access(state), Directory(state),
                                DayOf(context.now), asked.target);
}

absl::StatusOr<Decision> DecideVerb(const internal::v1::ReferenceData& state,
                                    const internal::v1::ReferenceCommand& command, const Facts& facts,
                                    const Context& context) {
  switch (command.verb_case()) {
    case internal::v1::ReferenceCommand::kRecord:
      return Record(state, command.record(), context);
    case internal::v1::ReferenceCommand::kCreateMembership:
      return DecideMembership(state, command.create_membership(), facts, context);
    case internal::v1::ReferenceCommand::kCreatePerson:
      return DecidePerson(state, command.create_person());
    case internal::v1::ReferenceCommand::kCreatePost:
      return DecidePost(state, command.create_post(), context);
    case internal::v1::ReferenceCommand::kCreateRegulation:
    case internal::v1::ReferenceCommand::kUpdateRegulation:
    case internal::v1::ReferenceCommand::kEnactRegulation:
    case internal::v1::ReferenceCommand::kWithdrawRegulation:
      return responsibility::DecideRegulation(state, command, context);
    case internal::v1::ReferenceCommand::kWaiveFinding:
      return DecideWaiver(state, command.waive_finding(), context);
    case internal::v1::ReferenceCommand::kRevokeFindingWaiver:
      return DecideWaiverRevocation(state, command.revoke_finding_waiver(), context);
    case internal::v1::ReferenceCommand::kPublishCalendar:
      return DecidePublication(state, command.publish_calendar());
    case internal::v1::ReferenceCommand::kAssignCalendar:
      return DecideCalendarAssignment(state, command.assign_calendar(), facts, context);
    case internal::v1::ReferenceCommand::kPublishPolicy:
      return DecidePolicyPublication(state, command.publish_policy());
    case internal::v1::ReferenceCommand::kSwitchPolicy:
      return DecidePolicySwitch(state, command.switch_policy());
    case internal::v1::ReferenceCommand::VERB_NOT_SET:
      return Error(v1::ERROR_REASON_INVALID_FIELD, "the command says nothing to do");
    case internal::v1::ReferenceCommand::kUpdateRole:
    case internal::v1::ReferenceCommand::kCreateGrant:
    case internal::v1::ReferenceCommand::kRevokeGrant:
    case internal::v1::ReferenceCommand::kCreateSubstitution:
    case internal::v1::ReferenceCommand::kEndSubstitution:
    case internal::v1::ReferenceCommand::kCreateAccessToken:
    case internal::v1::ReferenceCommand::kRevokeAccessToken:
    case internal::v1::ReferenceCommand::kUpdateSettings:
      return access::DecideAccess(state, command, context);
    default:
      return DecideReorganisation(state, command, facts, context);
  }
}

}  // namespace

absl::StatusOr<Decision> Decide(const internal::v1::ReferenceData& state, const internal::v1::ReferenceCommand& command,
                                const Facts& facts, const Context& context) {
  const absl::StatusOr<std::string> authority = CheckPermitted(state, command, context);
  if (!authority.ok()) return authority.status();
  absl::StatusOr<Decision> decision = DecideVerb(state, command, facts, context);
  if (!decision.ok()) return decision;
  for (v1::Event& event : decision->events) {
    if (event.authority().empty()) event.set_authority(*authority);
  }
  return decision;
}

const v1::Reorganisation* ReorganisationOf(const v1::Event& event) {
  switch (event.payload_case()) {
    case v1::Event::kReorganisationRecorded:
      return &event.reorganisation_recorded().reorganisation();
    case v1::Event::kReorganisationDrafted:
      return &event.reorganisation_drafted().reorganisation();
    case v1::Event::kReorganisationPreviewed:
      return &event.reorganisation_previewed().reorganisation();
    case v1::Event::kReorganisationApproved:
      return &event.reorganisation_approved().reorganisation();
    case v1::Event::kReorganisationEnacted:
      return &event.reorganisation_enacted().reorganisation();
    case v1::Event::kReorganisationPaused:
      return &event.reorganisation_paused().reorganisation();
    case v1::Event::kReorganisationResumed:
      return &event.reorganisation_resumed().reorganisation();
    case v1::Event::kReorganisationItemAssigned:
      return &event.reorganisation_item_assigned().reorganisation();
    case v1::Event::kReorganisationHeld:
      return &event.reorganisation_held().reorganisation();
    case v1::Event::kReorganisationVerified:
      return &event.reorganisation_verified().reorganisation();
    case v1::Event::kReorganisationUndoStarted:
      return &event.reorganisation_undo_started().reorganisation();
    case v1::Event::kReorganisationAnnulled:
      return &event.reorganisation_annulled().reorganisation();
    default:
      return nullptr;
  }
}

void Evolve(internal::v1::ReferenceData& state, const v1::Event& event) {
  switch (event.payload_case()) {
    case v1::Event::kUnitRecorded:
      return PutByName(*state.mutable_units(), event.unit_recorded().unit());
    case v1::Event::kUnitSetRecorded:
      return PutByName(*state.mutable_unit_sets(), event.unit_set_recorded().unit_set());
    case v1::Event::kMembershipRecorded:
      return PutByName(*state.mutable_memberships(), event.membership_recorded().membership());
    case v1::Event::kPersonRecorded:
      return PutByName(*state.mutable_persons(), event.person_recorded().person());
    case v1::Event::kPostRecorded:
      return PutByName(*state.mutable_posts(), event.post_recorded().post());
    case v1::Event::kInstrumentRecorded:
      return PutByName(*state.mutable_instruments(), event.instrument_recorded().instrument());
    case v1::Event::kDutyRecorded:
      return PutByName(*state.mutable_duties(), event.duty_recorded().duty());
    case v1::Event::kFunctionRecorded:
      return PutByName(*state.mutable_functions(), event.function_recorded().function());
    case v1::Event::kRegulationDrafted:
      return PutByName(*state.mutable_regulations(), event.regulation_drafted().regulation());
    case v1::Event::kRegulationEnacted:
      return PutByName(*state.mutable_regulations(), event.regulation_enacted().regulation());
    case v1::Event::kRegulationWithdrawn:
      return PutByName(*state.mutable_regulations(), event.regulation_withdrawn().regulation());
    case v1::Event::kFindingWaived:
      return PutByName(*state.mutable_finding_waivers(), event.finding_waived().finding_waiver());
    case v1::Event::kFindingWaiverRevoked:
      return PutByName(*state.mutable_finding_waivers(), event.finding_waiver_revoked().finding_waiver());
    case v1::Event::kRoleRecorded:
      return PutByName(*state.mutable_roles(), event.role_recorded().role());
    case v1::Event::kGrantRecorded:
      return PutByName(*state.mutable_grants(), event.grant_recorded().grant());
    case v1::Event::kSubstitutionRecorded:
      return PutByName(*state.mutable_substitutions(), event.substitution_recorded().substitution());
    case v1::Event::kAccessTokenRecorded:
      return PutByName(*state.mutable_access_tokens(), event.access_token_recorded().access_token());
    case v1::Event::kSettingsRecorded:
      return PutByName(*state.mutable_settings(), event.settings_recorded().settings());
    case v1::Event::kCalendarPublished:
      return PutByName(*state.mutable_calendars(), event.calendar_published().calendar());
    case v1::Event::kCalendarAssigned:
      return PutByName(*state.mutable_calendar_assignments(), event.calendar_assigned().calendar_assignment());
    case v1::Event::kEscalationPolicyPublished:
      return PutVersion(*state.mutable_escalation_policies(), event.escalation_policy_published().escalation_policy());
    default:
      break;
  }
  const v1::Reorganisation* reorganisation = ReorganisationOf(event);
  if (reorganisation != nullptr) PutByName(*state.mutable_reorganisations(), *reorganisation);
}

}  // namespace phoihop::organisation
