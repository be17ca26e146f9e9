#include "services/store/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FieldTable Fields() {
  return {
      {.name = "title", .type = FieldType::kText, .sql = "t.title"},
      {.name = "lead_unit", .type = FieldType::kText, .sql = "t.lead_unit", .name_prefix = "provinces/dong-nai/units/"},
      {.name = "state", .type = FieldType::kEnum, .sql = "t.state", .enumeration = v1::TaskState_descriptor()},
      {.name = "due_time", .type = FieldType::kDueTime, .sql = "t.due_time"},
      {.name = "create_time", .type = FieldType::kTime, .sql = "t.create_time"},
      {.name = "issue_date", .type = FieldType::kDate, .sql = "i.issue_date"},
      {.name = "open", .type = FieldType::kBool, .sql = "t.open"},
      {.name = "overdue",
       .type = FieldType::kBool,
       .sql = "(t.open AND t.due_time < ?::timestamptz)",
       .bound = {"2026-03-01T00:00:00Z"}},
      {.name = "bounces", .type = FieldType::kNumber, .sql = "t.bounces"},
      {.name = "coordinator", .type = FieldType::kMember, .sql = "EXISTS (SELECT 1 FROM p WHERE p.unit = ?)"},
      {.name = "attributes.", .type = FieldType::kText, .sql = "(u.attributes ->> ?)"}};
}

SqlCondition Sql(absl::string_view text, int first = 1) {
  const auto filter = Filter::Parse(text, Fields());
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() ? filter->ToSql(first) : SqlCondition();
}

std::string ErrorOf(absl::string_view text) {
  const auto filter = Filter::Parse(text, Fields());
  EXPECT_FALSE(filter.ok()) << text;
  EXPECT_EQ(ReasonOf(filter.status()), v1::ERROR_REASON_INVALID_FILTER);
  return std::string(filter.status().message());
}

using Thing = std::map<std::string, FilterValue, std::less<>>;

bool Passes(absl::string_view text, const Thing& thing) {
  const auto filter = Filter::Parse(text, Fields());
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() && filter->Matches([&](absl::string_view field) -> FilterValue {
    const auto found = thing.find(std::string(field));
    return found == thing.end() ? FilterValue() : found->second;
  });
}

TEST(FilterTest, AnEmptyFilterPassesEverything) {
  EXPECT_THAT(Sql("").sql, IsEmpty());
  EXPECT_THAT(Sql("  \n").sql, IsEmpty());
  EXPECT_TRUE(Passes("", {}));
  EXPECT_TRUE(Filter::Parse("", Fields())->empty());
}

TEST(FilterTest, ValuesAreBoundAndNeverSpliced) {
  const SqlCondition condition = Sql("title = \"'; DROP TABLE tasks; --\"");
  EXPECT_EQ(condition.sql, "t.title = $1");
  EXPECT_THAT(condition.parameters, ElementsAre("'; DROP TABLE tasks; --"));
}

TEST(FilterTest, PlaceholdersAreNumberedFromTheFirst) {
  const SqlCondition condition = Sql("overdue = true AND lead_unit = so-vhttdl", 4);
  EXPECT_EQ(condition.sql, "((t.open AND t.due_time < $4::timestamptz) = $5::boolean AND t.lead_unit = $6)");
  EXPECT_THAT(condition.parameters, ElementsAre("2026-03-01T00:00:00Z", "true", "provinces/dong-nai/units/so-vhttdl"));
}

TEST(FilterTest, OrBindsTighterThanAnd) {
  EXPECT_EQ(Sql("open = true AND bounces = 1 OR bounces = 2").sql,
            "(t.open = $1::boolean AND (t.bounces = $2::bigint OR t.bounces = $3::bigint))");
  EXPECT_EQ(Sql("(open = true AND bounces = 1) OR bounces = 2").sql,
            "((t.open = $1::boolean AND t.bounces = $2::bigint) OR t.bounces = $3::bigint)");
}

