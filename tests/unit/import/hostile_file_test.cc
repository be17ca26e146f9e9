// Files that are broken, or made to harm: each is refused with a clear reason, within little memory.
#include <sys/resource.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/import/archive.h"
#include "services/import/plan_file.h"
#include "services/import/sheet_cells.h"
#include "services/import/xml_part.h"
#include "tests/unit/import/office_file.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

using ::testing::HasSubstr;

// Of the whole process, which runs one test. Sanitizers take several times as much as the readers.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int64_t kSanitizerFactor = 8;
#else
constexpr int64_t kSanitizerFactor = 1;
#endif
constexpr int64_t kMaxMemoryMib = 700 * kSanitizerFactor;
constexpr int64_t kLittleMemoryMib = 200 * kSanitizerFactor;

int64_t PeakMemoryMib() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void ExpectRefusal(const std::string& bytes, v1::ErrorReason reason, absl::string_view part) {
  const auto file = ReadPlanFile(bytes, 0);
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(ReasonOf(file.status()), reason) << file.status();
  EXPECT_THAT(std::string(file.status().message()), HasSubstr(std::string(part)));
  EXPECT_LT(file.status().message().size(), 600u);
  EXPECT_LT(PeakMemoryMib(), kMaxMemoryMib);
}

std::string Repeated(absl::string_view text, size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) absl::StrAppend(&all, text);
  return all;
}

const std::string& GoodSheet() {
  static const auto& sheet = *new std::string(absl::StrCat(
      "<sheetData>", SheetRows(1, {"TT|Nhiệm vụ|Chủ trì|Thời gian", "1|Việc|Sở Nội vụ|Quý I/2026"}), "</sheetData>"));
  return sheet;
}

std::string WithPart(Parts parts, const std::string& name, std::string text) {
  parts[name] = std::move(text);
  return Zip(parts);
}

constexpr char kSheet[] = "xl/worksheets/sheet1.xml";
constexpr char kDocument[] = "word/document.xml";

TEST(HostileXml, EntitiesAndDocumentTypesAreRefused) {
  const std::string laughs =
      "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
      "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&c;</t></is></c>"
      "</row></sheetData></worksheet>";
  ExpectRefusal(WithPart(SheetParts(""), kSheet, laughs), v1::ERROR_REASON_INVALID_FILE, "declares a document type");
  const std::string outside =
      "<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:document><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p>"
      "</w:body></w:document>";
  ExpectRefusal(WithPart(DocumentParts(""), kDocument, outside), v1::ERROR_REASON_INVALID_FILE,
                "'word/document.xml' of the file declares a document type");
  ExpectRefusal(WithPart(SheetParts(GoodSheet()), "xl/sharedStrings.xml", "<!ENTITY a 'b'><sst/>"),
                v1::ERROR_REASON_INVALID_FILE, "declares a document type or entities");
}

