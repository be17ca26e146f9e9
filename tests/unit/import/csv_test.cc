#include "services/import/csv.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::vector<std::string>> Cells(absl::string_view text) {
  const auto rows = ReadCsv(text);
  EXPECT_TRUE(rows.ok()) << rows.status();
  std::vector<std::vector<std::string>> cells;
  if (rows.ok()) {
    for (const CsvRow& row : *rows) cells.push_back(row.cells);
  }
  return cells;
}

TEST(CsvTest, ReadsQuotedCellsWithSeparatorsQuotesAndLineBreaks) {
  EXPECT_THAT(Cells("TT,Nhiệm vụ\r\n1,\"a, \"\"b\"\"\nc\"\r\n"),
              ElementsAre(ElementsAre("TT", "Nhiệm vụ"), ElementsAre("1", "a, \"b\"\nc")));
}

TEST(CsvTest, FindsTheSeparatorOfTheFirstRow) {
  EXPECT_THAT(Cells("TT;Nhiệm vụ;\"Cơ quan, đơn vị, ai\"\n1;2,5;x\n"),
              ElementsAre(ElementsAre("TT", "Nhiệm vụ", "Cơ quan, đơn vị, ai"), ElementsAre("1", "2,5", "x")));
}

TEST(CsvTest, DropsTheByteOrderMark) {
  EXPECT_THAT(Cells("\xEF\xBB\xBFmã,tên\n"), ElementsAre(ElementsAre("mã", "tên")));
}

TEST(CsvTest, AnyLineEndsAndALastLineWithoutOne) {
  EXPECT_THAT(Cells("a,b\rc,d\r\ne,f"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"), ElementsAre("e", "f")));
}

TEST(CsvTest, KeepsEmptyCells) {
  EXPECT_THAT(Cells("a,,\n,,b\n"), ElementsAre(ElementsAre("a", "", ""), ElementsAre("", "", "b")));
}

TEST(CsvTest, RowsKnowTheLineOnWhichTheyBegin) {
  const auto rows = ReadCsv("a\n\n\"b\n\nb\"\n \nc\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  std::vector<int> lines;
  for (const CsvRow& row : *rows) lines.push_back(row.line);
  EXPECT_THAT(lines, ElementsAre(1, 3, 7));
}

void ExpectRefusal(absl::string_view text, v1::ErrorReason reason, absl::string_view part) {
  const auto rows = ReadCsv(text);
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(ReasonOf(rows.status()), reason) << rows.status();
  EXPECT_THAT(std::string(rows.status().message()), HasSubstr(std::string(part)));
}

TEST(CsvTest, SaysWhereTheTextIsNotUtf8) {
  ExpectRefusal("a,b\n1,\"x\xE1\xBA\"\n", v1::ERROR_REASON_INVALID_FILE, "line 2: the text is not UTF-8");
}

TEST(CsvTest, SaysWhereAQuotationIsNotClosed) {
  ExpectRefusal("a,b\n1,\"x\n2,y\n", v1::ERROR_REASON_INVALID_FILE, "quotation mark");
  ExpectRefusal("a,b\n1,\"x\" y\n", v1::ERROR_REASON_INVALID_FILE, "line 2, column 2: a quotation mark");
}

TEST(CsvTest, RefusesWhatIsTooLarge) {
  ExpectRefusal(std::string(kMaxCsvBytes + 1, 'a'), v1::ERROR_REASON_TOO_LARGE, "4 MiB");
  ExpectRefusal(absl::StrCat("a,", std::string(kMaxCsvCellBytes + 1, 'a')), v1::ERROR_REASON_TOO_LARGE,
                "line 1, column 2: a cell of more than 64 KiB");
  ExpectRefusal(absl::StrCat(std::string(kMaxCsvColumns, ','), "a"), v1::ERROR_REASON_TOO_LARGE,
                "line 1: more than 100 columns");
  std::string rows;
  for (size_t i = 0; i <= kMaxCsvRows; ++i) rows += "a\n";
  ExpectRefusal(rows, v1::ERROR_REASON_TOO_LARGE, "line 20001: more than 20000 rows");
}

TEST(CsvTest, AtTheLimitsItReads) {
  EXPECT_TRUE(ReadCsv(std::string(kMaxCsvCellBytes, 'a')).ok());
  EXPECT_TRUE(ReadCsv(std::string(kMaxCsvColumns - 1, ',')).ok());
}

std::string Quoted(const std::string& cell) {
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

RC_GTEST_PROP(CsvProperty, ReadsBackWhatIsWritten, ()) {
  const auto letters = rc::gen::elementOf(std::string("aZ09,;\"\n\r \t-&"));
  const auto cell = rc::gen::container<std::string>(letters);
  const auto row = rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(cell));
  const auto rows = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::vector<std::string>>>(row));
  std::string text = "x,y,z\n";  // decides the separator
  for (const auto& cells : rows) {
    RC_PRE(cells.size() < kMaxCsvColumns);
    for (size_t i = 0; i < cells.size(); ++i) text += (i > 0 ? "," : "") + Quoted(cells[i]);
    text += "\n";
  }
  const auto read = ReadCsv(text);
  RC_ASSERT(read.ok());
  RC_ASSERT(read->size() == rows.size() + 1);
  for (size_t i = 0; i < rows.size(); ++i) RC_ASSERT((*read)[i + 1].cells == rows[i]);
}

RC_GTEST_PROP(CsvProperty, NeverFallsOverAnyBytes, (const std::string& bytes)) {
  const auto rows = ReadCsv(bytes);
  RC_ASSERT(rows.ok() || ReasonOf(rows.status()) != v1::ERROR_REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace phoihop::import
