#include "services/import/docx_numbering.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/import/text_encoding.h"
#include "services/import/xml_part.h"

namespace phoihop::import {
namespace {

constexpr size_t kMaxLists = 5'000;
constexpr size_t kMaxStyles = 10'000;
constexpr int kMaxStyleDepth = 20;
constexpr size_t kMaxLevelTextBytes = 100;
constexpr int kMaxNumber = 32'767;
constexpr int kLargestRoman = 3'999;

std::string Roman(int number) {
  constexpr std::pair<int, const char*> kSigns[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
                                                    {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
                                                    {5, "V"},    {4, "IV"},   {1, "I"}};
  std::string text;
  for (const auto& [value, sign] : kSigns) {
    for (; number >= value; number -= value) text += sign;
  }
  return text;
}

// Word's letters: a … z, aa, bb …
std::string Letters(int number) {
  return std::string(static_cast<size_t>((number - 1) / 26 + 1), static_cast<char>('A' + (number - 1) % 26));
}

// None: the format is not known.
std::optional<std::string> ShowNumber(const std::string& format, int number) {
  if (number < 0 || number > kMaxNumber) return std::nullopt;
  if (format == "decimal") return absl::StrCat(number);
  if (format == "decimalZero") return absl::StrCat(number < 10 ? "0" : "", number);
  if (format == "none") return "";
  if (number < 1) return std::nullopt;
  if (format == "upperRoman" && number <= kLargestRoman) return Roman(number);
  if (format == "lowerRoman" && number <= kLargestRoman) return absl::AsciiStrToLower(Roman(number));
  if (format == "upperLetter" && number <= 26 * 20) return Letters(number);
  if (format == "lowerLetter" && number <= 26 * 20) return absl::AsciiStrToLower(Letters(number));
  return std::nullopt;
}

}  // namespace

Numbering::Numbering(const pugi::xml_node& numbering, const pugi::xml_node& styles) {
  ReadLists(numbering);
  ReadStyles(styles);
}

void Numbering::ReadLevel(const pugi::xml_node& node, Levels& levels) {
  const int index = NumberAttribute(node, "ilvl", -1);
  if (index < 0 || index >= static_cast<int>(kNumberingLevels)) return;
  Level& level = levels[static_cast<size_t>(index)];
  level.start = NumberAttribute(Child(node, "start"), "val", 0);
  const pugi::xml_node format = Child(node, "numFmt");
  level.format = format.empty() ? "decimal" : std::string(Attribute(format, "val"));
  level.text = CutText(Attribute(Child(node, "lvlText"), "val"), kMaxLevelTextBytes);
  const pugi::xml_node legal = Child(node, "isLgl");
  level.legal = !legal.empty() && IsOn(Attribute(legal, "val"));
  const pugi::xml_node restart = Child(node, "lvlRestart");
  if (!restart.empty()) level.restart = NumberAttribute(restart, "val", 0);
}

void Numbering::ReadLists(const pugi::xml_node& numbering) {
  std::map<int, Levels> abstracts;
  std::map<std::string, int> by_link;  // abstract list that defines a list style
  std::map<int, std::string> linked;   // abstract list that is the list style of another
  for (const pugi::xml_node& node : numbering.children()) {
    if (!Is(node, "abstractNum") || abstracts.size() >= kMaxLists) continue;
    const int id = NumberAttribute(node, "abstractNumId", -1);
    Levels& levels = abstracts[id];
    for (const pugi::xml_node& child : node.children()) {
      if (Is(child, "lvl")) ReadLevel(child, levels);
      if (Is(child, "styleLink")) by_link[std::string(Attribute(child, "val"))] = id;
      if (Is(child, "numStyleLink")) linked[id] = std::string(Attribute(child, "val"));
    }
  }
  for (const pugi::xml_node& node : numbering.children()) {
    if (!Is(node, "num") || lists_.size() >= kMaxLists) continue;
    List list;
    list.abstract = NumberAttribute(Child(node, "abstractNumId"), "val", -1);
    if (const auto link = linked.find(list.abstract); link != linked.end()) {
      const auto target = by_link.find(link->second);
      if (target != by_link.end()) list.abstract = target->second;
    }
    const auto levels = abstracts.find(list.abstract);
    if (levels == abstracts.end()) continue;
    list.levels = levels->second;
    for (const pugi::xml_node& change : node.children()) {
      if (!Is(change, "lvlOverride")) continue;
      const int index = NumberAttribute(change, "ilvl", -1);
      if (index < 0 || index >= static_cast<int>(kNumberingLevels)) continue;
      if (const pugi::xml_node level = Child(change, "lvl"); !level.empty()) ReadLevel(level, list.levels);
      if (const pugi::xml_node start = Child(change, "startOverride"); !start.empty()) {
        list.start_overrides[static_cast<size_t>(index)] = NumberAttribute(start, "val", 1);
      }
    }
    lists_[NumberAttribute(node, "numId", -1)] = std::move(list);
  }
}

void Numbering::ReadStyles(const pugi::xml_node& styles) {
  std::map<std::string, pugi::xml_node> nodes;
  for (const pugi::xml_node& node : styles.children()) {
    if (!Is(node, "style") || nodes.size() >= kMaxStyles) continue;
    nodes[std::string(Attribute(node, "styleId"))] = node;
  }
  for (const auto& [id, node] : nodes) {
    Reference reference;
    bool has_list = false, has_level = false;
    pugi::xml_node style = node;
    for (int depth = 0; depth < kMaxStyleDepth && !style.empty() && !has_list; ++depth) {
      const pugi::xml_node properties = Child(style, "pPr", "numPr");
      const pugi::xml_node level = Child(properties, "ilvl");
      const pugi::xml_node list = Child(properties, "numId");
      if (!level.empty() && !has_level) reference.level = NumberAttribute(level, "val", 0);
      if (!list.empty()) reference.list = NumberAttribute(list, "val", 0);
      has_level = has_level || !level.empty();
      has_list = !list.empty();
      const auto base = nodes.find(std::string(Attribute(Child(style, "basedOn"), "val")));
      style = base == nodes.end() ? pugi::xml_node() : base->second;
    }
    if (has_list) by_style_[id] = reference;
  }
}

std::optional<Numbering::Reference> Numbering::FindReference(const pugi::xml_node& paragraph_properties) const {
  std::optional<Reference> reference;
  const auto style = by_style_.find(std::string(Attribute(Child(paragraph_properties, "pStyle"), "val")));
  if (style != by_style_.end()) reference = style->second;
  const pugi::xml_node own = Child(paragraph_properties, "numPr");
  const pugi::xml_node list = Child(own, "numId");
  const pugi::xml_node level = Child(own, "ilvl");
  if (!list.empty()) reference = Reference{NumberAttribute(list, "val", 0), 0};
  if (reference.has_value() && !level.empty()) reference->level = NumberAttribute(level, "val", 0);
  return reference;
}

void Numbering::Count(const List& list, int id, size_t level) {
  auto& counters = counters_[list.abstract];
  // Levels above that were never numbered begin.
  for (size_t above = 0; above < level; ++above) {
    if (!counters[above].has_value()) counters[above] = list.levels[above].start;
  }
  const auto start = list.start_overrides.find(level);
  if (start != list.start_overrides.end() && overridden_.emplace(id, level).second) {
    counters[level] = start->second;
  } else if (counters[level].has_value()) {
    counters[level] = std::min(*counters[level] + 1, kMaxNumber + 1);
  } else {
    counters[level] = list.levels[level].start;
  }
  for (size_t below = level + 1; below < kNumberingLevels; ++below) {
    const std::optional<int>& restart = list.levels[below].restart;
    if (!restart.has_value() || static_cast<int>(level) < *restart) counters[below].reset();
  }
}

Numbering::Number Numbering::Show(const List& list, size_t index) const {
  const Level& level = list.levels[index];
  if (level.format == "bullet") return {.text = "-"};
  const auto& counters = counters_.at(list.abstract);
  Number number;
  for (size_t i = 0; i < level.text.size(); ++i) {
    const bool place =
        level.text[i] == '%' && i + 1 < level.text.size() && level.text[i + 1] >= '1' && level.text[i + 1] <= '9';
    if (!place) {
      number.text += level.text[i];
      continue;
    }
    const auto shown = static_cast<size_t>(level.text[++i] - '1');
    const std::string format = level.legal ? "decimal" : list.levels[shown].format;
    const auto text = ShowNumber(format, counters[shown].value_or(list.levels[shown].start));
    if (!text.has_value()) {
      return {.fault = absl::StrCat("Số thứ tự tự động kiểu '", format,
                                    "' của Word không đọc được. Hãy gõ số thứ tự vào ô.")};
    }
    number.text += *text;
  }
  return number;
}

Numbering::Number Numbering::Next(const pugi::xml_node& paragraph_properties) {
  const std::optional<Reference> reference = FindReference(paragraph_properties);
  if (!reference.has_value() || reference->list == 0) return {};
  const auto list = lists_.find(reference->list);
  if (list == lists_.end()) return {};
  if (reference->level < 0 || reference->level >= static_cast<int>(kNumberingLevels)) return {};
  const auto level = static_cast<size_t>(reference->level);
  Count(list->second, list->first, level);
  return Show(list->second, level);
}

}  // namespace phoihop::import
