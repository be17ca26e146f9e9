// XLSX and DOCX in all that officials do to tables: merged cells, dates, numbers, footnotes, tracked changes, several
// sheets and tables.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/import/plan_file.h"
#include "tests/unit/import/office_file.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

using plan::AppendixRow;
using plan::Column;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr absl::string_view kTitles = "TT|Nhiệm vụ|Chủ trì|Phối hợp|Thời gian|Sản phẩm";

// `2 ITEM 1/Việc/Sở A//31/12/2026/ {footnote} <remark> !lead: fault`, lines of cells with `¶`.
std::string Show(const AppendixRow& row) {
  std::string shown = absl::StrCat(row.row, " ", v1::ImportedRow::Kind_Name(row.kind).substr(5));
  if (row.kind == v1::ImportedRow::KIND_ITEM) {
    absl::StrAppend(&shown, " ", absl::StrJoin(row.cells.begin(), row.cells.end() - 1, "/"));
  } else if (row.kind != v1::ImportedRow::KIND_HEADER) {
    absl::StrAppend(&shown, " ", row.at(Column::kOrdinal), "/", row.at(Column::kText));
  }
  for (const std::string& footnote : row.footnotes) absl::StrAppend(&shown, " {", footnote, "}");
  if (!row.remark.empty() && row.kind != v1::ImportedRow::KIND_HEADER) absl::StrAppend(&shown, " <", row.remark, ">");
  for (size_t i = 0; i < plan::kColumnCount; ++i) {
    if (!row.faults[i].empty()) absl::StrAppend(&shown, " !", plan::kColumnNames[i], ": ", row.faults[i].substr(0, 20));
  }
  return absl::StrReplaceAll(shown, {{"\n", "¶"}});
}

std::string Show(const std::string& bytes, int table = 0) {
  const auto file = ReadPlanFile(bytes, table);
  if (!file.ok()) return absl::StrCat(ReasonName(ReasonOf(file.status())), ": ", file.status().message());
  std::vector<std::string> rows;
  for (const AppendixRow& row : file->appendix.rows) {
    if (row.kind != v1::ImportedRow::KIND_HEADER && row.kind != v1::ImportedRow::KIND_EMPTY) rows.push_back(Show(row));
  }
  return absl::StrJoin(rows, "; ");
}

std::string Header(const std::string& bytes) {
  const auto file = ReadPlanFile(bytes, 0);
  EXPECT_TRUE(file.ok()) << file.status();
  return file.ok() ? file->appendix.rows.front().remark : "";
}

std::string Sheet(absl::string_view rows, absl::string_view behind = "") {
  return absl::StrCat("<sheetData>", SheetRows(1, {kTitles}), rows, "</sheetData>", behind);
}

// An item with one more cell, in the deadline's column.
std::string SheetWithDeadline(absl::string_view cell) {
  return Sheet(absl::StrCat("<row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>Việc</t></is></c>",
                            "<c r=\"C2\" t=\"inlineStr\"><is><t>A</t></is></c>", cell, "</row>"));
}