TEST(FilterTest, NotTurnsMissingValuesIntoPassing) {
  EXPECT_EQ(Sql("NOT due_time < 2026-03-01T00:00:00Z").sql, "NOT COALESCE(t.due_time < $1::timestamptz, FALSE)");
  EXPECT_TRUE(Passes("NOT due_time < 2026-03-01", {}));
  EXPECT_FALSE(Passes("due_time < 2026-03-01", {}));
  EXPECT_TRUE(Passes("due_time != 2026-03-01", {}));
  EXPECT_TRUE(Passes("-open = true", {{"open", false}}));
}

TEST(FilterTest, EnumsAreNamedWithAndWithoutPrefix) {
  EXPECT_THAT(Sql("state = ISSUED").parameters, ElementsAre("TASK_STATE_ISSUED"));
  EXPECT_THAT(Sql("state != TASK_STATE_IN_PROGRESS").parameters, ElementsAre("TASK_STATE_IN_PROGRESS"));
  EXPECT_THAT(ErrorOf("state = LOST"), HasSubstr("position 9: state needs one of PLANNED, ISSUED"));
}

TEST(FilterTest, MembersAreAskedAsAWhole) {
  EXPECT_EQ(Sql("coordinator : so-noi-vu").sql, "EXISTS (SELECT 1 FROM p WHERE p.unit = $1)");
  EXPECT_EQ(Sql("coordinator != so-noi-vu").sql, "NOT EXISTS (SELECT 1 FROM p WHERE p.unit = $1)");
  const Thing thing = {{"coordinator", std::vector<std::string>{"a", "b"}}};
  EXPECT_TRUE(Passes("coordinator = b", thing));
  EXPECT_FALSE(Passes("coordinator != b", thing));
  EXPECT_FALSE(Passes("coordinator : c", thing));
}

TEST(FilterTest, MapsAreAskedByKey) {
  const SqlCondition condition = Sql("attributes.former-district = 741");
  EXPECT_EQ(condition.sql, "(u.attributes ->> $1) = $2");
  EXPECT_THAT(condition.parameters, ElementsAre("former-district", "741"));
  EXPECT_TRUE(Passes("attributes.border = cambodia", {{"attributes.border", "cambodia"}}));
  EXPECT_TRUE(Filter::Parse("attributes.border = x", Fields())->Mentions("attributes."));
}

TEST(FilterTest, ContainsFoldsTheCaseOfVietnamese) {
  EXPECT_TRUE(Passes("title : \"QUY CHẾ\"", {{"title", "Ban hành quy chế"}}));
  EXPECT_FALSE(Passes("title : \"quy che\"", {{"title", "Ban hành quy chế"}}));
  EXPECT_EQ(Sql("title : \"quy chế\"").sql, "position(lower($1::text) in lower(t.title)) > 0");
}

