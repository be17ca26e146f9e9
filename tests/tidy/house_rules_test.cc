// No forbidden words, no overlong files, no names that say nothing.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/tidy/checker.h"
#include "tests/tidy/rules.h"
#include "tests/tidy/tree.h"

namespace phoihop::tidy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(HouseRulesTest, TheTreeFollowsThem) {
  for (const SourceFile& file : ReadTree()) EXPECT_THAT(CheckHouseRules(file), IsEmpty());
}

// Every row of the table finds what it forbids, and spares its exceptions.
TEST(HouseRulesTest, EveryWordIsFound) {
  for (const Word& word : Words()) {
    const std::string text = absl::StrCat("int a;\n  ", word.word, "\n");
    for (const absl::string_view folder : word.in) {
      const std::string path = folder.empty() ? "clients/cpp/a.cc" : absl::StrCat(folder, "a.cc");
      EXPECT_THAT(CheckHouseRules({path, text}), ElementsAre(HasSubstr(absl::StrCat(path, ":2: \"", word.word))));
    }
    for (const absl::string_view exception : word.except) {
      EXPECT_THAT(CheckHouseRules({std::string(exception), text}), IsEmpty());
    }
  }
}

TEST(HouseRulesTest, CodeRulesSpareComments) {
  EXPECT_THAT(CheckHouseRules({"workflow/a.cc", "// Not absl::Now(): time is an argument.\n"}), IsEmpty());
  EXPECT_THAT(CheckHouseRules({"workflow/a.cc", "// TODO: later\n"}), SizeIs(1));
}

TEST(HouseRulesTest, TheTailOfAnIdentifierIsNoWord) {
  EXPECT_THAT(CheckHouseRules({"workflow/a.cc", "operand(x);\n"}), IsEmpty());
  EXPECT_THAT(CheckHouseRules({"workflow/a.cc", "std::rand(x);\n"}), SizeIs(1));
}

TEST(HouseRulesTest, ALongFileIsFound) {
  std::string text;
  for (size_t i = 0; i < kMaxLines; ++i) text += "//\n";
  EXPECT_THAT(CheckHouseRules({"workflow/a.cc", text}), IsEmpty());
  EXPECT_THAT(CheckHouseRules({"workflow/a.cc", text + "//\n"}), ElementsAre(HasSubstr("more than")));
  EXPECT_THAT(CheckHouseRules({"proto/package-lock.json", text + "//\n"}), IsEmpty());
}

TEST(HouseRulesTest, AnEmptyNameIsFound) {
  EXPECT_THAT(CheckHouseRules({"workflow/task/util.h", ""}), SizeIs(1));
  EXPECT_THAT(CheckHouseRules({"clients/web/src/utils.ts", ""}), SizeIs(1));
  EXPECT_THAT(CheckHouseRules({"workflow/task/utility_bill.h", ""}), IsEmpty());
}

}  // namespace
}  // namespace phoihop::tidy
