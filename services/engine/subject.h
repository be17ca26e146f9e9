// What a command is about.
#ifndef SERVICES_ENGINE_SUBJECT_H_
#define SERVICES_ENGINE_SUBJECT_H_

#include <string>

#include "absl/status/statusor.h"
#include "phoihop/internal/v1/command.pb.h"

namespace phoihop::engine {

struct Subject {
  enum class Kind { kTask, kPlan, kBulk, kReference };
  Kind kind = Kind::kReference;
  std::string id;    // of the task, plan or bulk operation
  std::string name;  // its resource name
};

// INVALID_NAME when a name does not have its shape or lies in another province than the command.
absl::StatusOr<Subject> SubjectOf(const internal::v1::Command& command);

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_SUBJECT_H_
