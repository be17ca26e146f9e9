#include "tests/unit/import/office_file.h"

#include <zip.h>
#include <zlib.h>

#include <array>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace phoihop::import {
namespace {

constexpr char kPackage[] = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr char kOffice[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr char kSheetSpace[] = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr char kWordSpace[] = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr char kDeclaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

void Check(bool good) {
  if (!good) std::abort();
}

// `id type target` each.
std::string Relationships(std::initializer_list<std::array<absl::string_view, 3>> relationships) {
  std::string xml = absl::StrCat(kDeclaration, "<Relationships xmlns=\"", kPackage, "\">");
  for (const auto& [id, type, target] : relationships) {
    absl::StrAppend(&xml, "<Relationship Id=\"", id, "\" Type=\"", kOffice, "/", type, "\" Target=\"", target, "\"/>");
  }
  return absl::StrCat(xml, "</Relationships>");
}

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

void Little(std::string& to, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i));
}

}  // namespace

std::string RawZip(const std::vector<RawPart>& parts) {
  std::string file, directory;
  for (const RawPart& part : parts) {
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(part.text.data()), static_cast<uInt>(part.text.size()));
    std::string fields;
    for (const int field : {20, part.flags, part.method, 0, 33}) Little(fields, static_cast<uint64_t>(field), 2);
    for (const uint64_t field : {crc + static_cast<uint64_t>(part.crc_fault), part.text.size(), part.text.size()}) {
      Little(fields, field, 4);
    }
    Little(fields, part.name.size(), 2);
    Little(fields, 0, 2);
    absl::StrAppend(&directory, absl::string_view("PK\x01\x02\x14\0", 6), fields);
    directory.append(10, '\0');  // comment, disk, attributes
    Little(directory, part.same_place ? 0 : file.size(), 4);
    absl::StrAppend(&directory, part.name);
    if (!part.same_place) absl::StrAppend(&file, "PK\x03\x04", fields, part.name, part.text);
  }
  std::string end = "PK\x05\x06";
  Little(end, 0, 4);
  Little(end, parts.size(), 2);
  Little(end, parts.size(), 2);
  Little(end, directory.size(), 4);
  Little(end, file.size(), 4);
  Little(end, 0, 2);
  return absl::StrCat(file, directory, end);
}

std::string StoredZip(const Parts& parts) {
  std::vector<RawPart> raw;
  for (const auto& [name, text] : parts) raw.push_back({name, text});
  return RawZip(raw);
}

std::string Zip(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* file = zip_source_buffer_create(nullptr, 0, 0, &error);
  Check(file != nullptr);
  zip_source_keep(file);
  zip_t* archive = zip_open_from_source(file, ZIP_TRUNCATE, &error);
  Check(archive != nullptr);
  for (const auto& [name, text] : parts) {
    zip_source_t* part = zip_source_buffer(archive, text.data(), text.size(), 0);
    Check(zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8) >= 0);
  }
  Check(zip_close(archive) == 0);
  zip_stat_t stat;
  Check(zip_source_stat(file, &stat) == 0 && zip_source_open(file) == 0);
  std::string bytes(stat.size, '\0');
  Check(zip_source_read(file, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(file);
  zip_source_free(file);
  zip_error_fini(&error);
  return bytes;
}

Parts SheetParts(absl::string_view sheet) {
  return {
      {"_rels/.rels", Relationships({{"rId1", "officeDocument", "xl/workbook.xml"}})},
      {"xl/workbook.xml", absl::StrCat(kDeclaration, "<workbook xmlns=\"", kSheetSpace, "\" xmlns:r=\"", kOffice,
                                       "\"><sheets><sheet name=\"Phụ lục\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
                                       "</workbook>")},
      {"xl/_rels/workbook.xml.rels", Relationships({{"rId1", "worksheet", "worksheets/sheet1.xml"},
                                                    {"rId2", "sharedStrings", "sharedStrings.xml"},
                                                    {"rId3", "styles", "styles.xml"}})},
      {"xl/worksheets/_rels/sheet1.xml.rels", Relationships({{"rId1", "comments", "../comments1.xml"}})},
      {"xl/sharedStrings.xml", "<sst/>"},
      {"xl/styles.xml", "<styleSheet/>"},
      {"xl/comments1.xml", "<comments/>"},
      {"xl/worksheets/sheet1.xml",
       absl::StrCat(kDeclaration, "<worksheet xmlns=\"", kSheetSpace, "\">", sheet, "</worksheet>")},
  };
}

std::string Workbook(absl::string_view sheet) { return Zip(SheetParts(sheet)); }

Parts DocumentParts(absl::string_view body) {
  return {
      {"_rels/.rels", Relationships({{"rId1", "officeDocument", "word/document.xml"}})},
      {"word/document.xml",
       absl::StrCat(kDeclaration, "<w:document xmlns:w=\"", kWordSpace, "\"><w:body>", body, "</w:body></w:document>")},
      {"word/_rels/document.xml.rels", Relationships({{"rId1", "numbering", "numbering.xml"},
                                                      {"rId2", "styles", "styles.xml"},
                                                      {"rId3", "footnotes", "footnotes.xml"}})},
      {"word/numbering.xml", "<w:numbering/>"},
      {"word/styles.xml", "<w:styles/>"},
      {"word/footnotes.xml", "<w:footnotes/>"},
  };
}

std::string Document(absl::string_view body) { return Zip(DocumentParts(body)); }

std::string DocumentTable(std::initializer_list<absl::string_view> rows) {
  std::string xml = "<w:tbl>";
  for (const absl::string_view row : rows) {
    xml += "<w:tr>";
    for (const absl::string_view cell : absl::StrSplit(row, '|')) {
      absl::StrAppend(&xml, "<w:tc><w:p><w:r><w:t xml:space=\"preserve\">", Escaped(cell), "</w:t></w:r></w:p></w:tc>");
    }
    xml += "</w:tr>";
  }
  return absl::StrCat(xml, "</w:tbl>");
}

std::string SheetRows(int first, std::initializer_list<absl::string_view> rows) {
  std::string xml;
  for (const absl::string_view row : rows) {
    absl::StrAppend(&xml, "<row r=\"", first, "\">");
    char column = 'A';
    for (const absl::string_view cell : absl::StrSplit(row, '|')) {
      if (!cell.empty()) {
        absl::StrAppend(&xml, "<c r=\"", std::string(1, column), first, "\" t=\"inlineStr\"><is><t>", Escaped(cell),
                        "</t></is></c>");
      }
      ++column;
    }
    xml += "</row>";
    ++first;
  }
  return xml;
}

}  // namespace phoihop::import
