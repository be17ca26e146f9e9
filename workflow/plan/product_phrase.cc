#include "workflow/plan/product_phrase.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "workflow/plan/phrase_text.h"
#include "workflow/plan/recurrence.h"

namespace phoihop::plan {
namespace {

using Frequency = Recurrence::Frequency;

// Words after a number that make it no count of products.
constexpr absl::string_view kNoProducts[] = {"%", "gio", "ngay", "tuan", "thang", "quy", "nam", "/", "-", "."};
constexpr absl::string_view kPeriods[] = {"ngay", "tuan", "thang", "quy", "nam"};
constexpr absl::string_view kBullets[] = {"- ", "+ ", "* ", "• ", "· "};

// A count at the beginning of a product, and the period it is for.
struct Count {
  int count = 0;
  std::string each;  // `thang` of "02 sản phẩm/tháng"; empty: none is said
};

// "02 clip", "Tối thiểu 10 tin, bài", "02 sản phẩm/tháng", "10 - 15 tin": the lower number.
std::optional<Count> CountIn(const std::string& product) {
  const std::vector<Token> tokens = Tokenize(product);
  TokenReader reader(product, tokens);
  if (!reader.Take({"toi", "thieu"}) && !reader.Take({"it", "nhat"})) reader.Take("tu");
  Count result;
  if (!reader.TakeNumber(&result.count) || result.count < 1) return std::nullopt;
  if (reader.TakeAny({"-", "den"})) {
    int upper = 0;
    if (!reader.TakeNumber(&upper) || upper <= result.count) return std::nullopt;
  }
  if (reader.AtEnd()) return std::nullopt;
  const size_t next = reader.position();
  const std::string& word = tokens[next].folded;
  // "5.000 tờ rơi" goes on with digits, "01/2026" with a slash.
  if (std::find(std::begin(kNoProducts), std::end(kNoProducts), word) != std::end(kNoProducts)) return std::nullopt;
  const bool period = tokens.size() >= 2 && tokens[tokens.size() - 2].folded == "/" &&
                      std::find(std::begin(kPeriods), std::end(kPeriods), tokens.back().folded) != std::end(kPeriods);
  if (period) result.each = tokens.back().folded;
  return result;
}

std::string WithoutBullet(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  for (absl::string_view bullet : kBullets) {
    if (absl::ConsumePrefix(&text, bullet)) break;
  }
  text = absl::StripAsciiWhitespace(text);
  while (absl::ConsumeSuffix(&text, ".") || absl::ConsumeSuffix(&text, ";")) text = absl::StripAsciiWhitespace(text);
  return std::string(text);
}

// Cut at `;`, at new lines, and where a comma or "và" stands between two products that each have their number.
std::vector<std::string> ProductsIn(absl::string_view cell) {
  const std::string cleaned = CleanCell(cell);
  const std::vector<Token> tokens = Tokenize(cleaned);
  std::vector<std::string> products;
  size_t begin = 0;
  int depth = 0;
  const auto finish = [&](size_t end, size_t next) {
    std::string product = WithoutBullet(cleaned.substr(begin, end - begin));
    if (!product.empty()) products.push_back(std::move(product));
    begin = next;
  };
  for (size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.folded == "(") ++depth;
    if (token.folded == ")") depth = std::max(0, depth - 1);
    if (depth > 0) continue;
    const bool new_line =
        i > 0 && absl::StrContains(cleaned.substr(tokens[i - 1].end, token.begin - tokens[i - 1].end), '\n');
    // A line that goes on in lower case was broken by the width of its column.
    const absl::string_view rest = absl::string_view(cleaned).substr(token.begin);
    if (new_line && (token.kind != Token::kWord || BeginsWithCapital(rest))) finish(token.begin, token.begin);
    if (token.folded == ";") {
      finish(token.begin, token.end);
    } else if ((token.folded == "," || token.folded == "va") && i + 1 < tokens.size() &&
               tokens[i + 1].kind == Token::kNumber &&
               CountIn(WithoutBullet(cleaned.substr(begin, token.begin - begin))).has_value() &&
               CountIn(cleaned.substr(token.end)).has_value()) {
      finish(token.begin, token.end);
    }
  }
  finish(cleaned.size(), cleaned.size());
  if (products.size() > kMaxEvidenceSlots) {
    const auto rest = products.begin() + static_cast<std::ptrdiff_t>(kMaxEvidenceSlots) - 1;
    *rest = absl::StrJoin(rest, products.end(), "; ");
    products.resize(kMaxEvidenceSlots);
  }
  return products;
}

std::optional<int> MonthsOf(absl::string_view unit) {
  if (unit == "thang") return 1;
  if (unit == "quy") return 3;
  if (unit == "nam") return 12;
  return std::nullopt;
}

// The length of an occurrence in months; nothing for weeks and days.
std::optional<int> MonthsOf(const Recurrence& rule) {
  if (rule.frequency == Frequency::kMonthly) return rule.interval;
  if (rule.frequency != Frequency::kYearly) return std::nullopt;
  const auto times = std::max<size_t>(1, rule.months.size());
  return 12 % times == 0 ? std::optional<int>(12 / static_cast<int>(times)) : std::nullopt;
}

// How often the item is done.
struct Rhythm {
  std::optional<Recurrence> rule;
  bool several_days = false;
  bool often() const { return several_days || (rule.has_value() && rule->MoreThanOnceAYear()); }
};

Rhythm RhythmOf(const v1::PlanDeadline& deadline) {
  Rhythm rhythm;
  rhythm.several_days = deadline.dates_size() > 1;
  const absl::StatusOr<Recurrence> rule = Recurrence::FromRule(deadline.recurrence());
  if (!deadline.recurrence().empty() && rule.ok()) rhythm.rule = *rule;
  return rhythm;
}

// How many each occurrence has to bring, and why when that is not what is written.
int CountPerOccurrence(const std::string& product, const Count& count, const Rhythm& rhythm, std::string& why) {
  if (count.each.empty()) {
    if (!rhythm.often() || count.count == 1) return count.count;
    why = absl::StrCat("\"", product, "\" là số của cả kế hoạch; mỗi kỳ cần ít nhất 1");
    return 1;
  }
  const std::optional<int> each = MonthsOf(count.each);
  const std::optional<int> occurrence = rhythm.rule.has_value() ? MonthsOf(*rhythm.rule) : std::nullopt;
  if (each.has_value() && occurrence.has_value() && *occurrence % *each == 0) {
    const int needed = count.count * (*occurrence / *each);
    if (needed <= kMaxSlotCount) {
      why = absl::StrCat("\"", product, "\": mỗi kỳ cần ", needed);
      return needed;
    }
  }
  const bool weekly = count.each == "tuan" && rhythm.rule.has_value() && rhythm.rule->frequency == Frequency::kWeekly;
  if (weekly) {
    why = absl::StrCat("\"", product, "\": mỗi kỳ cần ", count.count);
    return count.count;
  }
  why = absl::StrCat("\"", product, "\" không cùng nhịp với thời hạn; mỗi lần nộp cần ít nhất 1");
  return 1;
}

}  // namespace

