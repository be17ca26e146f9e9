#include "services/import/reference_loader.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "services/import/reference_draft.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::import {
namespace {

absl::Status ReadAll(ReferenceDraft& draft, const std::string& defaults) {
  for (const auto read :
       {ReadSources, ReadAgencies, ReadTerritories, ReadFormerAgencies, ReadUnitSets, ReadAbbreviations, ReadMembers,
        ReadInstruments, ReadDuties, ReadFormerDuties, ReadCalendar}) {
    if (const absl::Status status = read(draft); !status.ok()) return status;
  }
  return ReadEscalationPolicies(draft, defaults);
}

// Things come before what refers to them.
internal::v1::RecordReferenceData Entries(const ReferenceDraft& draft) {
  internal::v1::RecordReferenceData record;
  for (const auto& [id, unit] : draft.units) *record.add_entries()->mutable_unit_recorded()->mutable_unit() = unit;
  for (const auto& [id, set] : draft.unit_sets) {
    *record.add_entries()->mutable_unit_set_recorded()->mutable_unit_set() = set;
  }
  for (const auto& [name, membership] : draft.memberships) {
    *record.add_entries()->mutable_membership_recorded()->mutable_membership() = membership;
  }
  for (const auto& [id, reorganisation] : draft.reorganisations) {
    *record.add_entries()->mutable_reorganisation_recorded()->mutable_reorganisation() = reorganisation;
  }
  for (const auto& [id, instrument] : draft.instruments) {
    *record.add_entries()->mutable_instrument_recorded()->mutable_instrument() = instrument;
  }
  for (const auto& [id, function] : draft.functions) {
    *record.add_entries()->mutable_function_recorded()->mutable_function() = function;
  }
  for (const auto& [id, duty] : draft.duties) *record.add_entries()->mutable_duty_recorded()->mutable_duty() = duty;
  for (const auto& [id, calendar] : draft.calendars) {
    *record.add_entries()->mutable_calendar_published()->mutable_calendar() = calendar;
  }
  for (const auto& [id, policy] : draft.escalation_policies) {
    *record.add_entries()->mutable_escalation_policy_published()->mutable_escalation_policy() = policy;
  }
  return record;
}

}  // namespace

absl::StatusOr<internal::v1::RecordReferenceData> LoadReferenceData(const ReferenceFiles& files) {
  if (!IsId(files.province)) {
    return Error(v1::ERROR_REASON_INVALID_FIELD,
                 absl::StrCat("'", Excerpt(files.province), "' is not the id of a province, such as dong-nai"));
  }
  std::error_code error;
  if (!std::filesystem::is_directory(files.directory, error)) {
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("there is no folder '", files.directory, "'"));
  }
  ReferenceDraft draft;
  draft.province = files.province;
  draft.directory = files.directory;
  if (const absl::Status status = ReadAll(draft, files.defaults); !status.ok()) return status;
  return Entries(draft);
}

}  // namespace phoihop::import
