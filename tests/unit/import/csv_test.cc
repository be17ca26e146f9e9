#include "services/import/csv.h"

#include <unicode/unistr.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "services/import/plan_table.h"
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

struct Dialect {
  const char* name;
  std::string bytes;
  const char* encoding;
  char separator;
};

// Text in UTF-16 as Excel saves "Unicode text".
std::string Utf16(absl::string_view text, bool big) {
  const icu::UnicodeString units = icu::UnicodeString::fromUTF8("\xEF\xBB\xBF" + std::string(text));
  std::string bytes;
  for (int32_t i = 0; i < units.length(); ++i) {
    const char high = static_cast<char>(units[i] >> 8), low = static_cast<char>(units[i] & 0xFF);
    bytes += {big ? high : low, big ? low : high};
  }
  return bytes;
}

TEST(CsvDialect, ReadsThoseThatExcelWrites) {
  const std::string table =
      "TT;Nhiệm vụ;\"Chủ trì\";Thời gian\r\n1;\"Việc \"\"A\"\"\nvà B\";Sở Nội vụ;Quý I\r\n;;;\r\n";
  const std::string tabs = absl::StrReplaceAll(table, {{";", "\t"}});
  const std::string commas = absl::StrReplaceAll(table, {{";", ","}});
  // ê and the tone marks of Windows-1258: "Nhiệm vụ", "Chủ trì", "Thời gian", "Việc", "Sở Nội vụ", "Quý I".
  const std::string windows =
      "TT;Nhi\xEA\xF2m vu\xF2;Chu\xD2 tri\xCC;Th\xF5\xCCi gian\r\n1;\"Vi\xEA\xF2"
      "c \"\"A\"\"\nva\xCC B\";S\xF5\xD2 N\xF4\xF2i vu\xF2;Quy\xEC I\r\n;;;\r\n";
  const Dialect kDialects[] = {
      {"semicolons", table, "UTF-8", ';'},
      {"commas and mark", "\xEF\xBB\xBF" + commas, "UTF-8", ','},
      {"tabs", tabs, "UTF-8", '\t'},
      {"Unicode text", Utf16(tabs, false), "UTF-16", '\t'},
      {"Unicode text, big-endian", Utf16(table, true), "UTF-16", ';'},
      {"sep=", "sep=;\r\n" + table, "UTF-8", ';'},
      {"SEP= with mark", "\xEF\xBB\xBFSEP=,\n" + commas, "UTF-8", ','},
      {"old Macintosh", absl::StrReplaceAll(table, {{"\r\n", "\r"}}), "UTF-8", ';'},
      {"Windows-1258", windows, "Windows-1258", ';'},
      {"the title has other separators", "Phụ lục, kèm theo Kế hoạch, năm 2026\r\n" + table, "UTF-8", ','},
  };
  for (const Dialect& dialect : kDialects) {
    SCOPED_TRACE(dialect.name);
    const auto csv = OpenCsv(dialect.bytes);
    ASSERT_TRUE(csv.ok()) << csv.status();
    EXPECT_EQ(csv->encoding, dialect.encoding);
    EXPECT_EQ(csv->separator, dialect.separator);
    // Whatever the first row says, the separator that makes columns of the titles is taken.
    const auto read = ReadCsvTable(dialect.bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    const size_t first = read->rows.size() - 3;
    EXPECT_THAT(read->rows[first].cells, ElementsAre("TT", "Nhiệm vụ", "Chủ trì", "Thời gian"));
    EXPECT_THAT(read->rows[first + 1].cells, ElementsAre("1", "Việc \"A\"\nvà B", "Sở Nội vụ", "Quý I"));
    EXPECT_THAT(read->rows[first + 2].cells, ElementsAre("", "", "", ""));
    EXPECT_THAT(read->remark, HasSubstr(std::string("CSV mã ") + dialect.encoding + ", phân cách bằng"));
    const bool declared = csv->first_line == 2;
    EXPECT_EQ(read->rows[first].row, static_cast<int>(first) + (declared ? 2 : 1));
  }
}

TEST(CsvDialect, NeverGuessesAnEncoding) {
  const std::string rows = ",Th\xF5\xCCi gian\n";
  // TCVN3 and VNI, fonts of the nineties; Latin-1; UTF-16 and UTF-32 without or with their marks.
  for (const std::string& bytes :
       {std::string("TT,Nhi\xD6m v\xF4,Ch\xF1 tr\xD7\n"), std::string("TT,Nhie\xE4m vu\xEF\n"),
        std::string("TT,caf\xE9\n"), std::string("T\0T\0,\0", 6), std::string("\xFF\xFE\0\0T\0\0\0", 8),
        std::string("\xFF\xFET", 3), std::string("\xFE\xFF\xD8\x00\x00T", 6), "a\x81" + rows, "\xF2" + rows}) {
    const auto csv = OpenCsv(bytes);
    if (csv.ok()) {
      ADD_FAILURE() << csv->encoding << ": " << csv->text;
      continue;
    }
    EXPECT_EQ(ReasonOf(csv.status()), v1::ERROR_REASON_INVALID_FILE);
    EXPECT_THAT(std::string(csv.status().message()), HasSubstr("CSV UTF-8"));
  }
}

TEST(CsvDialect, RefusesQuotationMarksInACellThatDoesNotBeginWithOne) {
  ExpectRefusal("a,Đề án \"Số hóa\" xong,c\n", v1::ERROR_REASON_INVALID_FILE, "line 1, column 2: a quotation mark");
  ExpectRefusal("a,Đề án \"Số hóa, pha 1\" xong,c\n", v1::ERROR_REASON_INVALID_FILE,
                "line 1, column 2: a quotation mark");
}

TEST(CsvDialect, EmptyColumnsAndRowsAtTheEndDoNotCount) {
  std::string text = "a,b" + std::string(16'382, ',') + "\n";
  for (size_t i = 0; i < kMaxCsvRows + 10; ++i) text += ",\n";
  const auto rows = ReadCsv(text);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->size(), kMaxCsvRows);
  EXPECT_EQ((*rows)[0].cells.size(), kMaxCsvColumns);
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
