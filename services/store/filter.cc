#include "services/store/filter.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/store/filter_node.h"

namespace phoihop::store {
namespace {

using Node = Filter::Node;
using ValueOf = absl::FunctionRef<FilterValue(absl::string_view)>;

// -- SQL

const char* SqlOperator(Comparator comparator) {
  switch (comparator) {
    case Comparator::kNotEqual:
      return " IS DISTINCT FROM ";
    case Comparator::kLess:
      return " < ";
    case Comparator::kLessOrEqual:
      return " <= ";
    case Comparator::kGreater:
      return " > ";
    case Comparator::kGreaterOrEqual:
      return " >= ";
    default:
      return " = ";
  }
}

class SqlWriter {
 public:
  explicit SqlWriter(int first_parameter) : next_(first_parameter) {}

  std::string Write(const Node& node) {
    switch (node.kind) {
      case Node::Kind::kAnd:
        return Join(node, " AND ");
      case Node::Kind::kOr:
        return Join(node, " OR ");
      case Node::Kind::kNot:
        // A comparison with a missing value is false, not unknown.
        return absl::StrCat("NOT COALESCE(", Write(*node.children[0]), ", FALSE)");
      case Node::Kind::kCompare:
        return Compare(node);
    }
    return "";
  }

  std::vector<std::string> Take() { return std::move(parameters_); }

 private:
  std::string Join(const Node& node, absl::string_view word) {
    std::string sql = "(";
    for (size_t i = 0; i < node.children.size(); ++i) {
      absl::StrAppend(&sql, i == 0 ? "" : word, Write(*node.children[i]));
    }
    return absl::StrCat(sql, ")");
  }

  std::string Bind(std::string value) {
    parameters_.push_back(std::move(value));
    return absl::StrCat("$", next_++);
  }

  // The field's SQL with its `?` filled.
  std::string Field(const Node& node) {
    std::vector<std::string> values;
    if (!node.key.empty()) values.push_back(node.key);
    values.insert(values.end(), node.field.bound.begin(), node.field.bound.end());
    if (node.field.type == FieldType::kMember) values.push_back(node.text);
    std::string sql;
    size_t used = 0;
    for (const char c : node.field.sql) {
      if (c == '?' && used < values.size()) {
        absl::StrAppend(&sql, Bind(values[used++]));
      } else {
        sql.push_back(c);
      }
    }
    return sql;
  }

  std::string Compare(const Node& node) {
    const std::string field = Field(node);
    switch (node.field.type) {
      case FieldType::kMember:
        return node.comparator == Comparator::kNotEqual ? absl::StrCat("NOT ", field) : field;
      case FieldType::kText:
        if (node.comparator == Comparator::kHas) {
          return absl::StrCat("position(lower(", Bind(node.text), "::text) in lower(", field, ")) > 0");
        }
        return absl::StrCat(field, SqlOperator(node.comparator), Bind(node.text));
      case FieldType::kEnum:
        return absl::StrCat(field, SqlOperator(node.comparator), Bind(node.text));
      case FieldType::kDate:
        if (node.comparator == Comparator::kNotEqual) return absl::StrCat(field, " <> ", Bind(node.text));
        return absl::StrCat("(", field, " <> '' AND ", field, SqlOperator(node.comparator), Bind(node.text), ")");
      case FieldType::kNumber:
        return absl::StrCat(field, SqlOperator(node.comparator), Bind(absl::StrCat(node.number)), "::bigint");
      case FieldType::kBool:
        return absl::StrCat(field, SqlOperator(node.comparator), Bind(node.truth ? "true" : "false"), "::boolean");
      case FieldType::kTime:
      case FieldType::kDueTime:
        return CompareTime(node, field);
    }
    return "";
  }

  std::string Instant(absl::Time time) {
    return absl::StrCat(Bind(absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone())), "::timestamptz");
  }

  std::string CompareTime(const Node& node, const std::string& field) {
    const auto compare = [&](const char* sign, absl::Time time) {
      return absl::StrCat(field, " ", sign, " ", Instant(time));
    };
    if (node.from == node.to) return absl::StrCat(field, SqlOperator(node.comparator), Instant(node.from));
    // A day: (from, to] for due times, [from, to) for others.
    const bool due = node.field.type == FieldType::kDueTime;
    switch (node.comparator) {
      case Comparator::kLess:
        return compare(due ? "<=" : "<", node.from);
      case Comparator::kLessOrEqual:
        return compare(due ? "<=" : "<", node.to);
      case Comparator::kGreater:
        return compare(due ? ">" : ">=", node.to);
      case Comparator::kGreaterOrEqual:
        return compare(due ? ">" : ">=", node.from);
      default:
        break;
    }
    const std::string after = compare(due ? ">" : ">=", node.from);
    const std::string before = compare(due ? "<=" : "<", node.to);
    if (node.comparator == Comparator::kEqual) return absl::StrCat("(", after, " AND ", before, ")");
    return absl::StrCat("NOT COALESCE(", after, " AND ", before, ", FALSE)");
  }

