#include "workflow/task/fields.h"

#include <unicode/utf8.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"

namespace phoihop::task {
namespace {

enum class TextFault { kNone, kNotUtf8, kControl };

TextFault FaultOf(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int64_t>(text.size());
  for (int64_t i = 0; i < length;) {
    UChar32 character;
    U8_NEXT(bytes, i, length, character);
    if (character < 0) return TextFault::kNotUtf8;
    // PostgreSQL cannot keep U+0000 in jsonb, and the others only deceive terminals.
    if (character < 0x20 && character != '\t' && character != '\n' && character != '\r') return TextFault::kControl;
    if (character == 0x7F) return TextFault::kControl;
  }
  return TextFault::kNone;
}

bool IsWebAddress(absl::string_view uri) {
  for (const absl::string_view scheme : {"http://", "https://"}) {
    if (!absl::StartsWithIgnoreCase(uri, scheme)) continue;
    const absl::string_view rest = uri.substr(scheme.size());
    return !rest.empty() && rest[0] != '/' && rest.find_first_of(" \t\r\n\"<>\\") == absl::string_view::npos;
  }
  return false;
}

}  // namespace

void FieldCheck::Violation(absl::string_view field, absl::string_view description) {
  Violation(v1::ERROR_REASON_INVALID_FIELD, field, description);
}

void FieldCheck::Violation(v1::ErrorReason reason, absl::string_view field, absl::string_view description) {
  if (violations_.empty()) reason_ = reason;
  violations_.push_back({std::string(field), std::string(description)});
}

absl::Status FieldCheck::ToStatus() const {
  return violations_.empty() ? absl::OkStatus() : InvalidRequest(reason_, violations_);
}

void FieldCheck::TaskName(absl::string_view field, absl::string_view name) {
  if (IdOf(name, "tasks").ok()) return;
  Violation(v1::ERROR_REASON_INVALID_NAME, field,
            absl::StrCat("'", Excerpt(name), "' is not provinces/{province}/tasks/{task}"));
}

void FieldCheck::HandoffName(absl::string_view field, absl::string_view name) {
  const absl::string_view task = ParentOf(name);
  const absl::string_view id = LastSegment(name);
  if (IdOf(task, "tasks").ok() && IsId(id) && name == ChildName(task, "handoffs", id)) return;
  Violation(v1::ERROR_REASON_INVALID_NAME, field,
            absl::StrCat("'", Excerpt(name), "' is not provinces/{province}/tasks/{task}/handoffs/{handoff}"));
}

void FieldCheck::Sibling(absl::string_view field, absl::string_view name, absl::string_view collection,
                         absl::string_view sibling) {
  if (name.empty()) return;
  const auto province = ProvinceOf(name);
  const auto wanted = ProvinceOf(sibling);
  if (!IdOf(name, collection).ok()) {
    Violation(v1::ERROR_REASON_INVALID_NAME, field,
              absl::StrCat("'", Excerpt(name), "' is not provinces/{province}/", collection, "/{id}"));
  } else if (wanted.ok() && province.ok() && *province != *wanted) {
    Violation(v1::ERROR_REASON_INVALID_NAME, field, absl::StrCat("'", Excerpt(name), "' is not in province ", *wanted));
  }
}

void FieldCheck::Required(absl::string_view field, bool given) {
  if (!given) Violation(field, "is required");
}

void FieldCheck::Text(absl::string_view field, absl::string_view text, size_t limit) {
  if (text.size() > limit) {
    Violation(field, absl::StrCat("has ", text.size(), " bytes; at most ", limit, " are kept"));
    return;
  }
  switch (FaultOf(text)) {
    case TextFault::kNone:
      return;
    case TextFault::kNotUtf8:
      return Violation(field, "is not valid UTF-8");
    case TextFault::kControl:
      return Violation(field, "has a control character; only tabs and line ends are kept");
  }
}

void FieldCheck::Date(absl::string_view field, absl::string_view date) {
  if (date.empty() || ParseDate(date).ok()) return;
  Violation(v1::ERROR_REASON_INVALID_DATE, field,
            absl::StrCat("'", Excerpt(date), "' is not an existing day written YYYY-MM-DD"));
}

void FieldCheck::Basis(absl::string_view field, const v1::Citation& basis) {
  Text(absl::StrCat(field, ".instrument_number"), basis.instrument_number(), limits::kNotationBytes);
  Text(absl::StrCat(field, ".article"), basis.article(), limits::kNotationBytes);
  Text(absl::StrCat(field, ".clause"), basis.clause(), limits::kNotationBytes);
  Text(absl::StrCat(field, ".point"), basis.point(), limits::kNotationBytes);
  Text(absl::StrCat(field, ".text"), basis.text(), limits::kExplanationBytes);
}

void FieldCheck::Documents(absl::string_view field,
                           const google::protobuf::RepeatedPtrField<v1::DocumentReference>& documents) {
  if (documents.size() > limits::kDocuments) {
    Violation(field, absl::StrCat("has ", documents.size(), " entries; at most ", limits::kDocuments, " are kept"));
    return;
  }
  for (int i = 0; i < documents.size(); ++i) {
    const v1::DocumentReference& document = documents[i];
    const std::string path = absl::StrCat(field, "[", i, "]");
    Required(path, !document.number().empty() || !document.title().empty() || !document.uri().empty());
    Text(absl::StrCat(path, ".number"), document.number(), limits::kNotationBytes);
    Text(absl::StrCat(path, ".title"), document.title(), limits::kTitleBytes);
    Text(absl::StrCat(path, ".uri"), document.uri(), limits::kUriBytes);
    if (!document.uri().empty() && !IsWebAddress(document.uri())) {
      Violation(absl::StrCat(path, ".uri"), "is not an http or https address");
    }
    if (!document.sha256().empty() && document.sha256().size() != limits::kSha256Bytes) {
      Violation(absl::StrCat(path, ".sha256"),
                absl::StrCat("has ", document.sha256().size(), " bytes instead of ", limits::kSha256Bytes));
    }
  }
}

void FieldCheck::Result(absl::string_view field, const v1::TaskResult& result) {
  Text(absl::StrCat(field, ".summary"), result.summary(), limits::kSummaryBytes);
  Documents(absl::StrCat(field, ".documents"), result.documents());
}

void FieldCheck::Refusal(absl::string_view field, v1::RefusalReason reason, absl::string_view explanation) {
  if (reason == v1::REFUSAL_REASON_UNSPECIFIED || !v1::RefusalReason_IsValid(reason)) {
    Violation(field, "is required: one of NOT_COMPETENT, DUPLICATE, INCOMPLETE, NOT_FEASIBLE, OTHER");
  }
  if (reason == v1::REFUSAL_REASON_OTHER && explanation.empty()) {
    Violation("explanation", "is required with the reason OTHER");
  }
  Text("explanation", explanation, limits::kExplanationBytes);
}

}  // namespace phoihop::task
