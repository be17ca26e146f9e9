#include "services/delivery/mail.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/delivery/limits.h"
#include "workflow/civil_time.h"

namespace phoihop::delivery {
namespace {

constexpr absl::string_view kLineEnd = "\r\n";
constexpr absl::string_view kWordBegin = "=?UTF-8?B?";
constexpr absl::string_view kWordEnd = "?=";

// A date of RFC 5322 has four digits of a year.
constexpr absl::CivilYear kFirstYear(1900), kLastYear(9999);

absl::Status Wrong(absl::string_view field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("the mail's ", field, " ", what));
}

enum class Lines { kOne, kMany };

bool IsControl(UChar32 character, Lines lines) {
  if (lines == Lines::kMany) {
    if (character == '\t' || character == '\n' || character == '\r') return false;
    return character < 0x20 || character == 0x7F;
  }
  // Also what Unicode takes for line ends: programs differ in what they make of them in a header.
  return character < 0x20 || (character >= 0x7F && character <= 0x9F) || character == 0x2028 || character == 0x2029;
}

absl::Status CheckText(absl::string_view field, absl::string_view text, size_t limit, Lines lines) {
  if (text.size() > limit) return Wrong(field, absl::StrCat("has more than ", limit, " bytes"));
  const auto* const bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int64_t>(text.size());
  for (int64_t i = 0; i < length;) {
    UChar32 character;
    U8_NEXT(bytes, i, length, character);
    if (character < 0) return Wrong(field, "is not UTF-8");
    if (IsControl(character, lines)) return Wrong(field, "contains a control character");
  }
  return absl::OkStatus();
}

// `atext` of RFC 5322.
bool IsAtomCharacter(char c) {
  return absl::ascii_isalnum(c) || absl::StrContains("!#$%&'*+-/=?^_`{|}~", absl::string_view(&c, 1));
}

bool IsDotAtom(absl::string_view text) {
  for (const absl::string_view atom : absl::StrSplit(text, '.')) {
    if (atom.empty() || !std::all_of(atom.begin(), atom.end(), IsAtomCharacter)) return false;
  }
  return true;
}

bool IsHostName(absl::string_view text) {
  for (const absl::string_view label : absl::StrSplit(text, '.')) {
    const bool letters =
        std::all_of(label.begin(), label.end(), [](char c) { return absl::ascii_isalnum(c) || c == '-'; });
    if (label.empty() || label.size() > kMaxLabelBytes || !letters || label.front() == '-' || label.back() == '-') {
      return false;
    }
  }
  return true;
}

absl::Status CheckMessageId(absl::string_view id) {
  if (id.size() > kMaxMessageIdBytes) {
    return Wrong("message_id", absl::StrCat("has more than ", kMaxMessageIdBytes, " bytes"));
  }
  const std::vector<absl::string_view> sides = absl::StrSplit(id, '@');
  if (sides.size() == 2 && IsDotAtom(sides[0]) && IsDotAtom(sides[1])) return absl::OkStatus();
  return Wrong("message_id", "is not something@domain in plain letters");
}

absl::Status CheckMail(const Mail& mail) {
  if (const absl::Status id = CheckMessageId(mail.message_id); !id.ok()) return id;
  if (const absl::Status from = CheckAddress(mail.from); !from.ok()) return Wrong("from", from.message());
  if (const absl::Status to = CheckAddress(mail.to); !to.ok()) return Wrong("to", to.message());
  absl::Status text = CheckText("to_name", mail.to_name, kMaxNameBytes, Lines::kOne);
  text.Update(CheckText("subject", mail.subject, kMaxSubjectBytes, Lines::kOne));
  text.Update(CheckText("text", mail.text, kMaxTextBytes, Lines::kMany));
  if (!text.ok()) return text;
  const absl::CivilYear year(DayOf(mail.date));
  if (year < kFirstYear || year > kLastYear) return Wrong("date", "is not in the years 1900 to 9999");
  return absl::OkStatus();
}

// `Sun, 29 Nov 2026 10:15:33 +0700`. The names are English whatever the locale of the process.
std::string DateOf(absl::Time date) {
  static constexpr const char* kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const absl::CivilSecond civil = absl::ToCivilSecond(date, VietnamTimeZone());
  const absl::Weekday day = absl::GetWeekday(absl::CivilDay(civil));
  return absl::StrFormat("%s, %02d %s %04d %02d:%02d:%02d +0700", kDays[static_cast<int>(day)], civil.day(),
                         kMonths[civil.month() - 1], civil.year(), civil.hour(), civil.minute(), civil.second());
}

// How many bytes at the start of `text` are at most `limit` and end at a character's border.
size_t WholeCharacters(absl::string_view text, size_t limit) {
  if (text.size() <= limit) return text.size();
  size_t size = limit;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return size;
}

// Appends a text as encoded words, one a line. `used` is what stands on the line already.
void AppendEncodedWords(absl::string_view text, size_t used, std::string& to) {
  while (!text.empty()) {
    const size_t word = std::min(kMaxEncodedWordBytes, kMaxEncodedLineBytes - used);
    // Four characters of base64 are three bytes.
    const size_t room = (word - kWordBegin.size() - kWordEnd.size()) / 4 * 3;
    const size_t size = WholeCharacters(text, room);
    absl::StrAppend(&to, kWordBegin, absl::Base64Escape(text.substr(0, size)), kWordEnd);
    text.remove_prefix(size);
    if (text.empty()) return;
    absl::StrAppend(&to, kLineEnd, " ");
    used = 1;
  }
}

// A subject that means itself: no reader can take it for folded or encoded.
bool IsPlainSubject(absl::string_view text, size_t room) {
  return text.size() <= room && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isprint(c); }) &&
         !absl::StrContains(text, "=?") && absl::StripAsciiWhitespace(text) == text;
}

