// Personal access tokens: what is kept of them is their digest.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/access/decide.h"
#include "workflow/access/verbs.h"
#include "workflow/limits.h"
#include "workflow/organisation/findings.h"

namespace phoihop::access {
namespace {

using organisation::Findings;

constexpr size_t kNameBytes = 200;

bool IsLive(const v1::AccessToken& token, absl::Time now) {
  return !token.has_revoke_time() && FromTimestamp(token.expire_time()) > now;
}

absl::Status CheckFields(const v1::AccessToken& wanted, absl::Time now) {
  Findings findings;
  const auto invalid = [&](const std::string& field, const std::string& description) {
    findings.Add(v1::ERROR_REASON_INVALID_FIELD, field, description);
  };
  if (wanted.display_name().empty()) invalid("access_token.display_name", "is missing: say what the token is for");
  findings.Text("access_token.display_name", wanted.display_name(), kNameBytes);
  if (wanted.scopes().empty()) invalid("access_token.scopes", "is missing: READ, WORK, PLAN or ALL");
  for (const int scope : wanted.scopes()) {
    if (scope == 0 || !v1::TokenScope_IsValid(scope)) invalid("access_token.scopes", "has a scope that is not known");
  }
  const absl::Time end = FromTimestamp(wanted.expire_time());
  if (end <= now || end > now + absl::Hours(24 * kTokenDays)) {
    invalid("access_token.expire_time", absl::StrCat("must be in the next ", kTokenDays, " days"));
  }
  return findings.Result();
}

}  // namespace

absl::StatusOr<Decision> DecideToken(const AccessCase& c, const internal::v1::CreateAccessToken& command) {
  const v1::Actor& actor = c.context.actor;
  if (actor.person().empty() || !actor.on_behalf_of().empty()) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED,
                 "an access token is made by the person whose it is, acting for themselves; systems use a certificate "
                 "or a token of the provider");
  }
  v1::AccessToken token = command.request().access_token();
  if (absl::Status status = CheckFields(token, c.context.now); !status.ok()) return status;
  const auto& all = c.state.access_tokens();
  const auto live = std::count_if(all.begin(), all.end(), [&](const v1::AccessToken& known) {
    return known.person() == actor.person() && IsLive(known, c.context.now);
  });
  if (live >= kTokensOfPerson) {
    return Error(v1::ERROR_REASON_LIMIT_REACHED,
                 absl::StrCat("a person has at most ", kTokensOfPerson, " access tokens; revoke one first"));
  }
  if (c.access.FindToken(command.name()) != nullptr) {
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, absl::StrCat(command.name(), " exists already"));
  }
  token.set_name(command.name());
  token.set_person(actor.person());
  token.set_unit(actor.unit());
  *token.mutable_create_time() = ToTimestamp(c.context.now);
  token.set_secret_sha256(command.secret_sha256());
  token.clear_revoke_time();
  token.clear_revoke_reason();
  token.clear_revoker();
  token.clear_etag();
  v1::Event event;
  *event.mutable_access_token_recorded()->mutable_access_token() = token;
  return Recorded(std::move(event), token.name(), "access_token.recorded");
}

absl::StatusOr<Decision> DecideRevokeToken(const AccessCase& c, const v1::RevokeAccessTokenRequest& request) {
  Findings findings;
  findings.Text("reason", request.reason(), limits::kExplanationBytes);
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  const v1::AccessToken* known = c.access.FindToken(request.name());
  const v1::Actor& actor = c.context.actor;
  const bool own = known != nullptr && !actor.person().empty() && known->person() == actor.person();
  std::string authority;
  if (!own) {
    // Of a token that does not exist only those are told who may revoke any.
    const std::string unit = known == nullptr ? std::string() : known->unit();
    auto permitted =
        CheckPermitted(v1::PERMISSION_MANAGE_ACCESS_TOKENS, actor, c.access, c.directory, c.today(), {unit});
    if (!permitted.ok()) return permitted.status();
    authority = *std::move(permitted);
  }
  if (known == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, "there is no such access token; list them to see their names");
  }
  if (absl::Status status = CheckEtag(request.etag(), EtagOf(*known)); !status.ok()) return status;
  if (!IsLive(*known, c.context.now)) {
    return Error(v1::ERROR_REASON_ALREADY_ENDED, "the access token is over already");
  }
  v1::AccessToken token = *known;
  *token.mutable_revoke_time() = ToTimestamp(c.context.now);
  token.set_revoke_reason(request.reason());
  *token.mutable_revoker() = actor;
  v1::Event event;
  event.set_authority(authority);
  *event.mutable_access_token_recorded()->mutable_access_token() = token;
  return Recorded(std::move(event), token.name(), "access_token.recorded");
}

}  // namespace phoihop::access
