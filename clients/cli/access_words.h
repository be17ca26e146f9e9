// Words of access that people type and read: degrees of secrecy, permissions, verbs.
#ifndef CLIENTS_CLI_ACCESS_WORDS_H_
#define CLIENTS_CLI_ACCESS_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/session.h"
#include "phoihop/v1/access.pb.h"
#include "phoihop/v1/deadline.pb.h"

namespace phoihop::cli {

// `thường`, `mật` …
std::string SecrecyForPeople(v1::Secrecy secrecy);
// `mat`, `mật`, `confidential`; empty: unspecified. Fails with the words that there are.
v1::Secrecy SecrecyOfWord(Session& session, absl::string_view word);
// Of a deadline: `none`, `norm`, `statutory`.
v1::LegalNature LegalNatureOfWord(Session& session, absl::string_view word);

// `issue-plans`, and back.
std::string PermissionWord(v1::Permission permission);
v1::Permission PermissionOfWord(Session& session, absl::string_view word);

// `hand-off`, and back.
std::string VerbWord(v1::TaskVerb verb);
v1::TaskVerb VerbOfWord(Session& session, absl::string_view word);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_ACCESS_WORDS_H_
