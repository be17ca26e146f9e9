// Writing. message_json_reader.cc reads.
#include "services/store/message_json.h"

#include <cmath>
#include <limits>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/store/message_fields.h"

namespace phoihop::store {
namespace {
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

void AppendString(absl::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  size_t plain = 0;  // start of what needs no escape
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text.data() + plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\n':
        out.append("\\n");
        break;
      default:
        out.append("\\u00");
        out.push_back(kHex[c >> 4]);
        out.push_back(kHex[c & 15]);
    }
  }
  out.append(text.data() + plain, text.size() - plain);
  out.push_back('"');
}

// `width` digits with leading zeros.
void AppendDigits(int64_t value, int width, std::string& out) {
  char digits[20];
  for (int i = width - 1; i >= 0; --i) {
    digits[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(digits, static_cast<size_t>(width));
}

// 2026-07-30T01:02:03.456789Z, with none, three, six or nine digits of the second.
void AppendTimestamp(const google::protobuf::Timestamp& timestamp, std::string& out) {
  const absl::CivilSecond civil = absl::CivilSecond(1970, 1, 1) + timestamp.seconds();
  out.push_back('"');
  AppendDigits(civil.year(), 4, out);
  const struct {
    char before;
    int value;
  } parts[] = {
      {'-', civil.month()}, {'-', civil.day()}, {'T', civil.hour()}, {':', civil.minute()}, {':', civil.second()}};
  for (const auto& part : parts) {
    out.push_back(part.before);
    AppendDigits(part.value, 2, out);
  }
  if (const int nanos = timestamp.nanos(); nanos != 0) {
    out.push_back('.');
    if (nanos % 1'000'000 == 0) {
      AppendDigits(nanos / 1'000'000, 3, out);
    } else if (nanos % 1'000 == 0) {
      AppendDigits(nanos / 1'000, 6, out);
    } else {
      AppendDigits(nanos, 9, out);
    }
  }
  out.append("Z\"");
}

void AppendReal(double value, int digits, std::string& out) {
  if (std::isnan(value)) {
    out.append("\"NaN\"");
  } else if (std::isinf(value)) {
    out.append(value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  } else {
    absl::StrAppendFormat(&out, "%.*g", digits, value);
  }
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void Object(const Message& message, const MessageFields& fields) {
    if (fields.is_timestamp) {
      AppendTimestamp(static_cast<const google::protobuf::Timestamp&>(message), out_);
      return;
    }
    const Reflection& reflection = *message.GetReflection();
    char separator = '{';
    for (const MessageField& field : fields.fields) {
      const bool repeated = field.descriptor->is_repeated();
      if (repeated ? reflection.FieldSize(message, field.descriptor) == 0
                   : !reflection.HasField(message, field.descriptor)) {
        continue;
      }
      out_.push_back(separator);
      separator = ',';
      out_.append(field.key);
      if (field.descriptor->is_map()) {
        Map(message, reflection, field);
      } else if (repeated) {
        List(message, reflection, field);
      } else {
        Value(message, reflection, field, -1);
      }
    }
    if (separator == '{') out_.push_back('{');
    out_.push_back('}');
  }

 private:
  void List(const Message& message, const Reflection& reflection, const MessageField& field) {
    const int size = reflection.FieldSize(message, field.descriptor);
    for (int i = 0; i < size; ++i) {
      out_.push_back(i == 0 ? '[' : ',');
      Value(message, reflection, field, i);
    }
    out_.push_back(']');
  }

  void Map(const Message& message, const Reflection& reflection, const MessageField& field) {
    const int size = reflection.FieldSize(message, field.descriptor);
    for (int i = 0; i < size; ++i) {
      out_.push_back(i == 0 ? '{' : ',');
      const Message& entry = reflection.GetRepeatedMessage(message, field.descriptor, i);
      const Reflection& entry_reflection = *entry.GetReflection();
      Key(entry, entry_reflection, field.message->fields[0]);
      out_.push_back(':');
      Value(entry, entry_reflection, field.message->fields[1], -1);
    }
    out_.push_back('}');
  }

  // Keys are strings, whatever their type.
  void Key(const Message& entry, const Reflection& reflection, const MessageField& field) {
    const size_t start = out_.size();
    Value(entry, reflection, field, -1);
    if (out_[start] == '"') return;
    out_.insert(start, 1, '"');
    out_.push_back('"');
  }

  // `index` is that of an element of a repeated field, -1 for a single field.
  void Value(const Message& message, const Reflection& reflection, const MessageField& field, int index) {
    const FieldDescriptor* d = field.descriptor;
    const bool one = index < 0;
    switch (d->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        const std::string& text = one ? reflection.GetStringReference(message, d, &scratch)
                                      : reflection.GetRepeatedStringReference(message, d, index, &scratch);
        if (d->type() == FieldDescriptor::TYPE_BYTES) {
          absl::StrAppend(&out_, "\"", absl::Base64Escape(text), "\"");
        } else {
          AppendString(text, out_);
        }
        break;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Object(one ? reflection.GetMessage(message, d) : reflection.GetRepeatedMessage(message, d, index),
               *field.message);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        Enum(d, one ? reflection.GetEnumValue(message, d) : reflection.GetRepeatedEnumValue(message, d, index));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        out_.append((one ? reflection.GetBool(message, d) : reflection.GetRepeatedBool(message, d, index)) ? "true"
                                                                                                           : "false");
        break;
      default:
        Number(message, reflection, d, index);
    }
  }

  void Enum(const FieldDescriptor* d, int number) {
    const auto* value = d->enum_type()->FindValueByNumber(number);
    value == nullptr ? absl::StrAppend(&out_, number) : absl::StrAppend(&out_, "\"", value->name(), "\"");
  }

  // 64-bit integers are strings, because a number of JSON has 53 bits.
  void Number(const Message& message, const Reflection& reflection, const FieldDescriptor* d, int index) {
    const bool one = index < 0;
    switch (d->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        absl::StrAppend(&out_, one ? reflection.GetInt32(message, d) : reflection.GetRepeatedInt32(message, d, index));
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        absl::StrAppend(&out_,
                        one ? reflection.GetUInt32(message, d) : reflection.GetRepeatedUInt32(message, d, index));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        absl::StrAppend(&out_, "\"",
                        one ? reflection.GetInt64(message, d) : reflection.GetRepeatedInt64(message, d, index), "\"");
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        absl::StrAppend(&out_, "\"",
                        one ? reflection.GetUInt64(message, d) : reflection.GetRepeatedUInt64(message, d, index), "\"");
        break;
      case FieldDescriptor::CPPTYPE_FLOAT:
        AppendReal(one ? reflection.GetFloat(message, d) : reflection.GetRepeatedFloat(message, d, index),
                   std::numeric_limits<float>::max_digits10, out_);
        break;
      default:
        AppendReal(one ? reflection.GetDouble(message, d) : reflection.GetRepeatedDouble(message, d, index),
                   std::numeric_limits<double>::max_digits10, out_);
    }
  }

  std::string& out_;
};
}  // namespace

void AppendJson(const Message& message, std::string* out) {
  Writer(*out).Object(message, FieldsOf(message.GetDescriptor()));
}

std::string ToJson(const Message& message) {
  std::string out;
  AppendJson(message, &out);
  return out;
}

}  // namespace phoihop::store
