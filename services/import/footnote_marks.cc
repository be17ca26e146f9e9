#include "services/import/footnote_marks.h"

#include <algorithm>
#include <array>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "services/import/table.h"
#include "services/import/text_encoding.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::import {
namespace {

constexpr std::array<absl::string_view, 10> kSuperscripts = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
constexpr size_t kMaxMarkCharacters = 3;
constexpr size_t kMaxMarks = 100;

// Bytes of the superscript digit that the text begins with; 0: none.
size_t SuperscriptAt(absl::string_view text) {
  for (const absl::string_view digit : kSuperscripts) {
    if (absl::StartsWith(text, digit)) return digit.size();
  }
  return 0;
}

// Bytes of what matches at the beginning: digits or stars, at most kMaxMarkCharacters.
size_t CoreAt(absl::string_view text) {
  size_t end = 0;
  while (end < text.size() && end < kMaxMarkCharacters && text[end] == '*') ++end;
  if (end > 0) return end;
  while (end < text.size() && end < kMaxMarkCharacters && absl::ascii_isdigit(text[end])) ++end;
  return end;
}

size_t MarkAt(absl::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == '(' || text[0] == '[') {
    const size_t core = CoreAt(text.substr(1));
    const char close = text[0] == '(' ? ')' : ']';
    return core > 0 && core + 1 < text.size() && text[core + 1] == close ? core + 2 : 0;
  }
  if (text[0] == '*') return CoreAt(text);
  size_t end = 0;
  for (size_t i = 0; i < kMaxMarkCharacters; ++i) end += SuperscriptAt(text.substr(end));
  return end;
}

// Whether nothing but the end of a text may follow here.
bool EndsAt(absl::string_view text, size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at >= text.size() || absl::StrContains(",;.\n\r", text[at]);
}

// "500 m²".
bool IsMeasure(absl::string_view before) {
  if (!absl::ConsumeSuffix(&before, "m")) return false;
  absl::ConsumeSuffix(&before, "k");
  return before.empty() || !absl::ascii_isalpha(before.back());
}

// Takes every reference with that mark out of the cell; whether there was one.
bool TakeReferences(absl::string_view mark, std::string& cell) {
  bool found = false;
  for (size_t at = 0; (at = absl::string_view(cell).find(mark, at)) != absl::string_view::npos;) {
    const absl::string_view text = cell;
    const bool longer = (at > 0 && text[at - 1] == '*' && mark[0] == '*') || MarkAt(text.substr(at)) != mark.size();
    const bool measure = SuperscriptAt(mark) > 0 && IsMeasure(text.substr(0, at));
    if (at == 0 || longer || measure || !EndsAt(text, at + mark.size())) {
      at += mark.size();
      continue;
    }
    size_t begin = at;
    while (begin > 0 && (cell[begin - 1] == ' ' || cell[begin - 1] == '\t')) --begin;
    cell.erase(begin, at + mark.size() - begin);
    at = begin;
    found = true;
  }
  return found;
}

}  // namespace

std::string FootnoteMarkOf(absl::string_view text) {
  text = absl::StripLeadingAsciiWhitespace(text);
  const size_t end = MarkAt(text);
  if (end == 0 || plan::CleanCell(text.substr(end)).empty()) return "";
  return std::string(text.substr(0, end));
}

void ResolveFootnoteMarks(const std::vector<std::string>& below, plan::Appendix& appendix) {
  std::map<std::string, std::string> texts;
  for (const std::string& text : below) {
    const std::string mark = FootnoteMarkOf(text);
    if (mark.empty() || texts.size() >= kMaxMarks) continue;
    texts.emplace(mark, CutText(plan::CleanCell(text), kMaxFootnoteBytes));
  }
  if (texts.empty()) return;
  for (plan::AppendixRow& row : appendix.rows) {
    if (row.kind != v1::ImportedRow::KIND_ITEM) continue;
    for (const auto& [mark, text] : texts) {
      bool refers = false;
      for (size_t i = 1; i < row.cells.size(); ++i) refers = TakeReferences(mark, row.cells[i]) || refers;
      if (refers && row.footnotes.size() < kMaxFootnotesOfRow) row.footnotes.push_back(text);
    }
  }
}

}  // namespace phoihop::import