TEST(HostileXml, DeepNestingIsRefusedBeforeItIsParsed) {
  for (const char* part : {kSheet, "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"}) {
    ExpectRefusal(WithPart(SheetParts(GoodSheet()), part, absl::StrCat(Repeated("<a>", 100'000), "x")),
                  v1::ERROR_REASON_TOO_LARGE, "nested more than 200 deep");
  }
  ExpectRefusal(Document(Repeated("<w:tbl><w:tr><w:tc>", 90)), v1::ERROR_REASON_TOO_LARGE, "deep");
}

TEST(HostileXml, TooManyMarksAreRefused) {
  std::string elements, attributes;
  for (int i = 0; i < 1'010'000; ++i) absl::StrAppend(&elements, "<c/>", i % 7919);
  for (int i = 0; i < 2'010'000; ++i) absl::StrAppend(&attributes, "a='", i % 997, "' ");
  ExpectRefusal(WithPart(SheetParts(""), kSheet, absl::StrCat("<worksheet>", elements, "</worksheet>")),
                v1::ERROR_REASON_TOO_LARGE, "marks");
  ExpectRefusal(WithPart(SheetParts(""), kSheet, absl::StrCat("<worksheet ", attributes, "></worksheet>")),
                v1::ERROR_REASON_TOO_LARGE, "marks");
}

TEST(HostileXml, WhatIsNotWellFormedOrNotUtf8IsRefused) {
  for (const char* text : {"<worksheet><sheetData>", "<worksheet></sheetData></worksheet>", "<worksheet", "<!-- ",
                           "<![CDATA[x", "", "<?xml ", "<a b=\"", "<worksheet a=b/>"}) {
    ExpectRefusal(WithPart(SheetParts(""), kSheet, text), v1::ERROR_REASON_INVALID_FILE, "");
  }
  ExpectRefusal(WithPart(SheetParts(""), kSheet, std::string("<\0w\0/\0>\0", 8)), v1::ERROR_REASON_INVALID_FILE,
                "UTF-8");
  ExpectRefusal(WithPart(SheetParts(""), kSheet, "<worksheet>\xFF</worksheet>"), v1::ERROR_REASON_INVALID_FILE,
                "UTF-8");
}

TEST(HostileArchive, BombsAreNotUnpacked) {
  const std::string blanks(40 << 20, ' ');
  ExpectRefusal(WithPart(SheetParts(""), kSheet, absl::StrCat("<worksheet>", blanks, "</worksheet>")),
                v1::ERROR_REASON_TOO_LARGE, "too large when unpacked");
  // Small, but packed better than anything real.
  ExpectRefusal(
      WithPart(SheetParts(""), kSheet, absl::StrCat("<worksheet>", blanks.substr(0, 3 << 20), "</worksheet>")),
      v1::ERROR_REASON_TOO_LARGE, "250 times");
  // Many parts that are each within the limit.
  std::string noise;
  uint32_t state = 1;
  while (noise.size() < size_t{15} << 20) {
    state = state * 1664525 + 1013904223;
    absl::StrAppend(&noise, absl::Hex(state >> 28), Repeated("=", 40));
  }
  Parts parts = SheetParts("");
  std::string sheets, relationships;
  for (int i = 0; i < 20; ++i) {
    absl::StrAppend(&sheets, "<sheet name=\"s", i, "\" id=\"t", i, "\"/>");
    absl::StrAppend(&relationships, "<Relationship Id=\"t", i, "\" Type=\"/worksheet\" Target=\"t.xml\"/>");
  }
  parts["xl/workbook.xml"] = absl::StrCat("<workbook><sheets>", sheets, "</sheets></workbook>");
  parts["xl/_rels/workbook.xml.rels"] = absl::StrCat("<Relationships>", relationships, "</Relationships>");
  parts["xl/t.xml"] = absl::StrCat("<worksheet>", noise, "</worksheet>");
  ExpectRefusal(Zip(parts), v1::ERROR_REASON_TOO_LARGE, "64 MiB together");
}

TEST(HostileArchive, TooManyOrDoubtfulPartsAreRefused) {
  Parts parts = SheetParts(GoodSheet());
  for (int i = 0; i < 3'000; ++i) parts[absl::StrCat("x", i)] = "";
  ExpectRefusal(Zip(parts), v1::ERROR_REASON_TOO_LARGE, "at most 2000");
  parts = SheetParts(GoodSheet());
  parts["XL/Workbook.xml"] = "<workbook/>";
  ExpectRefusal(Zip(parts), v1::ERROR_REASON_INVALID_FILE, "two parts called");
  parts = SheetParts(GoodSheet());
  parts["xl/_rels/workbook.xml.rels"] =
      "<Relationships><Relationship Id=\"rId1\" Type=\"/worksheet\" "
      "Target=\"../../../../etc/passwd\"/></Relationships>";
  ExpectRefusal(Zip(parts), v1::ERROR_REASON_INVALID_FILE, "no part 'etc/passwd'");
  ExpectRefusal(std::string(kMaxArchiveBytes + 1, 'P'), v1::ERROR_REASON_TOO_LARGE, "4 MiB");
  ExpectRefusal(absl::StrCat("PK\x03\x04", std::string(kMaxArchiveBytes, 'x')), v1::ERROR_REASON_TOO_LARGE, "4 MiB");
}

std::vector<RawPart> RawParts() {
  std::vector<RawPart> parts;
  for (const auto& [name, text] : SheetParts(GoodSheet())) parts.push_back({name, text});
  return parts;
}

TEST(HostileArchive, HeadersThatLieAreFoundOut) {
  EXPECT_TRUE(ReadPlanFile(RawZip(RawParts()), 0).ok()) << ReadPlanFile(RawZip(RawParts()), 0).status();
  const auto spoilt = [](const auto& spoil) {
    std::vector<RawPart> parts = RawParts();
    for (RawPart& part : parts) {
      if (part.name == kSheet) spoil(part);
    }
    return RawZip(parts);
  };
  ExpectRefusal(spoilt([](RawPart& p) { p.crc_fault = 1; }), v1::ERROR_REASON_INVALID_FILE, "is damaged");
  ExpectRefusal(spoilt([](RawPart& p) { p.flags = 1; }), v1::ERROR_REASON_INVALID_FILE, "protected by a password");
  ExpectRefusal(spoilt([](RawPart& p) { p.method = 12; }), v1::ERROR_REASON_INVALID_FILE, "packed in an unusual way");
  ExpectRefusal(spoilt([](RawPart& p) { p.method = 8; }), v1::ERROR_REASON_INVALID_FILE, "is damaged");
  // Several entries over the same bytes.
  std::vector<RawPart> parts = RawParts();
  for (RawPart& part : parts) part.same_place = part.name != parts.front().name;
  const auto file = ReadPlanFile(RawZip(parts), 0);
  EXPECT_EQ(ReasonOf(file.status()), v1::ERROR_REASON_INVALID_FILE) << file.status();
}

TEST(HostileArchive, AFileThatIsCutOffIsRefusedWhereverItIsCut) {
  for (const std::string& bytes :
       {Workbook(GoodSheet()), Document(DocumentTable({"Nhiệm vụ|Chủ trì|Thời gian", "a|b|c"}))}) {
    ASSERT_TRUE(ReadPlanFile(bytes, 0).ok());
    for (size_t size = 0; size < bytes.size(); ++size) {
      const auto file = ReadPlanFile(absl::string_view(bytes).substr(0, size), 0);
      ASSERT_FALSE(file.ok()) << size;
      ASSERT_EQ(ReasonOf(file.status()), v1::ERROR_REASON_INVALID_FILE) << size << file.status();
    }
  }
}

TEST(HostileSheet, WhatItClaimsCostsNothing) {
  const auto sheet = [](absl::string_view before, absl::string_view rows, absl::string_view behind) {
    return Workbook(absl::StrCat(before, "<sheetData>",
                                 SheetRows(1, {"TT|Nhiệm vụ|Chủ trì|Thời gian", "1|Việc|A|Quý I"}), rows,
                                 "</sheetData>", behind));
  };
  const std::string claims =
      sheet("<dimension ref=\"A1:XFD1048576\"/><cols><col min=\"1\" max=\"2000000000\" hidden=\"1\"/></cols>",
            "<row r=\"1048576\"><c r=\"A1048576\" t=\"inlineStr\"><is><t>2</t></is></c></row>",
            "<mergeCells count=\"4000000000\"><mergeCell ref=\"E1:XFD1048576\"/></mergeCells>");
  const auto file = ReadPlanFile(claims, 0);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->appendix.rows.size(), 3u);
  EXPECT_LT(PeakMemoryMib(), kLittleMemoryMib);
  ExpectRefusal(sheet("", "<row r=\"3\"><c r=\"XFD3\"><v>1</v></c></row>", ""), v1::ERROR_REASON_TOO_LARGE,
                "cell XFD3");
  for (const char* row :
       {"<row r=\"1048577\"/>", "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>", "<row r=\"3\"><c r=\"A4\"/></row>",
        "<row r=\"3\"><c r=\"XFE3\"/></row>", "<row r=\"3\"><c t=\"s\"><v>9</v></c></row>",
        "<row r=\"3\"><c><v>x</v></c></row>", "<row r=\"3\"><c t=\"s\"><v>-1</v></c></row>"}) {
    ExpectRefusal(sheet("", row, ""), v1::ERROR_REASON_INVALID_FILE, "the workbook is damaged");
  }
  for (const char* range : {"A0:B1", "B2:A1", "A1:B2:C3", "", "1:2", "A1:XFE1"}) {
    ExpectRefusal(sheet("", "", absl::StrCat("<mergeCells><mergeCell ref=\"", range, "\"/></mergeCells>")),
                  v1::ERROR_REASON_INVALID_FILE, "a merged range that is none");
  }
  ExpectRefusal(
      sheet("", "", absl::StrCat("<mergeCells>", Repeated("<mergeCell ref=\"A1:B2\"/>", 10'001), "</mergeCells>")),
      v1::ERROR_REASON_TOO_LARGE, "merged ranges");
}

TEST(HostileSheet, OneTextInManyCellsIsCounted) {
  Parts parts = SheetParts("");
  parts["xl/sharedStrings.xml"] = absl::StrCat("<sst><si><t>", std::string(60'000, 'a'), "</t></si></sst>");
  parts[kSheet] = absl::StrCat("<worksheet><sheetData>", Repeated("<row><c t=\"s\"><v>0</v></c></row>", 4'000),
                               "</sheetData></worksheet>");
  ExpectRefusal(Zip(parts), v1::ERROR_REASON_TOO_LARGE, "16 MiB");
  // The same by one merged cell.
  std::string rows = SheetRows(1, {std::string(60'000, 'a')});
  for (int i = 2; i < 4'000; ++i) absl::StrAppend(&rows, "<row r=\"", i, "\"><c r=\"B", i, "\"><v>1</v></c></row>");
  ExpectRefusal(
      Workbook(absl::StrCat("<sheetData>", rows, "</sheetData><mergeCells><mergeCell ref=\"A1:A9999\"/></mergeCells>")),
      v1::ERROR_REASON_TOO_LARGE, "16 MiB");
  ExpectRefusal(Workbook(absl::StrCat("<sheetData>", SheetRows(1, {std::string(70'000, 'a')}), "</sheetData>")),
                v1::ERROR_REASON_TOO_LARGE, "cell A1 with more than 64 KiB");
}

TEST(HostileDocument, WhatItClaimsCostsNothing) {
  const std::string wide = absl::StrReplaceAll(
      DocumentTable({"Nhiệm vụ|Chủ trì|Thời gian", "a|b|c"}),
      {{"<w:tc><w:p><w:r><w:t xml:space=\"preserve\">c",
        "<w:tc><w:tcPr><w:gridSpan w:val=\"2147483647\"/></w:tcPr><w:p><w:r><w:t xml:space=\"preserve\">c"}});
  EXPECT_TRUE(ReadPlanFile(Document(wide), 0).ok());
  const std::string beyond = absl::StrCat(
      "<w:tbl><w:tr>", Repeated("<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>", 101), "</w:tr></w:tbl>");
  ExpectRefusal(Document(beyond), v1::ERROR_REASON_TOO_LARGE, "more than 100 columns");
  ExpectRefusal(Document(Repeated("<w:tbl/>", 101)), v1::ERROR_REASON_TOO_LARGE, "more than 100 tables");
  ExpectRefusal(Document(absl::StrCat("<w:tbl>", Repeated("<w:tr/>", 20'001), "</w:tbl>")), v1::ERROR_REASON_TOO_LARGE,
                "rows");
  const std::string cell = absl::StrCat("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>", std::string(70'000, 'a'),
                                        "</w:t></w:r></w:p></w:tc></w:tr></w:tbl>");
  ExpectRefusal(Document(cell), v1::ERROR_REASON_TOO_LARGE, "64 KiB");
  ExpectRefusal(Document("<w:p/>"), v1::ERROR_REASON_INVALID_FILE, "no table");
}

TEST(OtherFormats, AreNamedWithWhatToDo) {
  const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  std::string encrypted = ole + std::string(1000, '\0');
  for (const char c : std::string("EncryptedPackage")) encrypted += {c, '\0'};
  ExpectRefusal(encrypted, v1::ERROR_REASON_INVALID_FILE, "protected by a password");
  ExpectRefusal(ole + "Workbook", v1::ERROR_REASON_INVALID_FILE, "(.xls, .doc); save the table as .xlsx, .docx or CSV");
  ExpectRefusal(Zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<x/>"}}),
                v1::ERROR_REASON_INVALID_FILE, "OpenDocument");
  ExpectRefusal(Zip({{"a.txt", "a"}}), v1::ERROR_REASON_INVALID_FILE, "neither a .xlsx nor a .docx");
  ExpectRefusal("%PDF-1.7", v1::ERROR_REASON_INVALID_FILE, "PDF");
  ExpectRefusal("{\\rtf1", v1::ERROR_REASON_INVALID_FILE, "RTF");
  ExpectRefusal("\xEF\xBB\xBF \n<HTML><table>", v1::ERROR_REASON_INVALID_FILE, "a web page");
  ExpectRefusal("<?xml version=\"1.0\"?><Workbook/>", v1::ERROR_REASON_INVALID_FILE, "XML");
  ExpectRefusal(absl::StrCat("PK\x05\x06", std::string(18, '\0')), v1::ERROR_REASON_INVALID_FILE, "empty archive");
  ExpectRefusal(WithPart(SheetParts(""), "xl/workbook.xml", "<presentation/>"), v1::ERROR_REASON_INVALID_FILE,
                "neither a workbook nor a text document");
}

}  // namespace
}  // namespace phoihop::import