TEST(Xlsx, ReadsACellAsExcelShowsIt) {
  struct Case {
    const char* cell;
    const char* styles;  // of style 1
    const char* shown;   // the deadline
  };
  const Case kCases[] = {
      {"<c r=\"E2\" s=\"1\"><v>46387</v></c>", "14", "31/12/2026"},
      {"<c r=\"E2\" s=\"1\"><v>46387.604166666664</v></c>", "22", "31/12/2026 14:30"},
      {"<c r=\"E2\" s=\"1\"><v>46387</v></c>", "dd\\-mm\\-yyyy;@", "31/12/2026"},
      {"<c r=\"E2\" s=\"1\"><v>46387</v></c>", "[$-42A]dd/mm/yyyy", "31/12/2026"},
      {"<c r=\"E2\" s=\"1\"><v>46296</v></c>", "17", "10/2026"},
      {"<c r=\"E2\" s=\"1\"><v>46387</v></c>", "16", "31/12"},
      {"<c r=\"E2\" s=\"1\"><v>46387</v></c>", "yyyy", "2026"},
      {"<c r=\"E2\" s=\"1\"><v>0.5</v></c>", "20", "12:00"},
      {"<c r=\"E2\" s=\"1\"><v>60</v></c>", "14", "29/02/1900"},
      {"<c r=\"E2\" s=\"1\"><v>1</v></c>", "14", "01/01/1900"},
      {"<c r=\"E2\" s=\"1\"><v>0.285</v></c>", "10", "28.50%"},
      {"<c r=\"E2\" s=\"1\"><v>3</v></c>", "&quot;Quý &quot;0", "Quý 3"},
      {"<c r=\"E2\" s=\"1\"><v>7</v></c>", "00", "07"},
      {"<c r=\"E2\" s=\"1\"><v>1.1</v></c>", "0.00", "1.10"},
      {"<c r=\"E2\" s=\"1\"><v>1234.5</v></c>", "#,##0", "1234"},
      {"<c r=\"E2\"><v>0.30000000000000004</v></c>", "14", "0.3"},
      {"<c r=\"E2\"><v>2026</v></c>", "14", "2026"},
      {"<c r=\"E2\" t=\"b\"><v>1</v></c>", "14", "TRUE"},
      {"<c r=\"E2\" t=\"d\"><v>2026-12-31T00:00:00</v></c>", "14", "31/12/2026"},
      {"<c r=\"E2\" t=\"str\"><f>A1</f><v>Quý III</v></c>", "14", "Quý III"},
      {"<c r=\"E2\" t=\"inlineStr\"><is><r><t>Quý </t></r><r><t xml:space=\"preserve\"> "
       "</t></r><r><t>I</t></r></is></c>",
       "14", "Quý  I"},
      {"<c r=\"E2\" t=\"inlineStr\"><is><t>a_x000D_\nb_x005F_x</t><rPh><t>c</t></rPh></is></c>", "14", "a¶b_x"},
      {"<c r=\"E2\" t=\"s\"><v>1</v></c>", "14", "Thường xuyên"},
  };
  for (const Case& c : kCases) {
    Parts parts = SheetParts(SheetWithDeadline(c.cell));
    const bool built_in = absl::string_view(c.styles).find_first_not_of("0123456789") == absl::string_view::npos &&
                          absl::string_view(c.styles) != "00";
    parts["xl/styles.xml"] = absl::StrCat("<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"", c.styles,
                                          "\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"",
                                          built_in ? c.styles : "170", "\"/></cellXfs></styleSheet>");
    parts["xl/sharedStrings.xml"] = "<sst><si><t>x</t></si><si><t>Thường xuyên</t></si></sst>";
    EXPECT_EQ(Show(Zip(parts)), absl::StrCat("2 ITEM /Việc/A//", c.shown, "/")) << c.cell << " " << c.styles;
  }
}

TEST(Xlsx, CountsDaysFrom1904WhereTheWorkbookDoes) {
  Parts parts = SheetParts(SheetWithDeadline("<c r=\"E2\" s=\"0\"><v>44925</v></c>"));
  parts["xl/styles.xml"] = "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
  parts["xl/workbook.xml"] =
      absl::StrReplaceAll(parts["xl/workbook.xml"], {{"<sheets>", "<workbookPr date1904=\"1\"/><sheets>"}});
  EXPECT_EQ(Show(Zip(parts)), "2 ITEM /Việc/A//31/12/2026/");
}

TEST(Xlsx, WhatCannotBeReadIsAFaultOfTheCell) {
  EXPECT_THAT(Show(Workbook(SheetWithDeadline("<c r=\"E2\" t=\"e\"><v>#REF!</v></c>"))),
              HasSubstr("#REF!/ !deadline: Ô có lỗi"));
  EXPECT_THAT(Show(Workbook(SheetWithDeadline("<c r=\"E2\"><f>TODAY()</f></c>"))),
              HasSubstr("!deadline: Ô có công thức"));
}

