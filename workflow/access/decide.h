// What is recorded of access: roles, grants, substitutions, access tokens, settings. Part of the aggregate "reference
// data of a province"; organisation/reference.h hands its verbs on to here and has asked for permission where one
// permission is all that a verb needs.
#ifndef WORKFLOW_ACCESS_DECIDE_H_
#define WORKFLOW_ACCESS_DECIDE_H_

#include <string>

#include "absl/status/statusor.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/access.pb.h"
#include "workflow/decision.h"

namespace phoihop::access {

// Days between the first day of a substitution and the day after its last.
inline constexpr int kSubstitutionDays = 366;
// Days until an access token ends, and tokens that a person has at a time.
inline constexpr int kTokenDays = 366;
inline constexpr int kTokensOfPerson = 20;
// Entries of lists: verbs, permissions, holders, territories.
inline constexpr int kScopeTerritories = 200;
inline constexpr int kHolders = 20;
// Upper ends of settings.
inline constexpr int kMaxExtensionCount = 20;
inline constexpr int kMaxLimitDays = 3650;

// The errors are those of AccessService, SubstitutionService and AccessTokenService. Empty when nothing changes.
absl::StatusOr<Decision> DecideAccess(const internal::v1::ReferenceData& state,
                                      const internal::v1::ReferenceCommand& command, const Context& context);

// From what a caller may change of it.
std::string EtagOf(const v1::Role& role);
std::string EtagOf(const v1::Grant& grant);
std::string EtagOf(const v1::Substitution& substitution);
std::string EtagOf(const v1::AccessToken& token);
std::string EtagOf(const v1::Settings& settings);

// As callers are shown it.
template <typename Thing>
Thing WithEtag(Thing thing) {
  thing.set_etag(EtagOf(thing));
  return thing;
}

}  // namespace phoihop::access

#endif  // WORKFLOW_ACCESS_DECIDE_H_
