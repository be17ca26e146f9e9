#include "workflow/access/decide.h"

#include "workflow/access/verbs.h"
#include "workflow/organisation/message_digest.h"

namespace phoihop::access {

absl::StatusOr<Decision> DecideAccess(const internal::v1::ReferenceData& state,
                                      const internal::v1::ReferenceCommand& command, const Context& context) {
  using Command = internal::v1::ReferenceCommand;
  // Of this state: what other commands of the same batch recorded counts.
  const organisation::Directory directory(state);
  const Access access(state);
  const AccessCase c{state, directory, access, context};
  switch (command.verb_case()) {
    case Command::kUpdateRole:
      return DecideRole(c, command.update_role());
    case Command::kCreateGrant:
      return DecideGrant(c, command.create_grant());
    case Command::kRevokeGrant:
      return DecideRevokeGrant(c, command.revoke_grant());
    case Command::kUpdateSettings:
      return DecideSettings(c, command.update_settings());
    case Command::kCreateSubstitution:
      return DecideSubstitution(c, command.create_substitution());
    case Command::kEndSubstitution:
      return DecideEndSubstitution(c, command.end_substitution());
    case Command::kCreateAccessToken:
      return DecideToken(c, command.create_access_token());
    case Command::kRevokeAccessToken:
      return DecideRevokeToken(c, command.revoke_access_token());
    default:
      return Error(v1::ERROR_REASON_INVALID_FIELD, "the command says nothing to do");
  }
}

std::string EtagOf(const v1::Role& role) {
  v1::Role set = role;
  set.clear_etag();
  set.clear_shipped();
  return organisation::DigestOf(set);
}

std::string EtagOf(const v1::Grant& grant) {
  v1::Grant set = grant;
  set.clear_etag();
  return organisation::DigestOf(set);
}

std::string EtagOf(const v1::Substitution& substitution) {
  v1::Substitution set = substitution;
  set.clear_etag();
  return organisation::DigestOf(set);
}

std::string EtagOf(const v1::AccessToken& token) {
  v1::AccessToken set = token;
  set.clear_etag();
  set.clear_secret_sha256();
  return organisation::DigestOf(set);
}

std::string EtagOf(const v1::Settings& settings) {
  v1::Settings set = settings;
  set.clear_etag();
  return organisation::DigestOf(set);
}

}  // namespace phoihop::access
