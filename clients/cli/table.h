// Tables for people: columns as wide as they need, wrapped to the width of the terminal.
#ifndef CLIENTS_CLI_TABLE_H_
#define CLIENTS_CLI_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::cli {

// Columns that a text takes on a terminal: combining marks take none. Vietnamese and Latin letters take one.
int DisplayWidth(absl::string_view text);

// The text as lines of at most `width` columns, broken at spaces; a word that is wider is cut.
std::vector<std::string> Wrap(absl::string_view text, int width);

// The text on one line of at most `width` columns; what does not fit is left out, with `…`.
std::string Cut(absl::string_view text, int width);

class Table {
 public:
  explicit Table(std::vector<std::string> header);
  void Add(std::vector<std::string> row);
  bool empty() const { return rows_.size() == 1; }  // nothing but the header
  size_t rows() const { return rows_.size() - 1; }

  // The table as lines of at most `width` columns. Columns that do not fit are wrapped at spaces, widest first; the
  // first column last.
  std::string Render(int width) const;

 private:
  std::vector<std::vector<std::string>> rows_;  // the header is the first
};

// Columns of the terminal on standard output; `kPlainWidth` when it is none.
inline constexpr int kPlainWidth = 100;
int TerminalWidth();

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_TABLE_H_
