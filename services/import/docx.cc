#include "services/import/docx.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/import/docx_text.h"
#include "services/import/text_encoding.h"
#include "services/import/title_row.h"
#include "services/import/xml_part.h"
#include "workflow/errors.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::import {
namespace {

using Document = std::unique_ptr<pugi::xml_document>;

constexpr size_t kTitleParagraphs = 3;
constexpr size_t kMaxTitleBytes = 200;
constexpr size_t kMaxParagraphsBelow = 200;
constexpr size_t kMaxParagraphBytes = 4'000;

absl::Status TooLarge(absl::string_view message) { return Error(v1::ERROR_REASON_TOO_LARGE, message); }

// `w:val` of a cell that goes on with the one above.
bool GoesOnAbove(const pugi::xml_node& cell_properties) {
  const pugi::xml_node merge = Child(cell_properties, "vMerge");
  return !merge.empty() && Attribute(merge, "val") != "restart";
}

bool IsBlockWrapper(const pugi::xml_node& node) {
  return Is(node, "sdt") || Is(node, "sdtContent") || Is(node, "customXml") || Is(node, "ins") || Is(node, "moveTo");
}

class BodyReader {
 public:
  explicit BodyReader(TextReader text) : text_(std::move(text)) {}

  absl::Status ReadBody(const pugi::xml_node& parent) {
    for (const pugi::xml_node& child : parent.children()) {
      if (Is(child, "tbl")) {
        if (absl::Status status = ReadTable(child); !status.ok()) return status;
      } else if (Is(child, "p")) {
        AddParagraph(plan::CleanCell(text_.ReadBlock(child).text));
      } else if (IsBlockWrapper(child)) {
        if (absl::Status status = ReadBody(child); !status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  std::vector<FileTable> Finish() { return std::move(tables_); }

 private:
  void AddParagraph(std::string text) {
    if (text.empty()) return;
    text = CutText(text, kMaxParagraphBytes);
    if (!tables_.empty() && tables_.back().below.size() < kMaxParagraphsBelow) tables_.back().below.push_back(text);
    between_.push_back(std::move(text));
    if (between_.size() > kTitleParagraphs) between_.erase(between_.begin());
  }

  absl::Status ReadTable(const pugi::xml_node& node) {
    if (++table_count_ > kMaxTables) {
      return TooLarge(absl::StrCat("the document has more than ", kMaxTables, " tables"));
    }
    FileTable table;
    table.number = static_cast<int>(table_count_);
    table.title = CutText(absl::StrJoin(between_, " "), kMaxTitleBytes);
    width_ = 0;
    above_.clear();
    deleted_rows_ = 0;
    if (absl::Status status = ReadRows(node, table); !status.ok()) return status;
    table.remark = absl::StrCat("DOCX, bảng ", table_count_);
    if (deleted_rows_ > 0) {
      absl::StrAppend(&table.remark, ", bỏ qua ", deleted_rows_, " dòng đã xóa (theo dõi thay đổi)");
    }
    Keep(std::move(table));
    between_.clear();
    return absl::OkStatus();
  }

  // A table that is cut in two goes on without titles, or repeats those of its first part.
  void Keep(FileTable table) {
    const bool before = !tables_.empty() && HasTitles(tables_.back().rows) && last_width_ == width_;
    const bool titles = HasTitles(table.rows);
    const bool same = before && titles && !table.rows.empty() && !tables_.back().rows.empty() &&
                      table.rows.front().cells == tables_.back().rows.front().cells;
    last_width_ = width_;
    if (before && between_.empty() && (!titles || same)) {
      FileTable& first = tables_.back();
      const int offset = first.rows.empty() ? 0 : first.rows.back().row;
      for (TableRow& row : table.rows) {
        row.row += offset;
        first.rows.push_back(std::move(row));
      }
      absl::StrAppend(&first.remark, " và phần tiếp theo ở bảng ", table.number);
      return;
    }
    if (before && !titles) {
      absl::StrAppend(&tables_.back().remark, "; không đọc bảng ", table.number,
                      " phía dưới vì bảng ấy không có tiêu đề cột");
    }
    tables_.push_back(std::move(table));
  }

  absl::Status ReadRows(const pugi::xml_node& parent, FileTable& table) {
    for (const pugi::xml_node& child : parent.children()) {
      if (IsBlockWrapper(child)) {
        if (absl::Status status = ReadRows(child, table); !status.ok()) return status;
      } else if (Is(child, "tr")) {
        if (!Child(child, "trPr", "del").empty()) {
          ++deleted_rows_;
          continue;
        }
        if (++row_count_ > kMaxDocumentRows) {
          return TooLarge(absl::StrCat("the tables of the document have more than ", kMaxDocumentRows, " rows"));
        }
        TableRow row;
        row.row = static_cast<int>(table.rows.size()) + 1;
        if (absl::Status status = ReadRow(child, row); !status.ok()) return status;
        table.rows.push_back(std::move(row));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadRow(const pugi::xml_node& node, TableRow& row) {
    const pugi::xml_node properties = Child(node, "trPr");
    seen_ = {};
    size_t place = Span(Child(properties, "gridBefore"), 0);
    if (absl::Status status = ReadCells(node, row, place); !status.ok()) return status;
    width_ = std::max(width_, place + Span(Child(properties, "gridAfter"), 0));
    std::vector<std::string> remarks;
    if (const pugi::xml_node hidden = Child(properties, "hidden"); !hidden.empty() && IsOn(Attribute(hidden, "val"))) {
      remarks.emplace_back("dòng này đang ẩn trong tệp");
    }
    if (!Child(properties, "ins").empty() || seen_.inserted) {
      remarks.emplace_back("gồm cả chữ được thêm nhưng chưa duyệt (theo dõi thay đổi)");
    }
    if (seen_.deleted) remarks.emplace_back("đã bỏ chữ bị xóa nhưng chưa duyệt (theo dõi thay đổi)");
    if (seen_.hidden) remarks.emplace_back("đã bỏ chữ ẩn");
    row.remark = absl::StrJoin(remarks, "; ");
    return absl::OkStatus();
  }

  absl::Status ReadCells(const pugi::xml_node& parent, TableRow& row, size_t& place) {
    for (const pugi::xml_node& child : parent.children()) {
      if (IsBlockWrapper(child)) {
        if (absl::Status status = ReadCells(child, row, place); !status.ok()) return status;
      } else if (Is(child, "tc")) {
        if (absl::Status status = ReadCell(child, row, place); !status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadCell(const pugi::xml_node& node, TableRow& row, size_t& place) {
    const pugi::xml_node properties = Child(node, "tcPr");
    const size_t first = place;
    place += Span(Child(properties, "gridSpan"), 1);
    const bool goes_on = GoesOnAbove(properties) && above_.contains(first);
    const bool joins_left = Attribute(Child(properties, "hMerge"), "val") == "continue" ||
                            (!Child(properties, "hMerge").empty() && !HasAttribute(Child(properties, "hMerge"), "val"));
    DocumentText text;
    if (goes_on) {
      text.text = above_[first].text;
      text.fault = above_[first].fault;
    } else {
      text = text_.ReadBlock(node);
      seen_.inserted = seen_.inserted || text.inserted;
      seen_.deleted = seen_.deleted || text.deleted || !Child(properties, "cellDel").empty();
      seen_.hidden = seen_.hidden || text.hidden;
      if (!Child(properties, "cellDel").empty()) text = {};
      for (std::string& note : text.footnotes) {
        if (row.footnotes.size() < kMaxFootnotesOfRow) row.footnotes.push_back(std::move(note));
      }
      above_[first] = {text.text, text.fault};
    }
    if (text.text.empty() && text.fault.empty() && !goes_on) {
      for (size_t i = first + (joins_left ? 0 : 1); i < place; ++i) row.joined.insert(i);
      return absl::OkStatus();
    }
    if (first >= kMaxColumns) {
      return TooLarge(
          absl::StrCat("row ", row.row, " of table ", table_count_, " has more than ", kMaxColumns, " columns"));
    }
    bytes_ += text.text.size();
    if (text.text.size() > kMaxCellBytes || bytes_ > kMaxTableBytes) {
      return TooLarge(absl::StrCat("row ", row.row, " of table ", table_count_, ": more than ", (kMaxCellBytes >> 10),
                                   " KiB in a cell or ", (kMaxTableBytes >> 20), " MiB in all"));
    }
    if (row.cells.size() <= first) row.cells.resize(first + 1);
    row.cells[first] = std::move(text.text);
    if (!text.fault.empty()) row.faults[first] = std::move(text.fault);
    if (goes_on) row.repeated.insert(first);
    for (size_t i = first + (joins_left ? 0 : 1); i < place; ++i) row.joined.insert(i);
    return absl::OkStatus();
  }

  // What a file claims is cut to what can matter.
  static size_t Span(const pugi::xml_node& node, int fallback) {
    return static_cast<size_t>(std::clamp(NumberAttribute(node, "val", fallback), 0, static_cast<int>(kMaxColumns)));
  }

  struct Above {
    std::string text;
    std::string fault;
  };

  TextReader text_;
  std::vector<FileTable> tables_;
  std::vector<std::string> between_;  // the last paragraphs since the last table
  size_t table_count_ = 0;
  size_t row_count_ = 0;
  size_t bytes_ = 0;
  // Of the table at hand.
  size_t width_ = 0;
  size_t last_width_ = 0;
  size_t deleted_rows_ = 0;
  std::map<size_t, Above> above_;  // by place: the last cell that begins there
  // Of the row at hand.
  DocumentText seen_;
};

}  // namespace

bool IsDocument(const OfficePackage& package) { return !Child(package.main(), "document").empty(); }

absl::StatusOr<std::vector<FileTable>> ReadDocument(OfficePackage& package) {
  const Relationships& relationships = package.main_relationships();
  const absl::StatusOr<Document> numbering = package.ReadRelated(relationships, "numbering");
  if (!numbering.ok()) return numbering.status();
  const absl::StatusOr<Document> styles = package.ReadRelated(relationships, "styles");
  if (!styles.ok()) return styles.status();
  const absl::StatusOr<Document> footnotes = package.ReadRelated(relationships, "footnotes");
  if (!footnotes.ok()) return footnotes.status();
  const absl::StatusOr<Document> endnotes = package.ReadRelated(relationships, "endnotes");
  if (!endnotes.ok()) return endnotes.status();
  const auto root = [](const Document& document, absl::string_view name) {
    return document == nullptr ? pugi::xml_node() : Child(*document, name);
  };
  BodyReader reader(TextReader(Numbering(root(*numbering, "numbering"), root(*styles, "styles")),
                               ReadNotes(root(*footnotes, "footnotes")), ReadNotes(root(*endnotes, "endnotes"))));
  if (absl::Status status = reader.ReadBody(Child(package.main(), "document", "body")); !status.ok()) return status;
  std::vector<FileTable> tables = reader.Finish();
  if (tables.empty()) {
    return Error(v1::ERROR_REASON_INVALID_FILE, "the document has no table; put the plan's tasks into one");
  }
  return tables;
}

}  // namespace phoihop::import
