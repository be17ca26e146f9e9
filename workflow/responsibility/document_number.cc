#include "workflow/responsibility/document_number.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "workflow/organisation/name_text.h"

namespace phoihop::responsibility {
namespace {

constexpr size_t kMaxDigits = 7;
constexpr size_t kMaxNotationWords = 6;
constexpr size_t kMaxNotationWordBytes = 24;
constexpr int kFirstYear = 1945;
constexpr int kLastYear = 2200;

constexpr absl::string_view kCapitalDStroke = "Đ";
constexpr absl::string_view kSmallDStroke = "đ";

struct Notation {
  absl::string_view key;  // capitals, D for Đ
  absl::string_view written;
};

// Types of documents (Nghị định 30/2020/NĐ-CP, phụ lục III; laws; Party documents). DA, HD are as they are: dự án and
// đề án, hướng dẫn and hợp đồng differ by the stroke alone.
constexpr Notation kTypes[] = {
    {"NQ", "NQ"},     {"QD", "QĐ"},     {"CT", "CT"},   {"QC", "QC"}, {"QYD", "QyĐ"},   {"TC", "TC"},
    {"TB", "TB"},     {"HD", ""},       {"CTR", "CTr"}, {"KH", "KH"}, {"PA", "PA"},     {"DA", ""},
    {"BC", "BC"},     {"BB", "BB"},     {"TTR", "TTr"}, {"CD", "CĐ"}, {"GUQ", "GUQ"},   {"GM", "GM"},
    {"GGT", "GGT"},   {"GNP", "GNP"},   {"PG", "PG"},   {"PC", "PC"}, {"ND", "NĐ"},     {"TT", "TT"},
    {"TTLT", "TTLT"}, {"L", "L"},       {"LCT", "LCT"}, {"KL", "KL"}, {"CV", "CV"},     {"QDI", "QĐi"},
    {"NQLT", "NQLT"}, {"VBHN", "VBHN"}, {"SL", "SL"},   {"PL", "PL"}, {"CTHD", "CTHĐ"},
};

// Issuers that are written otherwise than in capitals, or with Đ.
constexpr Notation kIssuers[] = {
    {"TTG", "TTg"},         {"CP", "CP"},           {"UBND", "UBND"}, {"HDND", "HĐND"},     {"TW", "TW"},
    {"TU", "TU"},           {"CTN", "CTN"},         {"BDBP", "BĐBP"}, {"BGDDT", "BGDĐT"},   {"SGDDT", "SGDĐT"},
    {"BLDTBXH", "BLĐTBXH"}, {"SLDTBXH", "SLĐTBXH"}, {"HDTP", "HĐTP"}, {"VPUBND", "VPUBND"}, {"BCD", "BCĐ"},
};

template <size_t kSize>
const Notation* Find(const Notation (&table)[kSize], absl::string_view key) {
  for (const Notation& entry : table) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

// Capitals; Đ as D.
std::string Key(absl::string_view word) {
  std::string key;
  for (size_t i = 0; i < word.size();) {
    if (absl::StartsWith(word.substr(i), kCapitalDStroke) || absl::StartsWith(word.substr(i), kSmallDStroke)) {
      key += 'D';
      i += kCapitalDStroke.size();
    } else {
      key += absl::ascii_toupper(static_cast<unsigned char>(word[i++]));
    }
  }
  return key;
}

bool HasCapital(absl::string_view word) {
  for (const char c : word) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c))) return true;
  }
  return absl::StrContains(word, kCapitalDStroke);
}

std::string Capitals(absl::string_view word) {
  std::string capitals;
  for (size_t i = 0; i < word.size();) {
    if (absl::StartsWith(word.substr(i), kSmallDStroke)) {
      absl::StrAppend(&capitals, kCapitalDStroke);
      i += kSmallDStroke.size();
    } else {
      capitals += absl::ascii_toupper(static_cast<unsigned char>(word[i++]));
    }
  }
  return capitals;
}

// What was written with capitals stays so: KTNg.
std::string Written(const Notation* known, absl::string_view word) {
  if (known != nullptr && !known->written.empty()) return std::string(known->written);
  return known == nullptr && HasCapital(word) ? std::string(word) : Capitals(word);
}

bool IsYear(absl::string_view digits) {
  int year = 0;
  return digits.size() == 4 && absl::SimpleAtoi(digits, &year) && year >= kFirstYear && year <= kLastYear;
}

