// A well-formed request of every RPC, for the matrix of authorisation: in text format, with the object to be filled in.
#ifndef TESTS_SERVICES_AUTHORISATION_SAMPLES_H_
#define TESTS_SERVICES_AUTHORISATION_SAMPLES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace phoihop::testing {

struct Sample {
  // Without the package: `TaskService.AcceptTask`.
  absl::string_view method;
  // `$task` is the name of the task, `$handoff` of a hand-off of it, `$province` and `$unit` (so-vhttdl) names.
  // Commands say validate_only where they can, so that the next caller meets the same.
  absl::string_view request;
};

absl::Span<const Sample> Samples();

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_AUTHORISATION_SAMPLES_H_