TEST(Xlsx, AMergedCellCountsForEveryRow) {
  const std::string sheet =
      Sheet(SheetRows(2, {"1|Việc một|Sở A||Quý I|x", "2|Việc hai|||Quý II|y", "3|Việc ba||B|Quý III|z"}),
            "<mergeCells><mergeCell ref=\"C2:C4\"/></mergeCells>");
  EXPECT_EQ(Show(Workbook(sheet)),
            "2 ITEM 1/Việc một/Sở A//Quý I/x; 3 ITEM 2/Việc hai/Sở A//Quý II/y; 4 ITEM 3/Việc ba/Sở A/B/Quý III/z");
}

TEST(Xlsx, RowsThatShareTaskLeadAndDeadlineAreOneItem) {
  const std::string sheet =
      Sheet(SheetRows(2, {"1|Việc|Sở A|B|Quý I|x", "|||C||y", "2|Khác|Sở A||Quý I|"}),
            "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"C2:C3\"/>"
            "<mergeCell ref=\"E2:E3\"/></mergeCells>");
  EXPECT_EQ(Show(Workbook(sheet)),
            "2 ITEM 1/Việc/Sở A/B¶C/Quý I/x¶y <gồm cả dòng 3 (ô gộp)>; 4 ITEM 2/Khác/Sở A//Quý I/");
  // Of other leads it says something else: two items.
  const std::string two = Sheet(SheetRows(2, {"1|Việc|Sở A||Quý I|x", "||Sở B||Quý II|"}),
                                "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:B3\"/></mergeCells>");
  EXPECT_EQ(Show(Workbook(two)), "2 ITEM 1/Việc/Sở A//Quý I/x; 3 ITEM 1/Việc/Sở B//Quý II/");
}

TEST(Xlsx, ARowMergedOverTheColumnsOfLeadAndDeadlineIsAHeading) {
  const std::string sheet = Sheet(SheetRows(2, {"1|NHÓM MỘT", "1.1|Việc|Sở A||Quý I|"}),
                                  "<mergeCells><mergeCell ref=\"B2:F2\"/></mergeCells>");
  EXPECT_EQ(Show(Workbook(sheet)), "2 HEADING 1/NHÓM MỘT; 3 ITEM 1.1/Việc/Sở A//Quý I/");
}

TEST(Xlsx, ACellMergedOverLeadAndCoordinatorsIsNotGuessed) {
  const std::string sheet =
      Sheet(SheetRows(2, {"1|Việc|Các sở||Quý I|"}), "<mergeCells><mergeCell ref=\"C2:D2\"/></mergeCells>");
  EXPECT_THAT(Show(Workbook(sheet)), HasSubstr("!lead: Ô này gộp"));
}

TEST(Xlsx, ReadsTwoRowsOfTitlesWithMergedCells) {
  const std::string sheet = absl::StrCat(
      "<sheetData>",
      SheetRows(1, {"TT|Nhiệm vụ|Cơ quan thực hiện||Thời gian thực hiện", "||Chủ trì|Phối hợp|", "(1)|(2)|(3)|(4)|(5)",
                    "1|Việc|A|B|Quý I"}),
      "</sheetData><mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:B2\"/><mergeCell ref=\"C1:D1\"/>"
      "<mergeCell ref=\"E1:E2\"/></mergeCells>");
  EXPECT_EQ(Show(Workbook(sheet)), "4 ITEM 1/Việc/A/B/Quý I/");
}

TEST(Xlsx, CommentsAreFootnotesAndHiddenRowsAreReadWithARemark) {
  Parts parts = SheetParts(
      absl::StrCat("<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols>",
                   Sheet(absl::StrReplaceAll(SheetRows(2, {"1|Việc|A||Quý I|"}), {{"<row ", "<row hidden=\"1\" "}}))));
  parts["xl/comments1.xml"] =
      "<comments><authors><author>An</author></authors><commentList><comment ref=\"B2\" authorId=\"0\"><text><r><t>An:"
      "</t></r><r><t>\nđã thống nhất</t></r></text></comment></commentList></comments>";
  EXPECT_EQ(Show(Zip(parts)), "2 ITEM 1/Việc/A//Quý I/ {đã thống nhất} <dòng này đang ẩn trong tệp>");
  EXPECT_EQ(Header(Zip(parts)), "XLSX, trang tính 'Phụ lục', đọc cả cột đang ẩn C");
}

