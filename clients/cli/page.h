// Text for people, put together from lines and tables that fit a width.
#ifndef CLIENTS_CLI_PAGE_H_
#define CLIENTS_CLI_PAGE_H_

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/table.h"

namespace phoihop::cli {

class Page {
 public:
  explicit Page(int width) : width_(width) {}

  int width() const { return width_; }
  // Wrapped at spaces.
  void Line(absl::string_view text) {
    for (const std::string& line : Wrap(text, width_)) absl::StrAppend(&text_, line, "\n");
  }
  // Nothing when there is nothing but a header.
  void Add(const Table& table) {
    if (!table.empty()) text_ += table.Render(width_);
  }
  // Lines that fit already.
  void Append(absl::string_view lines) { absl::StrAppend(&text_, lines); }

  std::string text() && { return std::move(text_); }

 private:
  const int width_;
  std::string text_;
};

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_PAGE_H_
