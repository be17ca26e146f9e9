// The reference data that the program carries (data/), and loading it or another province's through the write door.
#ifndef SERVICES_SHIPPED_DATA_H_
#define SERVICES_SHIPPED_DATA_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/plan_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop {

struct ReferenceSource {
  std::string province = "dong-nai";
  // A folder of files as in data/dong-nai. Empty: what the program carries for the province.
  std::string directory;
};

// Records what the files say. Loading the same again changes nothing. Number of things that changed.
absl::StatusOr<int> LoadReference(const handlers::Services& services, const ReferenceSource& source);

// The plan that the program carries for a province, as a request to import it; NOT_FOUND when it carries none.
absl::StatusOr<v1::ImportPlanRequest> ShippedPlan(absl::string_view province);

// Imports and issues it, each at most once however often this is called: a plan of that name that exists is left as it
// is, except that one that was imported and of which nothing was issued yet is issued. True when something was done.
absl::StatusOr<bool> ImportShippedPlan(const handlers::Services& services, const v1::ImportPlanRequest& request);

}  // namespace phoihop

#endif  // SERVICES_SHIPPED_DATA_H_