  int next_;
  std::vector<std::string> parameters_;
};

// -- In memory

template <typename T>
bool Holds(Comparator comparator, const T& left, const T& right) {
  switch (comparator) {
    case Comparator::kEqual:
    case Comparator::kHas:
      return left == right;
    case Comparator::kNotEqual:
      return left != right;
    case Comparator::kLess:
      return left < right;
    case Comparator::kLessOrEqual:
      return left <= right;
    case Comparator::kGreater:
      return left > right;
    case Comparator::kGreaterOrEqual:
      return left >= right;
  }
  return false;
}

bool ContainsFolded(const std::string& text, const std::string& part) {
  icu::UnicodeString folded = icu::UnicodeString::fromUTF8(text);
  icu::UnicodeString sought = icu::UnicodeString::fromUTF8(part);
  folded.foldCase();
  sought.foldCase();
  return folded.indexOf(sought) >= 0;
}

// -1 before the day or instant, 0 in it, 1 after it.
int Side(const Node& node, absl::Time time) {
  if (node.from == node.to) return time < node.from ? -1 : time > node.from ? 1 : 0;
  if (node.field.type == FieldType::kDueTime) return time <= node.from ? -1 : time > node.to ? 1 : 0;
  return time < node.from ? -1 : time >= node.to ? 1 : 0;
}

bool Compare(const Node& node, const FilterValue& value) {
  const bool not_equal = node.comparator == Comparator::kNotEqual;
  if (const auto* members = std::get_if<std::vector<std::string>>(&value)) {
    return (std::find(members->begin(), members->end(), node.text) != members->end()) != not_equal;
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (node.field.type == FieldType::kDate && text->empty()) return not_equal;
    if (node.comparator == Comparator::kHas) return ContainsFolded(*text, node.text);
    return Holds(node.comparator, *text, node.text);
  }
  if (const auto* number = std::get_if<int64_t>(&value)) return Holds(node.comparator, *number, node.number);
  if (const auto* truth = std::get_if<bool>(&value)) return Holds(node.comparator, *truth, node.truth);
  if (const auto* time = std::get_if<absl::Time>(&value)) return Holds(node.comparator, Side(node, *time), 0);
  return not_equal;
}

bool Evaluate(const Node& node, ValueOf value_of) {
  switch (node.kind) {
    case Node::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(),
                         [&](const auto& child) { return Evaluate(*child, value_of); });
    case Node::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(),
                         [&](const auto& child) { return Evaluate(*child, value_of); });
    case Node::Kind::kNot:
      return !Evaluate(*node.children[0], value_of);
    case Node::Kind::kCompare:
      return Compare(node, value_of(node.name));
  }
  return false;
}

bool MentionsField(const Node& node, absl::string_view field) {
  if (node.kind == Node::Kind::kCompare) return node.field.name == field;
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const auto& child) { return MentionsField(*child, field); });
}

// Calls `visit` with every comparison that has to hold.
void ForEachRequired(const Node& node, absl::FunctionRef<void(const Node&)> visit) {
  if (node.kind == Node::Kind::kCompare) return visit(node);
  const bool only_one = node.kind == Node::Kind::kOr && node.children.size() == 1;
  if (node.kind != Node::Kind::kAnd && !only_one) return;
  for (const auto& child : node.children) ForEachRequired(*child, visit);
}

}  // namespace

Filter::Filter() = default;
Filter::~Filter() = default;
Filter::Filter(Filter&&) noexcept = default;
Filter& Filter::operator=(Filter&&) noexcept = default;

bool Filter::Mentions(absl::string_view field) const { return root_ != nullptr && MentionsField(*root_, field); }

const std::string* Filter::Required(absl::string_view field) const {
  const std::string* value = nullptr;
  if (root_ == nullptr) return value;
  ForEachRequired(*root_, [&](const Node& node) {
    if (node.field.name == field && node.comparator == Comparator::kEqual && !node.text.empty()) value = &node.text;
  });
  return value;
}

Filter::TimeRange Filter::RangeOf(absl::string_view field) const {
  TimeRange range;
  if (root_ == nullptr) return range;
  ForEachRequired(*root_, [&](const Node& node) {
    if (node.field.name != field) return;
    const bool equal = node.comparator == Comparator::kEqual;
    if (equal || node.comparator == Comparator::kGreater || node.comparator == Comparator::kGreaterOrEqual) {
      range.from = std::max(range.from, node.from);
    }
    if (equal || node.comparator == Comparator::kLess || node.comparator == Comparator::kLessOrEqual) {
      range.to = std::min(range.to, node.to);
    }
  });
  return range;
}

SqlCondition Filter::ToSql(int first_parameter) const {
  SqlCondition condition;
  if (root_ == nullptr) return condition;
  SqlWriter writer(first_parameter);
  condition.sql = writer.Write(*root_);
  condition.parameters = writer.Take();
  return condition;
}

bool Filter::Matches(ValueOf value_of) const { return root_ == nullptr || Evaluate(*root_, value_of); }

}  // namespace phoihop::store
