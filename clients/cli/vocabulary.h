// Words of the API in Vietnamese, as officials say them, and back from what people type.
#ifndef CLIENTS_CLI_VOCABULARY_H_
#define CLIENTS_CLI_VOCABULARY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/v1/finding.pb.h"
#include "phoihop/v1/organisation.pb.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/reorganisation_service.pb.h"
#include "phoihop/v1/responsibility.pb.h"

namespace phoihop::cli {

std::string KindForPeople(v1::UnitKind kind);
std::string TypeForPeople(v1::ReorganisationType type);
std::string StateForPeople(v1::Reorganisation::State state);
std::string RoleForPeople(v1::MembershipRole role);
std::string RoleForPeople(v1::RehomingRole role);
std::string ItemKindForPeople(v1::RehomingItem::Kind kind);
std::string OutcomeForPeople(v1::RehomingItem::Outcome outcome);
std::string ItemStateForPeople(v1::RehomingItem::State state);
std::string CheckForPeople(v1::ConservationCheck::Kind kind);
std::string ConsequenceForPeople(v1::ReorganisationPreview::Consequence::Kind kind);
std::string OutcomeForPeople(v1::ResolveSuccessorsResponse::Outcome outcome);
std::string InstrumentStatusForPeople(v1::InstrumentStatus status);
std::string DutyRoleForPeople(v1::DutyRole role);
std::string RegulationStateForPeople(v1::Regulation::State state);
// `bỏ sót …`, `chồng chéo …`; of one that this program does not know yet, `khác`.
std::string FindingKindForPeople(v1::FindingKind kind);
std::string ClockPolicyForPeople(const v1::ClockPolicy& policy);

// `xa`, `xã`, `commune`, `UNIT_KIND_COMMUNE`; nothing when it is none of them.
std::optional<v1::UnitKind> KindOfWord(absl::string_view word);
// `merge`, `partial-transfer`, `REORGANISATION_TYPE_MERGE`.
std::optional<v1::ReorganisationType> TypeOfWord(absl::string_view word);
// `head`, `thu-truong`, `MEMBERSHIP_ROLE_HEAD`.
std::optional<v1::MembershipRole> RoleOfWord(absl::string_view word);
// `draft`, `held`, `waiting`, `manual`, `plan-item`, or the name in the API.
std::optional<v1::Reorganisation::State> StateOfWord(absl::string_view word);
std::optional<v1::RehomingItem::State> ItemStateOfWord(absl::string_view word);
std::optional<v1::RehomingItem::Outcome> OutcomeOfWord(absl::string_view word);
std::optional<v1::RehomingItem::Kind> ItemKindOfWord(absl::string_view word);

// `temporarily-applied`, `coordinate`, `enacted`, `gap` or `bo-sot`, or the name in the API.
std::optional<v1::InstrumentStatus> InstrumentStatusOfWord(absl::string_view word);
std::optional<v1::DutyRole> DutyRoleOfWord(absl::string_view word);
std::optional<v1::Regulation::State> RegulationStateOfWord(absl::string_view word);
std::optional<v1::FindingKind> FindingKindOfWord(absl::string_view word);
// `FINDING_KIND_BASIS_EXPIRED` → `basis-expired`, as ids begin.
std::string TypedFindingKind(v1::FindingKind kind);

// What may be typed, for helps and refusals: `xa, phuong, …`.
std::string KindWords();
std::string TypeWords();
std::string RoleWords();
std::string StateWords();
std::string ItemStateWords();
std::string OutcomeWords();
std::string ItemKindWords();
std::string InstrumentStatusWords();
std::string DutyRoleWords();
std::string RegulationStateWords();
std::string FindingKindWords();

// The level that units of a kind are of, when the kind alone says it.
v1::UnitLevel LevelOf(v1::UnitKind kind);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_VOCABULARY_H_
