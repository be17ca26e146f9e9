// A table as the readers of files give it, whatever the format: rows of cells, and what only some formats know (merged
// cells, footnotes, what is hidden).
#ifndef SERVICES_IMPORT_TABLE_H_
#define SERVICES_IMPORT_TABLE_H_

#include <bitset>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace phoihop::import {

// Limits of all formats; CSV has its own beside them (csv.h). What is larger is TOO_LARGE.
inline constexpr size_t kMaxCellBytes = size_t{64} << 10;
inline constexpr size_t kMaxColumns = 100;
// Of all cells of a table: one text of a file can stand in many cells.
inline constexpr size_t kMaxTableBytes = size_t{16} << 20;
inline constexpr size_t kMaxTables = 100;  // sheets of a workbook, tables of a document
inline constexpr size_t kMaxFootnotesOfRow = 20;
inline constexpr size_t kMaxFootnoteBytes = 4'000;  // a longer one is cut

// Places of a row, 0 = first; what lies beyond kMaxColumns is in none.
class Places {
 public:
  void insert(size_t place) {
    if (place < kMaxColumns) places_.set(place);
  }
  void erase(size_t place) {
    if (place < kMaxColumns) places_.reset(place);
  }
  bool contains(size_t place) const { return place < kMaxColumns && places_.test(place); }
  bool empty() const { return places_.none(); }

 private:
  std::bitset<kMaxColumns> places_;
};

// One row. Texts for people (faults, remark) are in Vietnamese.
struct TableRow {
  int row = 0;  // CSV: line of the file; XLSX: row of the sheet; DOCX: row of the table; 1, 2, …
  std::vector<std::string> cells;
  // Places whose cell is merged with the one to their left; their text is empty.
  Places joined = {};
  // Places whose cell is merged with the one above; they repeat its text.
  Places repeated = {};
  // Cells that cannot be read, and why.
  std::map<size_t, std::string> faults = {};
  // Texts of the footnotes, endnotes or comments of its cells, in their order.
  std::vector<std::string> footnotes = {};
  // What a reader of the answer should know: `dòng này đang ẩn trong tệp`.
  std::string remark = {};
};

struct FileTable {
  int number = 1;     // 1 = first sheet or table of the file
  std::string title;  // the sheet's name, or the text above the table
  std::vector<TableRow> rows;
  // Paragraphs below the table, where the texts of hand-made footnotes stand.
  std::vector<std::string> below = {};
  // What the whole table has to be known for: `CSV mã UTF-8, phân cách bằng ';'`.
  std::string remark = {};
};

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_TABLE_H_
