// Who acts. There is one way so far, for a server that only its own machine can reach ("local mode"): the caller says
// it in the metadata (over HTTP: header)
//
//   x-phoihop-act-as: so-vhttdl/nguyen-van-a      a person in a unit
//   x-phoihop-act-as: so-vhttdl                   the unit as such: a connected system, a clerk's batch
//
// and is believed, if the unit lives in the province that the request is about.
#ifndef SERVICES_RPC_IDENTITY_H_
#define SERVICES_RPC_IDENTITY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/common.pb.h"
#include "services/handlers/call.h"

namespace phoihop::rpc {

inline constexpr char kActAsMetadata[] = "x-phoihop-act-as";

// What the caller said, before anything was looked up.
struct ActAs {
  std::string unit;    // id; empty: nobody said who acts
  std::string person;  // id; empty: the unit as such
};

// `values` are all values of kActAsMetadata. ACTOR_MISSING when there is none and the method requires a caller;
// LOCAL_MODE_OFF when there is one and the server is not in local mode; INVALID_FIELD when it is malformed.
absl::StatusOr<ActAs> ReadActAs(const std::vector<absl::string_view>& values, bool local_mode, handlers::Caller caller);

// The actor. PERMISSION_DENIED when the unit is not one of the province or has ended.
absl::StatusOr<v1::Actor> ResolveActor(const ActAs& act_as, absl::string_view province, const Facts& facts,
                                       absl::Time now);

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_IDENTITY_H_
