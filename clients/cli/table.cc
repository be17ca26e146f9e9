#include "clients/cli/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace phoihop::cli {
namespace {
constexpr int kMinimumColumn = 8;
constexpr int kNarrowColumn = 14;
constexpr absl::string_view kGap = "  ";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Code point at the start of a text that a server checked to be UTF-8.
uint32_t FirstCodePoint(absl::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  uint32_t point = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1F : lead < 0xF0 ? lead & 0x0F : lead & 0x07;
  for (size_t i = 1; i < text.size() && IsContinuation(text[i]); ++i) {
    point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  return point;
}

bool IsCombining(uint32_t point) { return (point >= 0x0300 && point <= 0x036F) || point == 0x200B || point == 0xFEFF; }

int Sum(const std::vector<int>& widths) {
  int sum = static_cast<int>(kGap.size()) * (static_cast<int>(widths.size()) - 1);
  for (const int width : widths) sum += width;
  return sum;
}
}  // namespace

int DisplayWidth(absl::string_view text) {
  int width = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsContinuation(text[i]) && !IsCombining(FirstCodePoint(text.substr(i)))) ++width;
  }
  return width;
}

std::vector<std::string> Wrap(absl::string_view text, int width) {
  std::vector<std::string> lines(1);
  const auto append_word = [&](absl::string_view word) {
    const int used = DisplayWidth(lines.back());
    if (used > 0 && used + 1 + DisplayWidth(word) <= width) {
      absl::StrAppend(&lines.back(), " ", word);
      return;
    }
    if (used > 0) lines.emplace_back();
    for (size_t i = 0; i < word.size();) {
      size_t end = i + 1;
      while (end < word.size() && IsContinuation(word[end])) ++end;
      if (DisplayWidth(lines.back()) + DisplayWidth(word.substr(i, end - i)) > width) lines.emplace_back();
      absl::StrAppend(&lines.back(), word.substr(i, end - i));
      i = end;
    }
  };
  for (const absl::string_view paragraph : absl::StrSplit(text, '\n')) {
    if (paragraph.data() != text.data()) lines.emplace_back();
    for (const absl::string_view word : absl::StrSplit(paragraph, ' ', absl::SkipEmpty())) append_word(word);
  }
  return lines;
}

std::string Cut(absl::string_view text, int width) {
  std::string line = absl::StrJoin(absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty()), " ");
  if (DisplayWidth(line) <= width) return line;
  return absl::StrCat(Wrap(line, std::max(1, width - 1))[0], "…");
}

Table::Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

void Table::Add(std::vector<std::string> row) {
  row.resize(rows_[0].size());
  rows_.push_back(std::move(row));
}

std::string Table::Render(int width) const {
  std::vector<int> widths(rows_[0].size(), 0);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      for (const absl::string_view line : absl::StrSplit(row[i], '\n')) {
        widths[i] = std::max(widths[i], DisplayWidth(line));
      }
    }
  }
  // The first column has what is typed again: ids stay whole as long as the others can give way.
  for (const auto& [first, minimum] : {std::pair(1, kNarrowColumn), std::pair(0, kMinimumColumn)}) {
    while (Sum(widths) > width) {
      const auto widest = std::max_element(std::min(widths.begin() + first, widths.end()), widths.end());
      if (widest == widths.end() || *widest <= minimum) break;
      --*widest;
    }
  }
  std::string out;
  const auto render_row = [&](const std::vector<std::string>& row) {
    std::vector<std::vector<std::string>> cells;
    size_t height = 1;
    for (size_t i = 0; i < row.size(); ++i) {
      cells.push_back(Wrap(row[i], widths[i]));
      height = std::max(height, cells.back().size());
    }
    for (size_t line = 0; line < height; ++line) {
      std::string text;
      for (size_t i = 0; i < cells.size(); ++i) {
        const std::string piece = line < cells[i].size() ? cells[i][line] : std::string();
        absl::StrAppend(&text, i > 0 ? kGap : "", piece, std::string(widths[i] - DisplayWidth(piece), ' '));
      }
      text.erase(text.find_last_not_of(' ') + 1);
      absl::StrAppend(&out, text, "\n");
    }
  };
  render_row(rows_[0]);
  std::string rule;
  for (size_t i = 0; i < widths.size(); ++i) {
    absl::StrAppend(&rule, i > 0 ? kGap : "", std::string(widths[i], '-'));
  }
  absl::StrAppend(&out, rule, "\n");
  for (size_t i = 1; i < rows_.size(); ++i) render_row(rows_[i]);
  return out;
}

int TerminalWidth() {
  winsize size{};
  if (isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
    return size.ws_col;
  return kPlainWidth;
}

}  // namespace phoihop::cli