TEST(Xlsx, ChoosesTheSheetWithThePlanAndListsOthers) {
  Parts parts = SheetParts("<sheetData/>");
  const auto sheet = [](absl::string_view rows) { return absl::StrCat("<worksheet>", Sheet(rows), "</worksheet>"); };
  parts["xl/workbook.xml"] =
      "<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" xmlns:r=\"r\"><x:sheets>"
      "<x:sheet name=\"Bìa\" sheetId=\"1\" r:id=\"rId1\"/><x:sheet name=\"Ẩn\" sheetId=\"2\" state=\"hidden\" "
      "r:id=\"s2\"/>"
      "<x:sheet name=\"PL1\" sheetId=\"3\" r:id=\"s3\"/><x:sheet name=\"PL2\" sheetId=\"4\" r:id=\"s4\"/>"
      "</x:sheets></x:workbook>";
  parts["xl/_rels/workbook.xml.rels"] = absl::StrReplaceAll(
      parts["xl/_rels/workbook.xml.rels"],
      {{"</Relationships>",
        "<Relationship Id=\"s2\" Type=\"x/worksheet\" Target=\"/xl/s2.xml\"/><Relationship Id=\"s3\" "
        "Type=\"x/worksheet\" "
        "Target=\"s3.xml\"/><Relationship Id=\"s4\" Type=\"x/worksheet\" Target=\"s4.xml\"/></Relationships>"}});
  parts["xl/s2.xml"] = sheet(SheetRows(2, {"1|Việc ẩn|A||Quý I|"}));
  parts["xl/s3.xml"] = sheet(SheetRows(2, {"1|Việc|A||Quý I|"}));
  parts["xl/s4.xml"] = sheet(SheetRows(2, {"1|Việc khác|A||Quý I|", "2|Nữa|A||Quý I|"}));
  const std::string bytes = Zip(parts);
  EXPECT_EQ(Show(bytes), "2 ITEM 1/Việc/A//Quý I/");
  EXPECT_EQ(Show(bytes, 3), "2 ITEM 1/Việc khác/A//Quý I/; 3 ITEM 2/Nữa/A//Quý I/");
  EXPECT_THAT(Show(bytes, 1), HasSubstr("no header row"));
  EXPECT_THAT(Show(bytes, 4), AllOf(HasSubstr("INVALID_FIELD"), HasSubstr("has 3 sheets")));
  EXPECT_THAT(Show(bytes, -1), HasSubstr("INVALID_FIELD"));
  const auto file = ReadPlanFile(bytes, 0);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->tables.size(), 2u);
  EXPECT_EQ(file->tables[1].table(), 3);
  EXPECT_EQ(file->tables[1].title(), "PL2");
  EXPECT_EQ(file->tables[1].rows(), 3);
}

// A table of paragraphs that are given as XML.
std::string Row(std::initializer_list<absl::string_view> cells) {
  std::string xml = "<w:tr>";
  for (const absl::string_view cell : cells) {
    absl::StrAppend(&xml, absl::StartsWith(cell, "<w:tc>") ? "" : "<w:tc>", cell, "</w:tc>");
  }
  return absl::StrCat(xml, "</w:tr>");
}
std::string P(absl::string_view text) { return absl::StrCat("<w:p><w:r><w:t>", text, "</w:t></w:r></w:p>"); }
std::string Table(absl::string_view rows) {
  return absl::StrReplaceAll(DocumentTable({kTitles}), {{"</w:tbl>", absl::StrCat(rows, "</w:tbl>")}});
}

