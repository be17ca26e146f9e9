#include "services/rpc/identity.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::rpc {
namespace {

absl::Status Malformed(absl::string_view what) {
  return InvalidRequest(
      v1::ERROR_REASON_INVALID_FIELD,
      {{kActAsMetadata,
        absl::StrCat(what,
                     "; it has to be `unit/person` or `unit`, ids as in resource names: `so-vhttdl/nguyen-van-a`")}});
}

}  // namespace

absl::StatusOr<ActAs> ReadActAs(const std::vector<absl::string_view>& values, bool local_mode,
                                handlers::Caller caller) {
  if (values.empty()) {
    if (caller == handlers::Caller::kOptional) return ActAs();
    return Error(v1::ERROR_REASON_ACTOR_MISSING,
                 absl::StrCat("nobody said who acts; on a server in local mode send ", kActAsMetadata,
                              ": unit/person, for example so-vhttdl/nguyen-van-a"));
  }
  if (!local_mode) {
    return Error(v1::ERROR_REASON_LOCAL_MODE_OFF,
                 absl::StrCat(kActAsMetadata,
                              " is only believed by a server that runs with --local-mode and listens on "
                              "loopback addresses only"));
  }
  if (values.size() > 1) return Malformed("was sent more than once");
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(values[0], absl::MaxSplits('/', 1));
  if (!IsId(parts.first)) return Malformed(absl::StrCat("'", Excerpt(values[0]), "' names no unit"));
  const bool has_person = values[0].size() > parts.first.size();
  if (has_person && !IsId(parts.second)) return Malformed(absl::StrCat("'", Excerpt(values[0]), "' names no person"));
  return ActAs{std::string(parts.first), std::string(parts.second)};
}

absl::StatusOr<v1::Actor> ResolveActor(const ActAs& act_as, absl::string_view province, const Facts& facts,
                                       absl::Time now) {
  v1::Actor actor;
  if (act_as.unit.empty()) return actor;
  actor.set_unit(UnitName(province, act_as.unit));
  if (!act_as.person.empty()) actor.set_person(PersonName(province, act_as.person));
  const absl::Status alive = facts.directory().CheckAlive(actor.unit(), DayOf(now));
  if (!alive.ok()) {
    absl::Status refusal = Error(v1::ERROR_REASON_PERMISSION_DENIED,
                                 absl::StrCat("nobody can act as ", actor.unit(), ": ", alive.message()));
    for (const auto& [key, value] : MetadataOf(alive)) refusal = WithMetadata(std::move(refusal), key, value);
    return refusal;
  }
  return actor;
}

}  // namespace phoihop::rpc
