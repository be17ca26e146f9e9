// Who acts. A call may prove it in two ways, and on a server that only its own machine can reach ("local mode") merely
// say it; the first that is there counts:
//
//   authorization: Bearer …                       a token of the OpenID provider (services/identity): a person, or a
//                                                 system that acts as a unit
//   the client certificate of the connection      a connected system (services/identity/system_name.h)
//   x-phoihop-act-as: so-vhttdl/nguyen-van-a      local mode: a person in a unit
//   x-phoihop-act-as: so-vhttdl                   local mode: the unit as such, a clerk's batch
//
// A bearer token may be a personal access token instead (services/identity/personal_token.h). With
// x-phoihop-on-behalf-of: tran-thi-b a person stands in for somebody who is away, by a substitution of today.
//
// over HTTP the same as headers. Beside a token x-phoihop-act-as chooses among the units that the token and the facts
// of today leave; it never adds one. A token that is not good is refused, whatever else there is.
#ifndef SERVICES_RPC_IDENTITY_H_
#define SERVICES_RPC_IDENTITY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/common.pb.h"
#include "services/handlers/call.h"
#include "services/identity/personal_token.h"
#include "services/identity/system_name.h"
#include "services/identity/token_verifier.h"

namespace phoihop::rpc {

inline constexpr char kActAsMetadata[] = "x-phoihop-act-as";
inline constexpr char kOnBehalfOfMetadata[] = "x-phoihop-on-behalf-of";
inline constexpr char kAuthorizationMetadata[] = "authorization";

// Which ways are open.
struct IdentityOptions {
  bool local_mode = false;
  // Null: bearer tokens are refused. Must outlive the server.
  const identity::TokenVerifier* verifier = nullptr;
  // The province whose units and persons a token means by an id; a whole resource name says it itself.
  std::string token_province;
};

// What the caller said, before anything was looked up.
struct ActAs {
  std::string unit;    // id; empty: nobody said who acts
  std::string person;  // id; empty: the unit as such
};

// All that a call came with.
struct Presented {
  std::vector<absl::string_view> authorization;  // all values of the metadata
  std::vector<absl::string_view> act_as;
  std::vector<absl::string_view> on_behalf_of;
  std::vector<std::string> certificate_uris;  // of a client certificate that was verified
};

// Who the caller says, or proved, to be. With neither token nor system it is local mode's word, or nobody.
struct Caller {
  ActAs act_as;
  std::string on_behalf_of;  // id of a person; empty: nobody's
  std::optional<identity::PersonalToken> personal_token;
  std::optional<identity::Claims> token;
  std::string token_province;
  std::optional<identity::SystemName> system;
};

// `values` are all values of kActAsMetadata. INVALID_FIELD when it is malformed; nobody when there is none.
absl::StatusOr<ActAs> ReadActAs(const std::vector<absl::string_view>& values);

// ACTOR_MISSING when there is nothing and the method requires a caller; LOCAL_MODE_OFF when there is only
// x-phoihop-act-as and the server is not in local mode; what services/identity/refusal.h says of a token that is not
// good.
absl::StatusOr<Caller> ReadCaller(const Presented& presented, const IdentityOptions& options, handlers::Caller wanted,
                                  absl::Time now);

// Who acts, and what the token that was shown may be used for; nullopt: not limited by a token.
struct Resolved {
  v1::Actor actor;
  std::optional<std::vector<v1::TokenScope>> token_scopes;
};

// The actor, by today's facts of the province. PERMISSION_DENIED when what was proved does not cover it: the unit is
// not one of the province or has ended, the person has no living membership in it, the proof is about another province.
// When several units are left the message and the metadata `units` (resource names with commas between) say which, and
// x-phoihop-act-as chooses. So does on_behalf_of without a substitution that covers it.
absl::StatusOr<Resolved> ResolveActor(const Caller& caller, absl::string_view province, const Facts& facts,
                                      absl::Time now);

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_IDENTITY_H_