ProductReading ReadProduct(absl::string_view cell, const v1::PlanDeadline& deadline) {
  ProductReading reading;
  const Rhythm rhythm = RhythmOf(deadline);
  std::vector<std::string> explanations;
  for (const std::string& product : ProductsIn(cell)) {
    v1::EvidenceSlot& slot = reading.slots.emplace_back();
    slot.set_id(absl::StrCat(reading.slots.size()));
    slot.set_description(product);
    slot.set_count(1);
    const std::optional<Count> count = CountIn(product);
    if (!count.has_value()) continue;
    std::string why;
    if (count->count > kMaxSlotCount && count->each.empty() && !rhythm.often()) {
      why = absl::StrCat("\"", product, "\": một tài liệu chứng minh cho cả số lượng");
    } else {
      slot.set_count(std::min(CountPerOccurrence(product, *count, rhythm, why), kMaxSlotCount));
    }
    if (!why.empty()) explanations.push_back(std::move(why));
  }
  reading.explanation = absl::StrJoin(explanations, "; ");
  return reading;
}

void SetEvidenceSlots(const ProductReading& reading, v1::PlanItem& item) {
  item.clear_evidence_slots();
  for (const v1::EvidenceSlot& slot : reading.slots) *item.add_evidence_slots() = slot;
}

}  // namespace phoihop::plan