TEST(FilterTest, QuotesMayHoldQuotes) {
  EXPECT_TRUE(Passes(R"(title = "a \"b\" \\ c")", {{"title", R"(a "b" \ c)"}}));
  EXPECT_TRUE(Passes(R"(title = 'a "b"')", {{"title", R"(a "b")"}}));
}

// A deadline of a day is its 24:00, so the day's midnight at the end is its own and the one at the start is not.
TEST(FilterTest, ADayOfADueTimeHoldsItsMidnight) {
  const auto due = [](const char* day) { return Thing{{"due_time", EndOfDay(*ParseDate(day))}}; };
  EXPECT_TRUE(Passes("due_time = 2026-08-31", due("2026-08-31")));
  EXPECT_TRUE(Passes("due_time <= 2026-08-31", due("2026-08-31")));
  EXPECT_TRUE(Passes("due_time < 2026-09-01", due("2026-08-31")));
  EXPECT_TRUE(Passes("due_time >= 2026-08-31", due("2026-08-31")));
  EXPECT_FALSE(Passes("due_time > 2026-08-31", due("2026-08-31")));
  EXPECT_FALSE(Passes("due_time = 2026-08-30", due("2026-08-31")));
  EXPECT_FALSE(Passes("due_time != 2026-08-31", due("2026-08-31")));
}

TEST(FilterTest, ADayOfAnInstantBeginsAtItsMidnight) {
  const Thing midnight = {{"create_time", StartOfDay(*ParseDate("2026-08-31"))}};
  EXPECT_TRUE(Passes("create_time = 2026-08-31", midnight));
  EXPECT_FALSE(Passes("create_time < 2026-08-31", midnight));
  EXPECT_TRUE(Passes("create_time <= 2026-08-31T00:00:00+07:00", midnight));
  EXPECT_TRUE(Passes("create_time >= 2026-08-30T17:00:00Z", midnight));
}

TEST(FilterTest, DatesCompareAsDays) {
  const Thing thing = {{"issue_date", "2017-06-30"}};
  EXPECT_TRUE(Passes("issue_date >= 2017-01-01 AND issue_date < 2018-01-01", thing));
  EXPECT_FALSE(Passes("issue_date > 2017-06-30", thing));
  EXPECT_FALSE(Passes("issue_date > 1999-01-01", {{"issue_date", ""}}));
  EXPECT_TRUE(Passes("issue_date != 1999-01-01", {{"issue_date", ""}}));
}

TEST(FilterTest, ErrorsSayWhereAndWhatToDo) {
  EXPECT_THAT(ErrorOf("colour = red"), HasSubstr("position 1: unknown field 'colour'; there are title, lead_unit"));
  EXPECT_THAT(ErrorOf("title ~ x"), HasSubstr("position 7: expected a comparison after 'title '"));
  EXPECT_THAT(ErrorOf("title < x"), HasSubstr("position 7: title can be compared with =, != or : (contains) only"));
  EXPECT_THAT(ErrorOf("open = yes"), HasSubstr("position 8: open needs true or false, not 'yes'"));
  EXPECT_THAT(ErrorOf("bounces = 1.5"), HasSubstr("needs a whole number"));
  EXPECT_THAT(ErrorOf("due_time < tomorrow"), HasSubstr("needs a day YYYY-MM-DD or an instant"));
  EXPECT_THAT(ErrorOf("issue_date < 2026-02-30"), HasSubstr("needs a day YYYY-MM-DD"));
  EXPECT_THAT(ErrorOf("title = \"x"), HasSubstr("position 9: this quote is not closed"));
  EXPECT_THAT(ErrorOf("(open = true"), HasSubstr("position 1: this '(' is not closed"));
  EXPECT_THAT(ErrorOf("open = true)"), HasSubstr("position 12: this ')' closes nothing"));
  EXPECT_THAT(ErrorOf("open = true open = false"), HasSubstr("position 13: expected AND, OR or the end"));
  EXPECT_THAT(ErrorOf("open = true AND"), HasSubstr("found the end"));
  EXPECT_THAT(ErrorOf("open ="), HasSubstr("expected a value, found the end"));
  EXPECT_THAT(ErrorOf("AND"), HasSubstr("unknown field 'AND'"));
}

// Positions are in characters, so that an editor can show them.
TEST(FilterTest, PositionsCountCharacters) {
  EXPECT_THAT(ErrorOf("title = \"chế\" AND x = 1"), HasSubstr("position 19: unknown field 'x'"));
}

TEST(FilterTest, LimitsAreNamed) {
  EXPECT_THAT(ErrorOf(std::string(kMaxFilterBytes + 1, ' ')), HasSubstr("at most 2000"));
  EXPECT_THAT(ErrorOf(absl::StrCat(std::string(kMaxFilterDepth + 1, '('), "open = true")),
              HasSubstr("nested deeper than 20"));
  EXPECT_TRUE(Filter::Parse(absl::StrCat(std::string(kMaxFilterDepth - 1, '('), "open = true",
                                         std::string(kMaxFilterDepth - 1, ')')),
                            Fields())
                  .ok());
  std::string many = "bounces = 0";
  for (int i = 1; i < kMaxFilterTerms; ++i) absl::StrAppend(&many, " OR bounces = ", i);
  EXPECT_TRUE(Filter::Parse(many, Fields()).ok());
  EXPECT_THAT(ErrorOf(many + " OR bounces = 50"), HasSubstr("more than 50 comparisons"));
}

}  // namespace
}  // namespace phoihop::store
