// Filters of lists: a documented part of AIP-160 (https://google.aip.dev/160), checked against the list's table of
// fields. Debian has no C++ library that reads AIP-160, so this is our own.
//
//   state = ISSUED AND (lead_unit = so-vhttdl OR lead_unit = so-noi-vu) AND due_time <= 2026-08-31
//   NOT overdue = true AND title : "quy chế"
//
//   filter     = [ expression ]
//   expression = factor { "AND" factor }            OR binds tighter than AND, as AIP-160 wants it:
//   factor     = term { "OR" term }                 a AND b OR c  is  a AND (b OR c)
//   term       = [ "NOT" | "-" ] ( "(" expression ")" | field comparator value )
//   comparator = "=" | "!=" | "<" | "<=" | ">" | ">=" | ":"
//   value      = "…" or '…' with \" \' \\ inside, or a word up to a space or ')'
//
// What the comparators mean depends on the type of the field (FieldType). Left out of AIP-160: bare words, functions,
// wildcards, AND that is not written.
//
// A field without a value (no deadline) fails every comparison but !=.
#ifndef SERVICES_STORE_FILTER_H_
#define SERVICES_STORE_FILTER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "services/store/condition.h"

namespace phoihop::store {

// The longest filter, in bytes.
inline constexpr size_t kMaxFilterBytes = 2000;
// Parentheses and NOTs inside each other.
inline constexpr int kMaxFilterDepth = 20;
// Comparisons in one filter.
inline constexpr int kMaxFilterTerms = 50;

enum class FieldType {
  // = !=, and : for "contains, whatever the case".
  kText,
  // = != < <= > >= with a whole number.
  kNumber,
  // = != with true or false.
  kBool,
  // = != < <= > >= with YYYY-MM-DD. The column is text.
  kDate,
  // = != < <= > >= with an RFC 3339 instant, or with a day YYYY-MM-DD in Vietnam: `= D` is all of the day,
  // `> D` after it.
  kTime,
  // As kTime, for due instants: a day's deadline is its 24:00, so midnight belongs to the day before.
  kDueTime,
  // = != with the enum's value, with or without its prefix: ISSUED, TASK_STATE_ISSUED. The column is the full name.
  kEnum,
  // = : and != for "has", "has not" among several.
  kMember,
};

// One field that a list can be filtered by: one line in the list's table.
struct FilterField {
  // As callers write it. A name that ends in '.' is a map: `attributes.` is followed by a key.
  std::string name;
  FieldType type = FieldType::kText;
  // SQL of the value; for kMember, of the whole condition. Each `?` becomes a parameter: for a map first the key, then
  // those of `bound`, and for kMember last the value. Empty for lists that are filtered in memory.
  std::string sql;
  std::vector<std::string> bound;
  // For kEnum.
  const google::protobuf::EnumDescriptor* enumeration = nullptr;
  // For names of resources: a value without '/' gets this in front: `provinces/dong-nai/units/`.
  std::string name_prefix;
};

using FieldTable = std::vector<FilterField>;

// Value of a field of one thing, for filtering in memory. kDate: text; kEnum: the full name as text; kMember: the list.
// monostate, or an empty date: the thing has no value there.
using FilterValue = std::variant<std::monostate, std::string, int64_t, bool, absl::Time, std::vector<std::string>>;

class Filter {
 public:
  // INVALID_FILTER with the position (in characters, from 1) of what is wrong.
  static absl::StatusOr<Filter> Parse(absl::string_view text, const FieldTable& fields);

  // Passes everything.
  Filter();
  ~Filter();
  Filter(Filter&&) noexcept;
  Filter& operator=(Filter&&) noexcept;

  bool empty() const { return root_ == nullptr; }
  // Whether the field is compared anywhere; for maps, the name with the '.'.
  bool Mentions(absl::string_view field) const;

  // What the field has in everything that passes, because the filter compares it with `=` and with nothing beside AND:
  // null when it does not. Texts and members.
  const std::string* Required(absl::string_view field) const;
  // Both ends between which the time field lies in everything that passes.
  struct TimeRange {
    absl::Time from = absl::InfinitePast();
    absl::Time to = absl::InfiniteFuture();
  };
  TimeRange RangeOf(absl::string_view field) const;

  // Placeholders are numbered from `first_parameter`. An empty filter is an empty condition.
  SqlCondition ToSql(int first_parameter) const;

  // `value_of` is given the name as written, a map's with its key: `attributes.border`.
  bool Matches(absl::FunctionRef<FilterValue(absl::string_view field)> value_of) const;

  struct Node;

 private:
  std::unique_ptr<Node> root_;
};

}  // namespace phoihop::store

#endif  // SERVICES_STORE_FILTER_H_
