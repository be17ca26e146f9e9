// Everything that is wrong with a draft, so that whoever drafts mends it in one go.
#ifndef WORKFLOW_ORGANISATION_FINDINGS_H_
#define WORKFLOW_ORGANISATION_FINDINGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/common.pb.h"
#include "workflow/errors.h"

namespace phoihop::organisation {

class Findings {
 public:
  void Add(v1::ErrorReason reason, std::string field, std::string description);
  // INVALID_FIELD.
  void Invalid(std::string field, absl::string_view description);

  // At most `limit` bytes of well-formed UTF-8.
  void Text(const std::string& field, absl::string_view text, size_t limit);
  void Date(const std::string& field, absl::string_view date);
  void Basis(const std::string& field, const v1::Citation& basis);

  bool empty() const { return findings_.empty(); }
  bool Has(v1::ErrorReason reason) const;

  // OK, or all of them in one. The reason is the one that says most: what the request is in itself before what it
  // meets.
  absl::Status Result() const;

 private:
  struct Finding {
    v1::ErrorReason reason;
    FieldViolation violation;
  };
  std::vector<Finding> findings_;
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_FINDINGS_H_