TEST(Docx, ReadsParagraphsRunsBreaksAndLinks) {
  struct Case {
    const char* cell;
    const char* shown;
  };
  const Case kCases[] = {
      {"<w:p><w:r><w:t>Sở </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\"> "
       "</w:t></w:r><w:r><w:t>A</w:t>"
       "</w:r></w:p><w:p><w:r><w:t>Sở B</w:t></w:r></w:p>",
       "Sở  A¶Sở B"},
      {"<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/"
       "><w:t>e"
       "</w:t><w:br w:type=\"page\"/></w:r></w:p>",
       "a¶b c-de"},
      {"<w:p><w:hyperlink><w:r><w:t>Sở A</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
       "Sở A"},
      {"<w:p><w:r><w:drawing><w:txbxContent><w:p><w:r><w:t>hộp</w:t></w:r></w:p></w:txbxContent></w:drawing><w:t>Sở A"
       "</w:t></w:r></w:p>",
       "Sở A"},
      {"<w:sdt><w:sdtContent><w:p><w:r><w:t>Sở A</w:t></w:r></w:p></w:sdtContent></w:sdt>", "Sở A"},
      {"<w:p><w:r><w:t>100 m</w:t></w:r><w:r><w:rPr><w:vertAlign "
       "w:val=\"superscript\"/></w:rPr><w:t>2</w:t></w:r></w:p>",
       "100 m²"},
  };
  for (const Case& c : kCases) {
    const std::string table = Table(Row({P("1"), P("Việc"), P("A"), c.cell, P("Quý I"), P("")}));
    EXPECT_EQ(Show(Document(table)), absl::StrCat("2 ITEM 1/Việc/A/", c.shown, "/Quý I/")) << c.cell;
  }
}

TEST(Docx, TrackedChangesAreReadAsIfAccepted) {
  const std::string table = Table(absl::StrCat(
      Row({P("1"), P("Việc"),
           "<w:p><w:del><w:r><w:delText>Sở B</w:delText></w:r></w:del><w:ins><w:r><w:t>Sở A</w:t></w:r></w:ins></w:p>",
           P(""), P("Quý I"), P("")}),
      absl::StrReplaceAll(Row({P("2"), P("Xóa"), P("A"), P(""), P("Quý I"), P("")}),
                          {{"<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>"}}),
      Row({P("3"), P("Còn"), "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:t>Sở A</w:t></w:r></w:p>",
           P(""), P("Quý I"), P("")})));
  EXPECT_EQ(
      Show(Document(table)),
      "2 ITEM 1/Việc/Sở A//Quý I/ <gồm cả chữ được thêm nhưng chưa duyệt (theo dõi thay đổi); đã bỏ chữ bị xóa nhưng "
      "chưa duyệt (theo dõi thay đổi)>; 3 ITEM 3/Còn/Sở A//Quý I/ <đã bỏ chữ ẩn>");
  EXPECT_EQ(Header(Document(table)), "DOCX, bảng 1, bỏ qua 1 dòng đã xóa (theo dõi thay đổi)");
}

TEST(Docx, MergedCellsCountForEveryRowAndMergedRowsAreHeadings) {
  constexpr absl::string_view kRestart = "<w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>";
  constexpr absl::string_view kGoesOn = "<w:tc><w:tcPr><w:vMerge/></w:tcPr>";
  const std::string table =
      Table(absl::StrCat(Row({P("1"), absl::StrCat("<w:tc><w:tcPr><w:gridSpan w:val=\"5\"/></w:tcPr>", P("NHÓM"))}),
                         Row({P("1.1"), P("Một"), absl::StrCat(kRestart, P("Sở A")), P(""), P("Quý I"), P("")}),
                         Row({P("1.2"), P("Hai"), absl::StrCat(kGoesOn, P("")), P(""), P("Quý II"), P("")})));
  EXPECT_EQ(Show(Document(table)), "2 HEADING 1/NHÓM; 3 ITEM 1.1/Một/Sở A//Quý I/; 4 ITEM 1.2/Hai/Sở A//Quý II/");
}

