#include "services/gateway/request_message.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "services/gateway/limits.h"
#include "services/gateway/path_template.h"
#include "workflow/errors.h"

namespace phoihop::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status Wrong(absl::string_view field, absl::string_view what) {
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{Excerpt(field), std::string(what)}});
}

const FieldDescriptor* FindField(const Descriptor& type, const std::string& name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  return field != nullptr ? field : type.FindFieldByCamelcaseName(name);
}

// Parses JSON into the message. Unknown fields are refused: a mistyped name must not look like success.
absl::Status ParseJson(absl::string_view field, absl::string_view json, Message& message) {
  google::protobuf::util::JsonParseOptions options;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &message, options);
  if (status.ok()) return absl::OkStatus();
  const auto words = status.message();
  return Wrong(field, absl::StrCat("is not the JSON of a ", message.GetDescriptor()->full_name(), ": ",
                                   Excerpt(absl::string_view(words.data(), words.size()))));
}

bool SetEnum(Message& message, const FieldDescriptor& field, const std::string& text) {
  const auto* value = field.enum_type()->FindValueByName(text);
  int number = 0;
  if (value == nullptr && absl::SimpleAtoi(text, &number)) value = field.enum_type()->FindValueByNumber(number);
  if (value == nullptr) return false;
  const Reflection& reflection = *message.GetReflection();
  field.is_repeated() ? reflection.AddEnum(&message, &field, value) : reflection.SetEnum(&message, &field, value);
  return true;
}

template <typename T, typename Parse, typename Set, typename Add>
bool SetNumber(Message& message, const FieldDescriptor& field, absl::string_view text, Parse parse, Set set, Add add) {
  T value;
  if (!parse(text, &value)) return false;
  const Reflection& reflection = *message.GetReflection();
  field.is_repeated() ? (reflection.*add)(&message, &field, value) : (reflection.*set)(&message, &field, value);
  return true;
}

bool SetBytes(Message& message, const FieldDescriptor& field, absl::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(text, &bytes) && !absl::WebSafeBase64Unescape(text, &bytes)) return false;
  const Reflection& reflection = *message.GetReflection();
  field.is_repeated() ? reflection.AddString(&message, &field, bytes) : reflection.SetString(&message, &field, bytes);
  return true;
}

bool ParseBool(absl::string_view text, bool* value) {
  *value = text == "true";
  return *value || text == "false";
}

// Sets or adds the value; false when the text is none of that type.
bool SetScalar(Message& message, const FieldDescriptor& field, absl::string_view text) {
  const auto to_int = [](absl::string_view from, auto* to) { return absl::SimpleAtoi(from, to); };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      if (field.type() == FieldDescriptor::TYPE_BYTES) return SetBytes(message, field, text);
      const Reflection& reflection = *message.GetReflection();
      field.is_repeated() ? reflection.AddString(&message, &field, std::string(text))
                          : reflection.SetString(&message, &field, std::string(text));
      return true;
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(message, field, std::string(text));
    case FieldDescriptor::CPPTYPE_BOOL:
      return SetNumber<bool>(message, field, text, ParseBool, &Reflection::SetBool, &Reflection::AddBool);
    case FieldDescriptor::CPPTYPE_INT32:
      return SetNumber<int32_t>(message, field, text, to_int, &Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return SetNumber<int64_t>(message, field, text, to_int, &Reflection::SetInt64, &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return SetNumber<uint32_t>(message, field, text, to_int, &Reflection::SetUInt32, &Reflection::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return SetNumber<uint64_t>(message, field, text, to_int, &Reflection::SetUInt64, &Reflection::AddUInt64);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return SetNumber<float>(message, field, text, absl::SimpleAtof, &Reflection::SetFloat, &Reflection::AddFloat);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return SetNumber<double>(message, field, text, absl::SimpleAtod, &Reflection::SetDouble, &Reflection::AddDouble);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return false;
}

// Messages whose JSON is a text or a number may stand in a query: Timestamp, Duration, FieldMask, wrappers.
absl::Status SetWellKnown(Message& message, const FieldDescriptor& field, absl::string_view path,
                          absl::string_view text) {
  const Reflection& reflection = *message.GetReflection();
  Message* inner =
      field.is_repeated() ? reflection.AddMessage(&message, &field) : reflection.MutableMessage(&message, &field);
  // In JSON only quotes, backslashes and control characters are special.
  const std::string quoted = absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
  return ParseJson(path, quoted, *inner);
}

// Key and value of each `key=value`, decoded.
absl::StatusOr<Bindings> ParseQuery(absl::string_view query) {
  Bindings parameters;
  for (const absl::string_view part : absl::StrSplit(query, '&', absl::SkipEmpty())) {
    if (parameters.size() == kMaxQueryParameters) return Wrong("query", "has too many parameters");
    const std::pair<std::string, std::string> pair = absl::StrSplit(part, absl::MaxSplits('=', 1));
    const auto key = PercentDecode(pair.first);
    const auto value = PercentDecode(absl::StrReplaceAll(pair.second, {{"+", " "}}));
    if (!key.has_value() || !value.has_value()) return Wrong(pair.first, "has a '%' without two hexadecimal digits");
    parameters.emplace_back(*key, *value);
  }
  return parameters;
}

absl::Status ReadBody(const std::string& body_field, absl::string_view body, Message& request) {
  if (body_field.empty()) {
    return body.empty() ? absl::OkStatus() : Wrong("body", "this method takes no body; use the query");
  }
  if (body_field == "*") return ParseJson("body", body.empty() ? "{}" : body, request);
  const FieldDescriptor* field = FindField(*request.GetDescriptor(), body_field);
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated()) {
    return absl::InternalError("the annotation names a body that is no message");
  }
  return ParseJson(body_field, body.empty() ? "{}" : body, *request.GetReflection()->MutableMessage(&request, field));
}

}  // namespace

absl::Status SetField(Message& message, absl::string_view path, absl::string_view text) {
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  Message* target = &message;
  for (size_t i = 0; i < names.size(); ++i) {
    const FieldDescriptor* field = FindField(*target->GetDescriptor(), names[i]);
    if (field == nullptr) return Wrong(path, "is no field of this request");
    if (i + 1 < names.size()) {
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated()) {
        return Wrong(path, "leads through a field that is no single message");
      }
      target = target->GetReflection()->MutableMessage(target, field);
      continue;
    }
    if (field->is_map()) return Wrong(path, "cannot be given this way; send it in the body");
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return SetWellKnown(*target, *field, path, text);
    if (!SetScalar(*target, *field, text)) {
      return Wrong(path, absl::StrCat("'", Excerpt(text), "' is no ", field->type_name()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Message>> MakeRequest(const Matched& matched, absl::string_view query,
                                                     absl::string_view body) {
  const Route& route = *matched.route;
  std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(route.method->input_type())->New());
  absl::Status status = ReadBody(route.body, body, *request);
  if (!status.ok()) return status;
  const absl::StatusOr<Bindings> parameters = ParseQuery(query);
  if (!parameters.ok()) return parameters.status();
  if (route.body == "*" && !parameters->empty()) return Wrong("query", "this method takes everything in its body");
  for (const auto& [field, value] : *parameters) {
    status = SetField(*request, field, value);
    if (!status.ok()) return status;
  }
  // Last, so that neither body nor query can name another resource than the path.
  for (const auto& [field, value] : matched.bindings) {
    status = SetField(*request, field, value);
    if (!status.ok()) return status;
  }
  return request;
}

}  // namespace phoihop::gateway