struct Scanned {
  absl::string_view digits;
  absl::string_view year;  // empty: none
  bool party = false;
  // Of a Party document the type stands before the slash and the rest behind it.
  std::vector<absl::string_view> words;
};

class Scanner {
 public:
  Scanner(absl::string_view text, size_t at, bool running_text) : text_(text), at_(at), running_text_(running_text) {}

  bool Scan(Scanned& scanned) {
    scanned.digits = Digits();
    if (scanned.digits.empty() || scanned.digits.size() > kMaxDigits) return false;
    if (Slash()) {
      const size_t before = at_;
      scanned.year = Digits();
      if (scanned.year.empty()) return Notation(scanned);
      if (IsYear(scanned.year) && Slash()) return Notation(scanned);
      at_ = before;
      return false;
    }
    if (!Dash()) return false;
    scanned.party = true;
    const absl::string_view type = Word();
    if (type.empty() || !Slash()) return false;
    scanned.words.push_back(type);
    return Notation(scanned);
  }

  size_t at() const { return at_; }

 private:
  bool Notation(Scanned& scanned) {
    const absl::string_view first = Word();
    if (first.empty()) return false;
    scanned.words.push_back(first);
    while (scanned.words.size() < kMaxNotationWords) {
      const size_t before = at_;
      if (!Dash()) break;
      const bool spaced = absl::StrContains(text_.substr(before, at_ - before), ' ');
      const absl::string_view word = Word();
      if (word.empty() || (running_text_ && spaced && !HasCapital(word))) {
        at_ = before;
        break;
      }
      scanned.words.push_back(word);
    }
    return true;
  }

  absl::string_view Digits() {
    const size_t begin = at_;
    while (at_ < text_.size() && absl::ascii_isdigit(static_cast<unsigned char>(text_[at_]))) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  void Spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  bool Slash() {
    const size_t before = at_;
    Spaces();
    if (at_ < text_.size() && text_[at_] == '/') {
      ++at_;
      Spaces();
      return true;
    }
    at_ = before;
    return false;
  }

  bool Dash() {
    const size_t before = at_;
    Spaces();
    for (const absl::string_view dash : {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"}) {
      if (!absl::StartsWith(text_.substr(at_), dash)) continue;
      at_ += dash.size();
      Spaces();
      return true;
    }
    at_ = before;
    return false;
  }

  // Letters, digits, Đ and &, starting with a letter. A letter with other marks ends no notation: it makes it a word of
  // the language.
  absl::string_view Word() {
    const size_t begin = at_;
    while (at_ < text_.size()) {
      const absl::string_view rest = text_.substr(at_);
      if (absl::StartsWith(rest, kCapitalDStroke) || absl::StartsWith(rest, kSmallDStroke)) {
        at_ += kCapitalDStroke.size();
      } else if (absl::ascii_isalnum(static_cast<unsigned char>(rest[0])) || (rest[0] == '&' && at_ > begin)) {
        ++at_;
      } else {
        break;
      }
    }
    const absl::string_view word = text_.substr(begin, at_ - begin);
    const bool marked = at_ < text_.size() && static_cast<unsigned char>(text_[at_]) >= 0x80 && !DashFollows();
    const bool starts_with_digit = !word.empty() && absl::ascii_isdigit(static_cast<unsigned char>(word[0]));
    if (word.size() <= kMaxNotationWordBytes && !marked && !starts_with_digit) return word;
    at_ = begin;
    return "";
  }

  bool DashFollows() const {
    // U+2010 to U+2015 and U+2212; quotation marks U+2018 to U+201D end a word too.
    const absl::string_view rest = text_.substr(at_);
    return absl::StartsWith(rest, "\xe2\x80") || absl::StartsWith(rest, "\u2212") || absl::StartsWith(rest, "\u00a0");
  }

  const absl::string_view text_;
  size_t at_;
  const bool running_text_;
};

// A type alone (`431/QĐ`) or a word that nobody writes as a notation (`10/phut`) is no number of a document.
bool Plausible(const Scanned& scanned) {
  if (scanned.party) {
    return Find(kTypes, Key(scanned.words[0])) != nullptr || HasCapital(scanned.words[0]);
  }
  const std::string first = Key(scanned.words[0]);
  if (scanned.words.size() > 1)
    return Find(kTypes, first) != nullptr || HasCapital(scanned.words[0]) || Find(kIssuers, first) != nullptr;
  if (Find(kTypes, first) != nullptr) return false;
  return HasCapital(scanned.words[0]) || Find(kIssuers, first) != nullptr || !scanned.year.empty();
}

// As it should be written: the type, the issuer.
std::pair<std::string, std::string> Parts(const Scanned& scanned) {
  const Notation* type = Find(kTypes, Key(scanned.words[0]));
  const bool has_type = scanned.party || (type != nullptr && scanned.words.size() > 1);
  std::vector<std::string> issuer;
  for (size_t i = has_type ? 1 : 0; i < scanned.words.size(); ++i) {
    issuer.push_back(Written(Find(kIssuers, Key(scanned.words[i])), scanned.words[i]));
  }
  return {has_type ? Written(type, scanned.words[0]) : "", absl::StrJoin(issuer, "-")};
}

std::string Normalized(const v1::DocumentNumber& number) {
  const std::string digits = absl::StrCat(number.number() < 10 ? "0" : "", number.number());
  if (number.form() == v1::DocumentNumber::FORM_PARTY) {
    return absl::StrCat(digits, "-", number.type_notation(), "/", number.issuer_notation());
  }
  return absl::StrCat(digits, "/", number.year() == 0 ? "" : absl::StrCat(number.year(), "/"), number.type_notation(),
                      number.type_notation().empty() ? "" : "-", number.issuer_notation());
}

// Without "số" and the spaces around.
absl::string_view Bare(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  for (const absl::string_view word : {"Số", "số", "SỐ", "So", "so"}) {
    if (absl::ConsumePrefix(&text, word)) break;
  }
  text = absl::StripLeadingAsciiWhitespace(text);
  absl::ConsumePrefix(&text, ":");
  return absl::StripAsciiWhitespace(text);
}

// No-break spaces as spaces.
std::string PlainSpaces(absl::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size();) {
    if (absl::StartsWith(text.substr(i), "\u00a0")) {
      plain += ' ';
      i += 2;
    } else {
      plain += absl::ascii_isspace(static_cast<unsigned char>(text[i])) ? ' ' : text[i];
      ++i;
    }
  }
  return plain;
}

}  // namespace

