// Text of a filter → tree, checked against the table of fields.
#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/store/filter.h"
#include "services/store/filter_node.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop::store {
namespace {

using google::protobuf::EnumDescriptor;
using Node = Filter::Node;
using NodePtr = std::unique_ptr<Node>;

bool IsFieldCharacter(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

const char* TypeHint(FieldType type) {
  switch (type) {
    case FieldType::kText:
      return "=, != or : (contains)";
    case FieldType::kBool:
    case FieldType::kEnum:
      return "= or !=";
    case FieldType::kMember:
      return "=, : or !=";
    default:
      return "=, !=, <, <=, > or >=";
  }
}

bool Allows(FieldType type, Comparator comparator) {
  const bool equality = comparator == Comparator::kEqual || comparator == Comparator::kNotEqual;
  switch (type) {
    case FieldType::kText:
    case FieldType::kMember:
      return equality || comparator == Comparator::kHas;
    case FieldType::kBool:
    case FieldType::kEnum:
      return equality;
    default:
      return comparator != Comparator::kHas;
  }
}

// The longest prefix of all values that ends in '_': TASK_STATE_.
std::string EnumPrefix(const EnumDescriptor& type) {
  std::string prefix = type.value(0)->name();
  for (int i = 1; i < type.value_count(); ++i) {
    const std::string& name = type.value(i)->name();
    size_t common = 0;
    while (common < prefix.size() && common < name.size() && prefix[common] == name[common]) ++common;
    prefix.resize(common);
  }
  prefix.resize(prefix.rfind('_') == std::string::npos ? 0 : prefix.rfind('_') + 1);
  return prefix;
}

class Parser {
 public:
  Parser(absl::string_view text, const FieldTable& fields) : text_(text), fields_(fields) {}

  absl::StatusOr<NodePtr> Parse() {
    if (text_.size() > kMaxFilterBytes) {
      return InvalidRequest(
          v1::ERROR_REASON_INVALID_FILTER,
          {{"filter", absl::StrCat("has ", text_.size(), " bytes; at most ", kMaxFilterBytes, " are allowed")}});
    }
    SkipSpace();
    if (AtEnd()) return NodePtr();
    absl::StatusOr<NodePtr> root = Expression(0);
    if (!root.ok()) return root;
    SkipSpace();
    if (!AtEnd()) return Wrong(Peek() == ')' ? "this ')' closes nothing" : "expected AND, OR or the end");
    return root;
  }

 private:
  absl::StatusOr<NodePtr> Expression(int depth) {
    return Chain("AND", Node::Kind::kAnd, [&] { return Chain("OR", Node::Kind::kOr, [&] { return Term(depth); }); });
  }

  template <typename Part>
  absl::StatusOr<NodePtr> Chain(absl::string_view word, Node::Kind kind, Part part) {
    absl::StatusOr<NodePtr> first = part();
    if (!first.ok() || !TakeWord(word)) return first;
    auto chain = std::make_unique<Node>();
    chain->kind = kind;
    chain->children.push_back(*std::move(first));
    do {
      absl::StatusOr<NodePtr> next = part();
      if (!next.ok()) return next;
      chain->children.push_back(*std::move(next));
    } while (TakeWord(word));
    return chain;
  }

  absl::StatusOr<NodePtr> Term(int depth) {
    SkipSpace();
    if (depth >= kMaxFilterDepth) return Wrong(absl::StrCat("nested deeper than ", kMaxFilterDepth));
    const bool minus = !AtEnd() && Peek() == '-';
    if (minus) ++position_;
    if (minus || TakeWord("NOT")) {
      absl::StatusOr<NodePtr> inner = Term(depth + 1);
      if (!inner.ok()) return inner;
      auto node = std::make_unique<Node>();
      node->kind = Node::Kind::kNot;
      node->children.push_back(*std::move(inner));
      return node;
    }
    SkipSpace();
    if (!AtEnd() && Peek() == '(') {
      const size_t opened = position_++;
      absl::StatusOr<NodePtr> inner = Expression(depth + 1);
      if (!inner.ok()) return inner;
      SkipSpace();
      if (AtEnd() || Peek() != ')') {
        if (AtEnd()) return WrongAt(opened, "this '(' is not closed");
        return Wrong("expected AND, OR or ')'");
      }
      ++position_;
      return inner;
    }
    return Comparison();
  }

  absl::StatusOr<NodePtr> Comparison() {
    if (++terms_ > kMaxFilterTerms) return Wrong(absl::StrCat("more than ", kMaxFilterTerms, " comparisons"));
    auto node = std::make_unique<Node>();
    const size_t start = position_;
    absl::Status status = TakeField(*node);
    if (!status.ok()) return status;
    SkipSpace();
    const size_t at = position_;
    if (!TakeComparator(node->comparator)) {
      return Wrong(absl::StrCat("expected a comparison after '", Excerpt(text_.substr(start, at - start)),
                                "': ", TypeHint(node->field.type)));
    }
    if (!Allows(node->field.type, node->comparator)) {
      return WrongAt(at, absl::StrCat(node->name, " can be compared with ", TypeHint(node->field.type), " only"));
    }
    SkipSpace();
    const size_t value_at = position_;
    absl::StatusOr<std::string> value = TakeValue();
    if (!value.ok()) return value.status();
    const std::string problem = SetValue(*node, *std::move(value));
    if (!problem.empty()) return WrongAt(value_at, problem);
    return node;
  }

  absl::Status TakeField(Node& node) {
    const size_t start = position_;
    // Keys of maps have '-' (`attributes.former-district`), fields do not.
    bool in_key = false;
    while (!AtEnd() && (IsFieldCharacter(Peek()) || (in_key && Peek() == '-'))) {
      in_key = in_key || Peek() == '.';
      ++position_;
    }
    node.name = std::string(text_.substr(start, position_ - start));
    if (node.name.empty()) return AtEnd() ? Wrong("expected a comparison, found the end") : Wrong("expected a field");
    for (const FilterField& field : fields_) {
      const bool map = absl::EndsWith(field.name, ".");
      if (map ? absl::StartsWith(node.name, field.name) && node.name.size() > field.name.size()
              : node.name == field.name) {
        node.field = field;
        if (map) node.key = node.name.substr(field.name.size());
        return absl::OkStatus();
      }
    }
    return WrongAt(start, absl::StrCat("unknown field '", Excerpt(node.name), "'; there are ",
                                       absl::StrJoin(fields_, ", ", [](std::string* out, const FilterField& field) {
                                         absl::StrAppend(out, field.name, absl::EndsWith(field.name, ".") ? "KEY" : "");
                                       })));
  }

  bool TakeComparator(Comparator& comparator) {
    static constexpr std::pair<const char*, Comparator> kComparators[] = {
        {"!=", Comparator::kNotEqual}, {"<=", Comparator::kLessOrEqual}, {">=", Comparator::kGreaterOrEqual},
        {"=", Comparator::kEqual},     {"<", Comparator::kLess},         {">", Comparator::kGreater},
        {":", Comparator::kHas}};
    for (const auto& [text, value] : kComparators) {
      if (!absl::StartsWith(text_.substr(position_), text)) continue;
      position_ += absl::string_view(text).size();
      comparator = value;
      return true;
    }
    return false;
  }

  absl::StatusOr<std::string> TakeValue() {
    if (AtEnd()) return Wrong("expected a value, found the end");
    const size_t start = position_;
    const char quote = Peek();
    if (quote != '"' && quote != '\'') {
      while (!AtEnd() && !absl::ascii_isspace(static_cast<unsigned char>(Peek())) && Peek() != ')' && Peek() != '(' &&
             Peek() != '"' && Peek() != '\'') {
        ++position_;
      }
      if (position_ == start) return Wrong("expected a value");
      return std::string(text_.substr(start, position_ - start));
    }
    ++position_;
    std::string value;
    while (!AtEnd() && Peek() != quote) {
      if (Peek() == '\\') {
        ++position_;
        if (AtEnd()) break;
        if (Peek() != '"' && Peek() != '\'' && Peek() != '\\') return Wrong("after \\ only \", ' and \\ can stand");
      }
      value.push_back(text_[position_++]);
    }
    if (AtEnd()) return WrongAt(start, "this quote is not closed");
    ++position_;
    return value;
  }

  // Understands the value by the field's type; what is wrong, or nothing.
  static std::string SetValue(Node& node, std::string value) {
    switch (node.field.type) {
      case FieldType::kText:
      case FieldType::kMember:
        node.text = std::move(value);
        if (!node.field.name_prefix.empty() && node.text.find('/') == std::string::npos && !node.text.empty()) {
          node.text = absl::StrCat(node.field.name_prefix, node.text);
        }
        return "";
      case FieldType::kNumber:
        return absl::SimpleAtoi(value, &node.number) ? "" : Expected(node, "a whole number", value);
      case FieldType::kBool:
        node.truth = value == "true";
        return node.truth || value == "false" ? "" : Expected(node, "true or false", value);
      case FieldType::kDate:
        node.text = value;
        return ParseDate(value).ok() ? "" : Expected(node, "a day YYYY-MM-DD", value);
      case FieldType::kTime:
      case FieldType::kDueTime:
        return SetTime(node, value);
      case FieldType::kEnum:
        return SetEnum(node, value);
    }
    return "";
  }

  static std::string SetTime(Node& node, const std::string& value) {
    if (const absl::StatusOr<absl::CivilDay> day = ParseDate(value); day.ok()) {
      node.from = StartOfDay(*day);
      node.to = EndOfDay(*day);
      return "";
    }
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, value, &node.from, &error) || node.from == absl::InfiniteFuture() ||
        node.from == absl::InfinitePast()) {
      return Expected(node, "a day YYYY-MM-DD or an instant such as 2026-08-31T17:00:00+07:00", value);
    }
    const absl::CivilYear year = absl::ToCivilYear(node.from, absl::UTCTimeZone());
    if (year.year() < 1 || year.year() > 9999) return Expected(node, "an instant of the years 1 to 9999", value);
    node.to = node.from;
    return "";
  }