TEST(Docx, FootnotesBelongToTheirItem) {
  Parts parts = DocumentParts(absl::StrCat(
      Table(absl::StrCat(Row({P("1"), "<w:p><w:r><w:t>Việc</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
                              P("Sở A (*)"), P(""), P("Quý I"), P("(1) trước, (2) sau")}),
                         Row({P("2"), P("Khác"), P("Sở A"), P("B(1), C"), P("Quý I"), P("")}))),
      P("(*) Phối hợp với trung ương"), P("(1) Khi có yêu cầu"), P("(2) Không ai dẫn")));
  parts["word/footnotes.xml"] =
      "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote><w:footnote "
      "w:id=\"2\"><w:p><w:r><w:t> "
      "Theo Kế hoạch 277</w:t></w:r></w:p></w:footnote></w:footnotes>";
  EXPECT_EQ(Show(Zip(parts)),
            "2 ITEM 1/Việc/Sở A//Quý I/(1) trước, (2) sau {Theo Kế hoạch 277} {(*) Phối hợp với trung ương}; "
            "3 ITEM 2/Khác/Sở A/B, C/Quý I/ {(1) Khi có yêu cầu}");
}

std::string Numbered(int list, int level, absl::string_view text) {
  return absl::StrCat("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"", level, "\"/><w:numId w:val=\"", list,
                      "\"/></w:numPr></w:pPr><w:r><w:t>", text, "</w:t></w:r></w:p>");
}

TEST(Docx, AutomaticNumbersAreThoseThatWordShows) {
  const auto row = [](const std::string& ordinal, absl::string_view text, absl::string_view lead) {
    return Row({ordinal, P(text), P(lead), P(""), P(lead.empty() ? "" : "Quý I"), P("")});
  };
  Parts parts = DocumentParts(Table(absl::StrCat(
      row(Numbered(1, 0, ""), "NHÓM", ""), row(Numbered(2, 0, ""), "Một", "A"), row(Numbered(2, 1, ""), "Một một", "A"),
      row(Numbered(2, 1, ""), "Một hai", "A"), row(Numbered(2, 0, ""), "Hai", "A"),
      row(Numbered(2, 1, ""), "Hai một", "A"), row(Numbered(1, 0, ""), "NHÓM", ""),
      row("<w:p><w:pPr><w:pStyle w:val=\"So\"/></w:pPr></w:p>", "Ba", "A"), row(Numbered(3, 0, ""), "Lại từ năm", "A"),
      row(Numbered(4, 0, ""), "Lạ", "A"), row(Numbered(5, 0, "x"), "Chấm", "A"))));
  parts["word/numbering.xml"] =
      "<w:numbering>"
      "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"upperRoman\"/>"
      "<w:lvlText w:val=\"%1\"/></w:lvl></w:abstractNum>"
      "<w:abstractNum w:abstractNumId=\"2\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/>"
      "<w:lvlText w:val=\"%1.\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/>"
      "<w:lvlText w:val=\"%1.%2\"/></w:lvl></w:abstractNum>"
      "<w:abstractNum w:abstractNumId=\"4\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chicago\"/>"
      "<w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum>"
      "<w:abstractNum w:abstractNumId=\"5\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText "
      "w:val=\"\"/></w:lvl>"
      "</w:abstractNum>"
      "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId "
      "w:val=\"2\"/></w:num>"
      "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"2\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/>"
      "</w:lvlOverride></w:num><w:num w:numId=\"4\"><w:abstractNumId w:val=\"4\"/></w:num>"
      "<w:num w:numId=\"5\"><w:abstractNumId w:val=\"5\"/></w:num></w:numbering>";
  parts["word/styles.xml"] =
      "<w:styles><w:style w:styleId=\"So\"><w:basedOn w:val=\"Goc\"/></w:style><w:style "
      "w:styleId=\"Goc\"><w:pPr><w:numPr>"
      "<w:numId w:val=\"2\"/></w:numPr></w:pPr></w:style></w:styles>";
  EXPECT_EQ(Show(Zip(parts)),
            "2 HEADING I/NHÓM; 3 ITEM 1./Một/A//Quý I/; 4 ITEM 1.a/Một một/A//Quý I/; 5 ITEM 1.b/Một hai/A//Quý I/; "
            "6 ITEM 2./Hai/A//Quý I/; 7 ITEM 2.a/Hai một/A//Quý I/; 8 HEADING II/NHÓM; 9 ITEM 3./Ba/A//Quý I/; "
            "10 ITEM 5./Lại từ năm/A//Quý I/; 11 ITEM /Lạ/A//Quý I/ !ordinal: Số thứ tự tự; "
            "12 ITEM - x/Chấm/A//Quý I/");
}

