#include "workflow/organisation/findings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/stubs/common.h"
#include "workflow/civil_time.h"
#include "workflow/limits.h"
#include "workflow/organisation/reference_rules.h"

namespace phoihop::organisation {
namespace {

// Of several reasons the first of these names the whole.
constexpr v1::ErrorReason kPrecedence[] = {
    v1::ERROR_REASON_EDGE_COUNT,       v1::ERROR_REASON_PARTITION,      v1::ERROR_REASON_VERSIONS_OVERLAP,
    v1::ERROR_REASON_SUCCESSION_CYCLE, v1::ERROR_REASON_INVALID_DATE,   v1::ERROR_REASON_INVALID_FIELD,
    v1::ERROR_REASON_NOT_FOUND,        v1::ERROR_REASON_EFFECTIVE_DATE,
};

}  // namespace

void Findings::Add(v1::ErrorReason reason, std::string field, std::string description) {
  findings_.push_back({reason, {std::move(field), std::move(description)}});
}

void Findings::Invalid(std::string field, absl::string_view description) {
  Add(v1::ERROR_REASON_INVALID_FIELD, std::move(field), std::string(description));
}

void Findings::Text(const std::string& field, absl::string_view text, size_t limit) {
  if (text.size() > limit) {
    Add(v1::ERROR_REASON_INVALID_FIELD, field, absl::StrCat("is longer than ", limit, " bytes"));
  } else if (!google::protobuf::internal::IsStructurallyValidUTF8(text.data(), static_cast<int>(text.size()))) {
    Add(v1::ERROR_REASON_INVALID_FIELD, field, "is not valid UTF-8");
  }
}

void Findings::Date(const std::string& field, absl::string_view date) {
  const auto day = ParseDate(date);
  if (!day.ok()) Add(v1::ERROR_REASON_INVALID_DATE, field, std::string(day.status().message()));
}

void Findings::Basis(const std::string& field, const v1::Citation& basis) {
  Text(absl::StrCat(field, ".instrument_number"), basis.instrument_number(), limits::kNotationBytes);
  Text(absl::StrCat(field, ".article"), basis.article(), limits::kNotationBytes);
  Text(absl::StrCat(field, ".clause"), basis.clause(), limits::kNotationBytes);
  Text(absl::StrCat(field, ".point"), basis.point(), limits::kNotationBytes);
  Text(absl::StrCat(field, ".text"), basis.text(), limits::kExplanationBytes);
}

bool Findings::Has(v1::ErrorReason reason) const {
  return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& one) { return one.reason == reason; });
}

absl::Status Findings::Result() const {
  if (findings_.empty()) return absl::OkStatus();
  v1::ErrorReason reason = findings_[0].reason;
  for (const v1::ErrorReason candidate : kPrecedence) {
    if (!Has(candidate)) continue;
    reason = candidate;
    break;
  }
  std::vector<FieldViolation> violations;
  for (const Finding& finding : findings_) {
    if (violations.size() == kMaxReportedViolations) break;
    violations.push_back(finding.violation);
  }
  if (findings_.size() > violations.size()) {
    violations.push_back({"reorganisation", absl::StrCat("and ", findings_.size() - violations.size(), " more")});
  }
  return InvalidRequest(reason, violations);
}

}  // namespace phoihop::organisation
