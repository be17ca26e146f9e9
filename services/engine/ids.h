// Ids that the engine makes when the caller gave none.
#ifndef SERVICES_ENGINE_IDS_H_
#define SERVICES_ENGINE_IDS_H_

#include <string>

#include "absl/time/time.h"

namespace phoihop::engine {

// A UUID of version 7 (RFC 9562): milliseconds of `now`, then random bits. Ids of one time are neighbours in an index.
// Thread-safe.
std::string NewUuid(absl::Time now);

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_IDS_H_