// Atoms with one space between them, which need no quotes.
bool IsPlainName(absl::string_view text, size_t room) {
  if (text.size() > room || absl::StrContains(text, "=?")) return false;
  for (const absl::string_view atom : absl::StrSplit(text, ' ')) {
    if (atom.empty() || !std::all_of(atom.begin(), atom.end(), IsAtomCharacter)) return false;
  }
  return true;
}

std::string SubjectLine(absl::string_view subject) {
  std::string line = "Subject: ";
  if (IsPlainSubject(subject, kMaxEncodedLineBytes - line.size())) return absl::StrCat(line, subject, kLineEnd);
  AppendEncodedWords(subject, line.size(), line);
  return absl::StrCat(line, kLineEnd);
}

std::string ToLine(absl::string_view name, absl::string_view address) {
  std::string line = "To: ";
  if (name.empty()) return absl::StrCat(line, address, kLineEnd);
  if (IsPlainName(name, kMaxEncodedLineBytes - line.size())) {
    absl::StrAppend(&line, name);
  } else {
    AppendEncodedWords(name, line.size(), line);
  }
  // On a line of its own, so that an address of any length fits.
  return absl::StrCat(line, kLineEnd, " <", address, ">", kLineEnd);
}

// Base64 stands for text with CRLF (RFC 2045, 6.8).
std::string Body(absl::string_view text) {
  const std::string unified = absl::StrReplaceAll(text, {{"\r\n", "\n"}, {"\r", "\n"}});
  const std::string encoded = absl::Base64Escape(absl::StrReplaceAll(unified, {{"\n", kLineEnd}}));
  std::string body;
  for (size_t i = 0; i < encoded.size(); i += kMaxBodyLineBytes) {
    absl::StrAppend(&body, encoded.substr(i, kMaxBodyLineBytes), kLineEnd);
  }
  return body;
}

}  // namespace

absl::Status CheckAddress(absl::string_view address) {
  const auto wrong = [](const auto&... what) { return absl::InvalidArgumentError(absl::StrCat(what...)); };
  const std::vector<absl::string_view> sides = absl::StrSplit(address, '@');
  if (sides.size() != 2) return wrong("is not an address: local@domain");
  if (address.size() > kMaxAddressBytes) return wrong("has more than ", kMaxAddressBytes, " bytes");
  if (sides[0].size() > kMaxLocalPartBytes) return wrong("has more than ", kMaxLocalPartBytes, " bytes before the @");
  if (!IsDotAtom(sides[0])) return wrong("is not an address: before the @ stands what servers do not take");
  if (!IsHostName(sides[1])) return wrong("is not an address: after the @ stands no name of a domain");
  return absl::OkStatus();
}

absl::StatusOr<std::string> WriteMessage(const Mail& mail) {
  if (const absl::Status fine = CheckMail(mail); !fine.ok()) return fine;
  return absl::StrCat("Date: ", DateOf(mail.date), kLineEnd,                //
                      "From: ", mail.from, kLineEnd,                        //
                      ToLine(mail.to_name, mail.to),                        //
                      SubjectLine(mail.subject),                            //
                      "Message-ID: <", mail.message_id, ">", kLineEnd,      //
                      "Auto-Submitted: auto-generated", kLineEnd,           //
                      "MIME-Version: 1.0", kLineEnd,                        //
                      "Content-Type: text/plain; charset=UTF-8", kLineEnd,  //
                      "Content-Transfer-Encoding: base64", kLineEnd, kLineEnd, Body(mail.text));
}

}  // namespace phoihop::delivery
