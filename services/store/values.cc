#include "services/store/values.h"

#include <limits>
#include <utility>

namespace phoihop::store {
namespace {
// Object ids of types, fixed for all times in PostgreSQL's pg_type.dat.
constexpr uint32_t kBoolType = 16, kByteaType = 17, kInt8Type = 20, kTextType = 25;
constexpr uint32_t kTimestamptzType = 1184, kJsonbType = 3802;

// An array's header: dimensions, flags (1: has nulls), element type, length, lower bound.
constexpr size_t kFlagsOffset = 4, kLengthOffset = 12;

void AppendInt32(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

void AppendInt64(std::string& out, uint64_t value) {
  AppendInt32(out, static_cast<uint32_t>(value >> 32));
  AppendInt32(out, static_cast<uint32_t>(value));
}

// Microseconds since 2000-01-01 UTC; the greatest number is 'infinity'.
int64_t PostgresMicros(absl::Time time) {
  if (time == absl::InfiniteFuture()) return std::numeric_limits<int64_t>::max();
  static const int64_t kEpoch = absl::ToUnixMicros(absl::FromCivil(absl::CivilDay(2000, 1, 1), absl::UTCTimeZone()));
  return absl::ToUnixMicros(time) - kEpoch;
}

void PutInt32(std::string& bytes, size_t offset, uint32_t value) {
  std::string encoded;
  AppendInt32(encoded, value);
  bytes.replace(offset, encoded.size(), encoded);
}
}  // namespace

ArrayValue::ArrayValue(uint32_t element_type) {
  AppendInt32(bytes_, 1);
  AppendInt32(bytes_, 0);
  AppendInt32(bytes_, element_type);
  AppendInt32(bytes_, 0);
  AppendInt32(bytes_, 1);
}

ArrayValue ArrayValue::OfText() { return ArrayValue(kTextType); }
ArrayValue ArrayValue::OfBytes() { return ArrayValue(kByteaType); }
ArrayValue ArrayValue::OfJson() { return ArrayValue(kJsonbType); }
ArrayValue ArrayValue::OfInt64() { return ArrayValue(kInt8Type); }
ArrayValue ArrayValue::OfBool() { return ArrayValue(kBoolType); }
ArrayValue ArrayValue::OfTime() { return ArrayValue(kTimestamptzType); }

void ArrayValue::Length(int32_t bytes) {
  ++size_;
  AppendInt32(bytes_, static_cast<uint32_t>(bytes));
}

void ArrayValue::Text(absl::string_view value) {
  Length(static_cast<int32_t>(value.size()));
  bytes_.append(value.data(), value.size());
}

void ArrayValue::Json(absl::string_view value) {
  Length(static_cast<int32_t>(value.size() + 1));
  bytes_.push_back(1);  // version of the format
  bytes_.append(value.data(), value.size());
}

void ArrayValue::Int64(int64_t value) {
  Length(8);
  AppendInt64(bytes_, static_cast<uint64_t>(value));
}

void ArrayValue::Bool(bool value) {
  Length(1);
  bytes_.push_back(value ? 1 : 0);
}

void ArrayValue::Time(absl::Time value) { Int64(PostgresMicros(value)); }

void ArrayValue::OptionalTime(const std::optional<absl::Time>& value) { value.has_value() ? Time(*value) : Null(); }

void ArrayValue::Null() {
  Length(-1);
  PutInt32(bytes_, kFlagsOffset, 1);
}

std::string ArrayValue::Finish() && {
  if (size_ == 0) {
    // An empty array has no dimensions.
    PutInt32(bytes_, 0, 0);
    bytes_.resize(kLengthOffset);
  } else {
    PutInt32(bytes_, kLengthOffset, static_cast<uint32_t>(size_));
  }
  return std::move(bytes_);
}

Values& Values::Text(absl::string_view value) {
  values_.emplace_back(value);
  return *this;
}

Values& Values::Int64(int64_t value) {
  AppendInt64(values_.emplace_back(), static_cast<uint64_t>(value));
  return *this;
}

Values& Values::Time(absl::Time value) { return Int64(PostgresMicros(value)); }

Values& Values::Array(ArrayValue value) {
  values_.push_back(std::move(value).Finish());
  return *this;
}

Values& Values::TextArray(const std::vector<std::string>& values) {
  ArrayValue array = ArrayValue::OfText();
  for (const std::string& value : values) array.Text(value);
  return Array(std::move(array));
}

}  // namespace phoihop::store
