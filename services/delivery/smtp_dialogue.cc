#include "services/delivery/smtp_dialogue.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace phoihop::delivery {
namespace {

constexpr absl::string_view kVerbs[] = {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"};
constexpr absl::string_view kQuit = "QUIT";

constexpr int kSendTheMail = 354;
constexpr int kTooLarge = 552;
// These say that the sender has to log in, or cannot (RFC 4954, 6), whatever they answer to.
constexpr int kOfTheLogin[] = {530, 534, 535, 538};

bool IsDigits(absl::string_view text, size_t most) {
  return !text.empty() && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

// The first word of a reply's text if it is `class.subject.detail`; otherwise empty.
std::string EnhancedCode(absl::string_view text) {
  const absl::string_view word = text.substr(0, text.find_first_of(" \r\n"));
  const std::vector<absl::string_view> parts = absl::StrSplit(word, '.');
  const bool fine = parts.size() == 3 && IsDigits(parts[0], 1) && IsDigits(parts[1], 3) && IsDigits(parts[2], 3);
  return fine ? std::string(word) : "";
}

}  // namespace

void SmtpDialogue::Said(absl::string_view line) {
  const absl::string_view first = line.substr(0, line.find_first_of(" \r\n"));
  for (const absl::string_view verb : kVerbs) {
    if (first != verb) continue;
    verb_ = verb;
    code_ = 0;
    enhanced_.clear();
    leaving_ = false;
  }
  if (first == kQuit) leaving_ = true;
}

void SmtpDialogue::Heard(absl::string_view line) {
  int code = 0;
  if (leaving_) return;
  if (line.size() < 3 || !IsDigits(line.substr(0, 3), 3) || !absl::SimpleAtoi(line.substr(0, 3), &code)) return;
  code_ = code;
  enhanced_ = line.size() > 4 ? EnhancedCode(line.substr(4)) : "";
  if (verb_ == "DATA" && code == kSendTheMail) mail_wanted_ = true;
}

bool SmtpDialogue::for_good() const {
  if (code_ < 500 || code_ >= 600) return false;
  if (std::find(std::begin(kOfTheLogin), std::end(kOfTheLogin), code_) != std::end(kOfTheLogin)) return false;
  // MAIL names the sender, which is the same for every mail, and the size, which is not.
  return verb_ == "RCPT" || verb_ == "DATA" || (verb_ == "MAIL" && code_ == kTooLarge);
}

absl::string_view SmtpDialogue::command() const {
  if (verb_.empty()) return "connecting";
  return verb_ == "DATA" && mail_wanted_ ? "the end of the mail" : verb_;
}

std::string SmtpDialogue::reply() const {
  if (code_ == 0) return "";
  return enhanced_.empty() ? absl::StrCat(code_) : absl::StrCat(code_, " ", enhanced_);
}

}  // namespace phoihop::delivery
