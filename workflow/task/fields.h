// Collects everything that is malformed in a request, so that a caller mends it in one go.
#ifndef WORKFLOW_TASK_FIELDS_H_
#define WORKFLOW_TASK_FIELDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "phoihop/v1/common.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/errors.h"

namespace phoihop::task {

// Paths are those in the request: `task.title`, `result.documents[2].uri`.
class FieldCheck {
 public:
  // `provinces/{p}/tasks/{t}`, and with `/handoffs/{h}` behind it.
  void TaskName(absl::string_view field, absl::string_view name);
  void HandoffName(absl::string_view field, absl::string_view name);
  // `provinces/{p}/{collection}/{id}` of the same province as `sibling`; an empty name is refused by Required only.
  void Sibling(absl::string_view field, absl::string_view name, absl::string_view collection,
               absl::string_view sibling);

  // `given` is what makes it present.
  void Required(absl::string_view field, bool given);
  // At most `limit` bytes of well-formed UTF-8 without control characters other than tab and line ends.
  void Text(absl::string_view field, absl::string_view text, size_t limit);
  void Date(absl::string_view field, absl::string_view date);
  void Basis(absl::string_view field, const v1::Citation& basis);
  void Documents(absl::string_view field, const google::protobuf::RepeatedPtrField<v1::DocumentReference>& documents);
  void Result(absl::string_view field, const v1::TaskResult& result);
  // Known and not UNSPECIFIED; OTHER needs an explanation.
  void Refusal(absl::string_view field, v1::RefusalReason reason, absl::string_view explanation);

  void Violation(absl::string_view field, absl::string_view description);
  void Violation(v1::ErrorReason reason, absl::string_view field, absl::string_view description);

  // OK, or all violations under the reason of the first.
  absl::Status ToStatus() const;

 private:
  v1::ErrorReason reason_ = v1::ERROR_REASON_UNSPECIFIED;
  std::vector<FieldViolation> violations_;
};

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_FIELDS_H_
