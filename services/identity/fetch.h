// One document over HTTP, for the .cc files of this folder only.
#ifndef SERVICES_IDENTITY_FETCH_H_
#define SERVICES_IDENTITY_FETCH_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::identity {

// OK for `https://host…`, and for `http://` to this machine: nobody in between can change what comes. INVALID_ARGUMENT
// otherwise, also for a URL with a user, a password or a fragment.
absl::Status CheckUrl(absl::string_view url);

// The body of a 200, within kFetchLimit and kMaxDocumentBytes; redirects are not followed. `ca_file` (PEM) replaces the
// certificates that the machine trusts; empty: those. UNAVAILABLE says what went wrong. Blocks; ends soon after
// `stopping` answers true.
absl::StatusOr<std::string> Fetch(const std::string& url, const std::string& ca_file,
                                  const std::function<bool()>& stopping);

}  // namespace phoihop::identity

#endif  // SERVICES_IDENTITY_FETCH_H_
