// Values for the placeholders of a statement, in PostgreSQL's binary format: nothing is quoted, escaped or parsed.
#ifndef SERVICES_STORE_VALUES_H_
#define SERVICES_STORE_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace phoihop::store {

// One array of one element type; elements are appended row by row.
class ArrayValue {
 public:
  static ArrayValue OfText();
  static ArrayValue OfBytes();
  static ArrayValue OfJson();
  static ArrayValue OfInt64();
  static ArrayValue OfBool();
  static ArrayValue OfTime();

  void Text(absl::string_view value);  // also for OfBytes
  void Json(absl::string_view value);
  void Int64(int64_t value);
  void Bool(bool value);
  void Time(absl::Time value);
  void OptionalTime(const std::optional<absl::Time>& value);
  void Null();

  int size() const { return size_; }
  // The encoding, with the number of elements filled in.
  std::string Finish() &&;

 private:
  explicit ArrayValue(uint32_t element_type);
  void Length(int32_t bytes);

  std::string bytes_;
  int size_ = 0;
};

class Values {
 public:
  Values& Text(absl::string_view value);
  Values& Bytes(absl::string_view value) { return Text(value); }
  Values& Int64(int64_t value);
  Values& Bool(bool value) { return Text(absl::string_view(value ? "\1" : "\0", 1)); }
  Values& Time(absl::Time value);
  Values& Array(ArrayValue value);
  Values& TextArray(const std::vector<std::string>& values);

  int size() const { return static_cast<int>(values_.size()); }
  const std::vector<std::string>& values() const { return values_; }

 private:
  std::vector<std::string> values_;
};

}  // namespace phoihop::store

#endif  // SERVICES_STORE_VALUES_H_