  static std::string SetEnum(Node& node, const std::string& value) {
    const EnumDescriptor& type = *node.field.enumeration;
    const std::string prefix = EnumPrefix(type);
    const auto* found = type.FindValueByName(value);
    if (found == nullptr) found = type.FindValueByName(prefix + value);
    if (found != nullptr) {
      node.text = found->name();
      return "";
    }
    std::vector<std::string> names;
    for (int i = 0; i < type.value_count(); ++i) {
      if (type.value(i)->number() != 0) names.push_back(type.value(i)->name().substr(prefix.size()));
    }
    return Expected(node, absl::StrCat("one of ", absl::StrJoin(names, ", ")), value);
  }

  static std::string Expected(const Node& node, absl::string_view what, absl::string_view value) {
    return absl::StrCat(node.name, " needs ", what, ", not '", Excerpt(value), "'");
  }

  bool AtEnd() const { return position_ >= text_.size(); }
  char Peek() const { return text_[position_]; }
  void SkipSpace() {
    while (!AtEnd() && absl::ascii_isspace(static_cast<unsigned char>(Peek()))) ++position_;
  }
  // The word, when it stands here and is not the beginning of a longer one.
  bool TakeWord(absl::string_view word) {
    SkipSpace();
    if (!absl::StartsWith(text_.substr(position_), word)) return false;
    const size_t end = position_ + word.size();
    if (end < text_.size() && IsFieldCharacter(text_[end])) return false;
    position_ = end;
    return true;
  }

  absl::Status Wrong(absl::string_view what) const { return WrongAt(position_, what); }
  absl::Status WrongAt(size_t at, absl::string_view what) const {
    // Bytes that do not continue a character.
    const auto characters = std::count_if(text_.begin(), text_.begin() + static_cast<ptrdiff_t>(at),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return InvalidRequest(v1::ERROR_REASON_INVALID_FILTER,
                          {{"filter", absl::StrCat("position ", characters + 1, ": ", what)}});
  }

  const absl::string_view text_;
  const FieldTable& fields_;
  size_t position_ = 0;
  int terms_ = 0;
};

}  // namespace

absl::StatusOr<Filter> Filter::Parse(absl::string_view text, const FieldTable& fields) {
  absl::StatusOr<NodePtr> root = Parser(text, fields).Parse();
  if (!root.ok()) return root.status();
  Filter filter;
  filter.root_ = *std::move(root);
  return filter;
}

}  // namespace phoihop::store