v1::DocumentNumber ParseDocumentNumber(absl::string_view text) {
  v1::DocumentNumber number;
  number.set_text(std::string(absl::StripAsciiWhitespace(text)));
  number.set_form(v1::DocumentNumber::FORM_OTHER);
  if (text.size() > kMaxDocumentNumberBytes) return number;
  const std::string plain = PlainSpaces(text);
  const absl::string_view bare = Bare(plain);
  Scanned scanned;
  Scanner scanner(bare, 0, false);
  int32_t value = 0;
  if (!scanner.Scan(scanned) || scanner.at() != bare.size() || !Plausible(scanned)) return number;
  if (!absl::SimpleAtoi(scanned.digits, &value) || value == 0) return number;
  number.set_form(scanned.party           ? v1::DocumentNumber::FORM_PARTY
                  : !scanned.year.empty() ? v1::DocumentNumber::FORM_LEGAL
                                          : v1::DocumentNumber::FORM_ADMINISTRATIVE);
  number.set_number(value);
  int32_t year = 0;
  if (absl::SimpleAtoi(scanned.year, &year)) number.set_year(year);
  auto [type, issuer] = Parts(scanned);
  number.set_type_notation(std::move(type));
  number.set_issuer_notation(std::move(issuer));
  number.set_normalized(Normalized(number));
  return number;
}

size_t EndOfDocumentNumber(absl::string_view text, size_t begin) {
  Scanned scanned;
  Scanner scanner(text, begin, true);
  if (!scanner.Scan(scanned) || !Plausible(scanned)) return absl::string_view::npos;
  const bool fits = scanner.at() - begin <= kMaxDocumentNumberBytes;
  return fits ? scanner.at() : absl::string_view::npos;
}

std::string KeyOf(const v1::DocumentNumber& number) {
  if (number.form() != v1::DocumentNumber::FORM_OTHER) return Key(number.normalized());
  return organisation::Spaced(organisation::SplitWords(number.text()), &organisation::Word::folded);
}

}  // namespace phoihop::responsibility