TEST(Docx, ATableCutInTwoGoesOnAndOthersAreListed) {
  const std::string item = "1|Việc|A||Quý I|x";
  const std::string cut = absl::StrCat(
      P("Phụ lục I"), DocumentTable({kTitles, item}), "<w:p/>", DocumentTable({"2|Tiếp|A||Quý I|x"}), P("Phụ lục II"),
      DocumentTable({kTitles, "1|Khác|A||Quý I|x"}), P("Ghi chú"), DocumentTable({"Nơi nhận|CHỦ TỊCH"}));
  EXPECT_EQ(Show(Document(cut)), "2 ITEM 1/Việc/A//Quý I/x; 3 ITEM 2/Tiếp/A//Quý I/x");
  EXPECT_EQ(Show(Document(cut), 3), "2 ITEM 1/Khác/A//Quý I/x");
  EXPECT_THAT(Header(Document(cut)), HasSubstr("phần tiếp theo ở bảng 2"));
  const auto file = ReadPlanFile(Document(cut), 0);
  ASSERT_TRUE(file.ok() && file->tables.size() == 2);
  EXPECT_EQ(file->tables[1].title(), "Phụ lục II");
  EXPECT_EQ(file->tables[1].table(), 3);
  // Titles again on the next page.
  EXPECT_EQ(Show(Document(absl::StrCat(DocumentTable({kTitles, item}), DocumentTable({kTitles, "2|Tiếp|A||Quý I|x"})))),
            "2 ITEM 1/Việc/A//Quý I/x; 4 ITEM 2/Tiếp/A//Quý I/x");
}

TEST(Docx, ATableInsideACellIsAFault) {
  const std::string table =
      Table(Row({P("1"), P("Việc"), absl::StrCat(DocumentTable({"Sở A|Sở B"}), P("")), P(""), P("Quý I"), P("")}));
  EXPECT_THAT(Show(Document(table)), HasSubstr("!lead: Ô này chứa một"));
}

TEST(PlanTitles, AreFoundAsOfficialsWriteThem) {
  struct Case {
    const char* titles;
    const char* shown;
  };
  const Case kCases[] = {
      {"STT|Nội dung công việc|Đơn vị chủ trì|CQ phối hợp|Tiến độ|Sản phẩm/Kết quả", "1/b/c/d/e/f"},
      {"Số TT|Tên nhiệm vụ|CQ chủ trì|Đơn vị phối hợp|Thời gian thực hiện/hoàn thành|Kết quả", "1/b/c/d/e/f"},
      {"TT|Nhiệm vụ, giải pháp|Đơn vị thực hiện|Phối hợp|Mốc thời gian|Sản phẩm", "1/b/c/d/e/f"},
      {"TT|Nhiệm vụ|Chủ trì|Đơn vị thực hiện|Thời hạn|Sản phẩm", "1/b/c//e/f"},
      {"TT|Nhiệm vụ|Chủ trì|Thời gian bắt đầu|Thời gian kết thúc|Sản phẩm", "1/b/c//e/f"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Show(Document(DocumentTable({c.titles, "1|b|c|d|e|f"}))), absl::StrCat("2 ITEM ", c.shown)) << c.titles;
  }
  EXPECT_THAT(
      Show(Document(DocumentTable({"TT|Nhiệm vụ|Đơn vị chủ trì, phối hợp|Thời gian", "1|b|c|d"}))),
      AllOf(HasSubstr("INVALID_FILE"), HasSubstr("'Cơ quan chủ trì'"), HasSubstr("leads and coordinators apart")));
}

}  // namespace
}  // namespace phoihop::import
