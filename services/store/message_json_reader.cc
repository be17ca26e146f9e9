#include <cstdint>
#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/store/message_fields.h"
#include "services/store/message_json.h"
#include "workflow/errors.h"

namespace phoihop::store {
namespace {
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// What is stored is never nested deeper; keeps a broken row from eating the stack.
constexpr int kMaxDepth = 64;

void AppendUtf8(uint32_t code, std::string& out) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0 | code >> 6));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | code >> 12));
    out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | code >> 18));
    out.push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

// YYYY-MM-DDTHH:MM:SS[.digits]Z
bool ParseTimestamp(absl::string_view text, google::protobuf::Timestamp& timestamp) {
  if (text.size() < 20 || text.back() != 'Z' || text[10] != 'T') return false;
  int parts[6];
  constexpr size_t kStarts[] = {0, 5, 8, 11, 14, 17};
  for (int i = 0; i < 6; ++i) {
    if (!absl::SimpleAtoi(text.substr(kStarts[i], i == 0 ? 4 : 2), &parts[i])) return false;
  }
  const absl::CivilSecond civil(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
  timestamp.set_seconds(civil - absl::CivilSecond(1970, 1, 1));
  absl::string_view fraction = text.substr(19, text.size() - 20);
  if (fraction.empty()) return true;
  if (fraction[0] != '.' || fraction.size() > 10) return false;
  std::string digits(fraction.substr(1));
  digits.resize(9, '0');
  int32_t nanos = 0;
  if (!absl::SimpleAtoi(digits, &nanos)) return false;
  timestamp.set_nanos(nanos);
  return true;
}

class Reader {
 public:
  explicit Reader(absl::string_view text) : rest_(text) {}

  bool Whole(Message* message) {
    const bool read = Object(message, FieldsOf(message->GetDescriptor()), 0);
    SkipSpace();
    return read && rest_.empty();
  }

  // Where it went wrong, for the message.
  absl::string_view rest() const { return rest_; }

 private:
  void SkipSpace() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n' || rest_[0] == '\t' || rest_[0] == '\r')) {
      rest_.remove_prefix(1);
    }
  }

  bool Take(char c) {
    SkipSpace();
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool Hex4(uint32_t& code) {
    if (rest_.size() < 4 || !absl::SimpleHexAtoi(rest_.substr(0, 4), &code)) return false;
    rest_.remove_prefix(4);
    return true;
  }

  bool Escape(std::string& out) {
    if (rest_.empty()) return false;
    const char c = rest_[0];
    rest_.remove_prefix(1);
    constexpr absl::string_view kNames = "\"\\/bfnrt", kValues = "\"\\/\b\f\n\r\t";
    if (const size_t at = kNames.find(c); at != absl::string_view::npos) {
      out.push_back(kValues[at]);
      return true;
    }
    uint32_t code = 0;
    if (c != 'u' || !Hex4(code)) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      uint32_t low = 0;
      if (rest_.substr(0, 2) != "\\u") return false;
      rest_.remove_prefix(2);
      if (!Hex4(low) || low < 0xDC00 || low > 0xDFFF) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    AppendUtf8(code, out);
    return true;
  }

  bool String(std::string& out) {
    out.clear();
    if (!Take('"')) return false;
    for (;;) {
      const size_t end = rest_.find_first_of("\"\\");
      if (end == absl::string_view::npos) return false;
      out.append(rest_.data(), end);
      const char c = rest_[end];
      rest_.remove_prefix(end + 1);
      if (c == '"') return true;
      if (!Escape(out)) return false;
    }
  }

  // A number, true, false, or a quoted one of these (64-bit integers, keys of maps).
  absl::string_view Scalar() {
    SkipSpace();
    const bool quoted = Take('"');
    size_t end = 0;
    while (end < rest_.size() && absl::string_view(",}]\" \n").find(rest_[end]) == absl::string_view::npos) ++end;
    const absl::string_view scalar = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (quoted && !Take('"')) return absl::string_view();
    return scalar;
  }

  bool Object(Message* message, const MessageFields& fields, int depth) {
    if (depth > kMaxDepth) return false;
    if (fields.is_timestamp) {
      std::string text;
      return String(text) && ParseTimestamp(text, *static_cast<google::protobuf::Timestamp*>(message));
    }
    if (!Take('{')) return false;
    if (Take('}')) return true;
    std::string name;
    do {
      if (!String(name) || !Take(':')) return false;
      const auto field = fields.by_name.find(name);
      if (field == fields.by_name.end() || !Field(message, *field->second, depth)) return false;
    } while (Take(','));
    return Take('}');
  }

  bool Field(Message* message, const MessageField& field, int depth) {
    const Reflection& reflection = *message->GetReflection();
    if (field.descriptor->is_map()) return Map(message, reflection, field, depth);
    if (!field.descriptor->is_repeated()) return Value(message, reflection, field, depth);
    if (!Take('[')) return false;
    if (Take(']')) return true;
    do {
      if (!Value(message, reflection, field, depth)) return false;
    } while (Take(','));
    return Take(']');
  }

  bool Map(Message* message, const Reflection& reflection, const MessageField& field, int depth) {
    if (!Take('{')) return false;
    if (Take('}')) return true;
    do {
      Message* entry = reflection.AddMessage(message, field.descriptor);
      const Reflection& entry_reflection = *entry->GetReflection();
      if (!Value(entry, entry_reflection, field.message->fields[0], depth) || !Take(':') ||
          !Value(entry, entry_reflection, field.message->fields[1], depth)) {
        return false;
      }
    } while (Take(','));
    return Take('}');
  }

  bool Value(Message* message, const Reflection& reflection, const MessageField& field, int depth) {
    const FieldDescriptor* d = field.descriptor;
    const bool one = !d->is_repeated();
    switch (d->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string text;
        if (!String(text)) return false;
        if (d->type() == FieldDescriptor::TYPE_BYTES) {
          std::string bytes;
          if (!absl::Base64Unescape(text, &bytes)) return false;
          text = std::move(bytes);
        }
        one ? reflection.SetString(message, d, std::move(text)) : reflection.AddString(message, d, std::move(text));
        return true;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Object(one ? reflection.MutableMessage(message, d) : reflection.AddMessage(message, d), *field.message,
                      depth + 1);
      case FieldDescriptor::CPPTYPE_ENUM: {
        int number = 0;
        const std::string name(Scalar());
        if (const auto* value = d->enum_type()->FindValueByName(name); value != nullptr) {
          number = value->number();
        } else if (!absl::SimpleAtoi(name, &number)) {
          return false;
        }
        one ? reflection.SetEnumValue(message, d, number) : reflection.AddEnumValue(message, d, number);
        return true;
      }
      case FieldDescriptor::CPPTYPE_BOOL: {
        const absl::string_view scalar = Scalar();
        if (scalar != "true" && scalar != "false") return false;
        one ? reflection.SetBool(message, d, scalar == "true") : reflection.AddBool(message, d, scalar == "true");
        return true;
      }
      default:
        return Number(message, reflection, d, Scalar());
    }
  }

  static bool Number(Message* message, const Reflection& reflection, const FieldDescriptor* d,
                     absl::string_view scalar) {
    const bool one = !d->is_repeated();
    switch (d->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32: {
        int32_t value = 0;
        if (!absl::SimpleAtoi(scalar, &value)) return false;
        one ? reflection.SetInt32(message, d, value) : reflection.AddInt32(message, d, value);
        return true;
      }
      case FieldDescriptor::CPPTYPE_UINT32: {
        uint32_t value = 0;
        if (!absl::SimpleAtoi(scalar, &value)) return false;
        one ? reflection.SetUInt32(message, d, value) : reflection.AddUInt32(message, d, value);
        return true;
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        int64_t value = 0;
        if (!absl::SimpleAtoi(scalar, &value)) return false;
        one ? reflection.SetInt64(message, d, value) : reflection.AddInt64(message, d, value);
        return true;
      }
      case FieldDescriptor::CPPTYPE_UINT64: {
        uint64_t value = 0;
        if (!absl::SimpleAtoi(scalar, &value)) return false;
        one ? reflection.SetUInt64(message, d, value) : reflection.AddUInt64(message, d, value);
        return true;
      }
      default: {
        double value = 0;
        if (!absl::SimpleAtod(scalar, &value)) return false;
        if (d->cpp_type() == FieldDescriptor::CPPTYPE_FLOAT) {
          one ? reflection.SetFloat(message, d, static_cast<float>(value))
              : reflection.AddFloat(message, d, static_cast<float>(value));
        } else {
          one ? reflection.SetDouble(message, d, value) : reflection.AddDouble(message, d, value);
        }
        return true;
      }
    }
  }

  absl::string_view rest_;
};
}  // namespace

absl::Status MergeJson(absl::string_view json, Message* message) {
  Reader reader(json);
  if (reader.Whole(message)) return absl::OkStatus();
  return Error(v1::ERROR_REASON_INTERNAL,
               absl::StrCat("A stored ", message->GetDescriptor()->name(),
                            " cannot be read; was it written by a newer program? At: ", Excerpt(reader.rest())));
}

}  // namespace phoihop::store
