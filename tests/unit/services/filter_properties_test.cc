// Filters against a second, naive reading of the same tree, and against noise.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/store/filter.h"
#include "workflow/errors.h"

namespace phoihop::store {
namespace {

FieldTable Fields() {
  return {{.name = "a", .type = FieldType::kNumber, .sql = "a"},
          {.name = "b", .type = FieldType::kNumber, .sql = "b"},
          {.name = "s", .type = FieldType::kText, .sql = "s"}};
}

struct Sample {
  int64_t a = 0, b = 0;
};

// A random filter over small numbers as text, and what it means for a sample.
struct Written {
  std::string text;
  bool value = false;
};

Written Random(const Sample& sample, int depth) {
  const int shape = depth == 0 ? 0 : *rc::gen::inRange(0, 4);
  if (shape == 0) {
    const bool is_a = *rc::gen::arbitrary<bool>();
    const int64_t left = is_a ? sample.a : sample.b;
    const int64_t right = *rc::gen::inRange<int64_t>(-2, 3);
    const int comparator = *rc::gen::inRange(0, 6);
    const char* const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    const bool values[] = {left == right, left != right, left<right, left <= right, left> right, left >= right};
    return {absl::StrCat(is_a ? "a" : "b", signs[comparator], " ", right), values[comparator]};
  }
  const Written left = Random(sample, depth - 1);
  if (shape == 3) return {absl::StrCat("NOT (", left.text, ")"), !left.value};
  const Written right = Random(sample, depth - 1);
  if (shape == 1) return {absl::StrCat("(", left.text, ") AND (", right.text, ")"), left.value && right.value};
  return {absl::StrCat("(", left.text, ") OR (", right.text, ")"), left.value || right.value};
}

RC_GTEST_PROP(FilterProperties, MeansWhatItSays, ()) {
  const Sample sample{*rc::gen::inRange<int64_t>(-2, 3), *rc::gen::inRange<int64_t>(-2, 3)};
  const Written written = Random(sample, 4);
  const auto filter = Filter::Parse(written.text, Fields());
  RC_ASSERT(filter.ok());
  RC_ASSERT(filter->Matches([&](absl::string_view field) -> FilterValue {
    return field == "a" ? sample.a : sample.b;
  }) == written.value);
}

// As many placeholders as parameters, each once and in order.
RC_GTEST_PROP(FilterProperties, PlaceholdersFitTheParameters, ()) {
  const Written written = Random({}, 4);
  const auto filter = Filter::Parse(written.text, Fields());
  RC_ASSERT(filter.ok());
  const SqlCondition condition = filter->ToSql(3);
  RC_ASSERT(static_cast<size_t>(std::count(condition.sql.begin(), condition.sql.end(), '$')) ==
            condition.parameters.size());
  size_t at = 0;
  for (size_t i = 0; i < condition.parameters.size(); ++i) {
    at = condition.sql.find(absl::StrCat("$", 3 + i, "::bigint"), at);
    RC_ASSERT(at != std::string::npos);
  }
  RC_ASSERT(std::count(condition.sql.begin(), condition.sql.end(), '(') ==
            std::count(condition.sql.begin(), condition.sql.end(), ')'));
}

// Pieces of filters in any order, and any bytes: a filter or a refusal, never anything else.
RC_GTEST_PROP(FilterProperties, NoiseIsRefusedOrUnderstood, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::oneOf(rc::gen::element<std::string>("a", "s", "=", "!=", "<=", ":", "1", "\"zqz\"", "'", "\"", "\\", "(",
                                                   ")", "AND", "OR", "NOT", "-", " ", "ế", "\xC3"),
                     rc::gen::string<std::string>()));
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  const auto filter = Filter::Parse(text, Fields());
  if (!filter.ok()) {
    RC_ASSERT(ReasonOf(filter.status()) == v1::ERROR_REASON_INVALID_FILTER);
    RC_ASSERT(ViolationsOf(filter.status()).size() == 1u);
    return;
  }
  const SqlCondition condition = filter->ToSql(1);
  // What was sent appears in values only.
  RC_ASSERT(condition.sql.find("zqz") == std::string::npos);
}

}  // namespace
}  // namespace phoihop::store
