#include "services/handlers/checks.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "services/handlers/message_field.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using google::protobuf::UnknownFieldSet;

// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, the range of google.protobuf.Timestamp.
constexpr int64_t kFirstSecond = -62135596800;
constexpr int64_t kLastSecond = 253402300799;

std::string Join(absl::string_view path, absl::string_view field) {
  return path.empty() ? std::string(field) : absl::StrCat(path, ".", field);
}

// The first string field below `fields` that is not UTF-8; empty when there is none.
std::string FindBrokenString(const UnknownFieldSet& fields, const Descriptor& type, absl::string_view path, int depth) {
  if (depth > kMaxDepth) return "";
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto& entry = fields.field(i);
    const FieldDescriptor* field = type.FindFieldByNumber(entry.number());
    if (field == nullptr || entry.type() != google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) continue;
    const std::string& bytes = entry.length_delimited();
    const std::string here = Join(path, field->name());
    if (field->type() == FieldDescriptor::TYPE_STRING &&
        !google::protobuf::internal::IsStructurallyValidUTF8(bytes.data(), static_cast<int>(bytes.size()))) {
      return here;
    }
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      UnknownFieldSet inner;
      if (!inner.ParseFromString(bytes)) continue;
      std::string found = FindBrokenString(inner, *field->message_type(), here, depth + 1);
      if (!found.empty()) return found;
    }
  }
  return "";
}

class Checker {
 public:
  void CheckFields(const Message& message, const std::string& path, int depth) {
    if (depth > kMaxDepth) {
      Add(path, "is nested too deeply");
      return;
    }
    if (message.GetDescriptor() == Timestamp::descriptor())
      CheckTimestamp(static_cast<const Timestamp&>(message), path);
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string here = Join(path, field->name());
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && field->type() == FieldDescriptor::TYPE_STRING) {
        CheckStrings(message, *field, here);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field->is_repeated()) {
        for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
          CheckFields(reflection.GetRepeatedMessage(message, field, i), absl::StrCat(here, "[", i, "]"), depth + 1);
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CheckFields(reflection.GetMessage(message, field), here, depth + 1);
      }
    }
  }

  void CheckRequired(const Message& request) {
    const Descriptor& type = *request.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (!field.is_repeated() && IsRequired(field) && !IsSet(request, field)) Add(field.name(), "is required");
    }
  }

  void CheckRequestId(const Message& request) {
    const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("request_id");
    if (field == nullptr || field->type() != FieldDescriptor::TYPE_STRING) return;
    std::string scratch;
    const std::string& id = request.GetReflection()->GetStringReference(request, field, &scratch);
    bool printable = true;
    for (const char c : id) printable = printable && absl::ascii_isprint(static_cast<unsigned char>(c));
    if (id.size() > kMaxRequestIdBytes || !printable) {
      Add("request_id", absl::StrCat("has to be at most ", kMaxRequestIdBytes, " printable ASCII characters"));
    }
  }

  absl::Status Result(const Message& request) const {
    const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("page_size");
    const bool negative_page = field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 &&
                               request.GetReflection()->GetInt32(request, field) < 0;
    std::vector<FieldViolation> all = violations_;
    if (negative_page) all.push_back({"page_size", "must not be negative; leave it out for the default"});
    if (all.empty()) return absl::OkStatus();
    return InvalidRequest(violations_.empty() ? v1::ERROR_REASON_INVALID_PAGE_SIZE : v1::ERROR_REASON_INVALID_FIELD,
                          all);
  }

 private:
  // More would make the answer longer than it is useful.
  static constexpr size_t kMaxViolations = 20;

  void Add(absl::string_view field, absl::string_view description) {
    if (violations_.size() < kMaxViolations) violations_.push_back({std::string(field), std::string(description)});
  }

  static bool IsRequired(const FieldDescriptor& field) {
    const auto& behaviors = field.options().GetRepeatedExtension(google::api::field_behavior);
    for (const int behavior : behaviors) {
      if (behavior == google::api::REQUIRED) return true;
    }
    return false;
  }

  // proto3: a scalar is set when it is not its default.
  static bool IsSet(const Message& message, const FieldDescriptor& field) {
    return message.GetReflection()->HasField(message, &field);
  }

  void CheckStrings(const Message& message, const FieldDescriptor& field, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    std::string scratch;
    if (!field.is_repeated()) return CheckString(reflection.GetStringReference(message, &field, &scratch), path);
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      CheckString(reflection.GetRepeatedStringReference(message, &field, i, &scratch), absl::StrCat(path, "[", i, "]"));
    }
  }

  void CheckString(const std::string& text, const std::string& path) {
    if (text.size() > kMaxStringBytes) {
      Add(path, absl::StrCat("has ", text.size(), " bytes; at most ", kMaxStringBytes, " are allowed"));
    } else if (text.find('\0') != std::string::npos) {
      Add(path, "has a NUL character (U+0000); leave it out");
    }
  }

  void CheckTimestamp(const Timestamp& timestamp, const std::string& path) {
    if (timestamp.seconds() < kFirstSecond || timestamp.seconds() > kLastSecond || timestamp.nanos() < 0 ||
        timestamp.nanos() > 999'999'999) {
      Add(path, "is not an instant of the years 1 to 9999");
    }
  }

  std::vector<FieldViolation> violations_;
};

}  // namespace

absl::Status ParseRequest(absl::string_view bytes, Message& request) {
  if (bytes.size() > kMaxRequestBytes) {
    return Error(v1::ERROR_REASON_TOO_LARGE,
                 absl::StrCat("the request has ", bytes.size(), " bytes; at most ", kMaxRequestBytes, " are allowed"));
  }
  if (request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  UnknownFieldSet fields;
  if (fields.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    const std::string broken = FindBrokenString(fields, *request.GetDescriptor(), "", 0);
    if (!broken.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{broken, "is not valid UTF-8"}});
  }
  return Error(v1::ERROR_REASON_INVALID_FIELD,
               absl::StrCat("the request is not the protobuf encoding of a ", request.GetDescriptor()->full_name()));
}

absl::Status CheckRequest(const Message& request) {
  Checker checker;
  checker.CheckRequired(request);
  checker.CheckFields(request, "", 0);
  checker.CheckRequestId(request);
  return checker.Result(request);
}

absl::StatusOr<std::string> ProvinceOfRequest(const Message& request) {
  for (const char* field : {"parent", "name"}) {
    if (const auto name = StringField(request, field)) return ProvinceOf(*name);
  }
  const Descriptor& type = *request.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated()) continue;
    const Message& inner = request.GetReflection()->GetMessage(request, field);
    for (const char* name_field : {"name", "parent"}) {
      if (const auto name = StringField(inner, name_field)) return ProvinceOf(*name);
    }
  }
  return Error(v1::ERROR_REASON_INVALID_NAME, "the request names no province");
}

}  // namespace phoihop::handlers
