// ARCHITECTURE.md shows the table of transitions exactly as the code has it.
#include <fstream>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

constexpr char kBegin[] = "<!-- transitions:begin -->\n";
constexpr char kEnd[] = "<!-- transitions:end -->\n";

TEST(ReferenceTable, ArchitectureShowsTheTransitions) {
  std::ifstream file("ARCHITECTURE.md");
  ASSERT_TRUE(file.good());
  std::stringstream stream;
  stream << file.rdbuf();
  const std::string text = stream.str();
  const size_t begin = text.find(kBegin);
  const size_t end = text.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const size_t start = begin + sizeof(kBegin) - 1;
  EXPECT_EQ(text.substr(start, end - start), TransitionsAsMarkdown())
      << "Put the output of print_transitions between the markers of ARCHITECTURE.md.";
}

TEST(ReferenceTable, NamesTheRowsOfTheDomain) {
  EXPECT_THAT(TransitionsAsMarkdown(),
              testing::HasSubstr("| 4 | REISSUE | REFUSED | ISSUED | ISSUER | the lead is alive | issuer-decision is "
                                 "satisfied; acknowledge starts again; complete goes on |\n"));
  EXPECT_THAT(TransitionsAsMarkdown(),
              testing::HasSubstr("| 5, 15 | REVOKE | any open state | REVOKED | ISSUER, ENGINE, PLAN_REVISION |"));
}

}  // namespace
}  // namespace phoihop::task
