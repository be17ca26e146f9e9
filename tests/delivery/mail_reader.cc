#include "tests/delivery/mail_reader.h"

#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace phoihop::testing {
namespace {

constexpr absl::string_view kBegin = "=?UTF-8?B?";
constexpr absl::string_view kEnd = "?=";

std::string DecodeBase64(absl::string_view text) {
  constexpr absl::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  EXPECT_EQ(text.size() % 4, 0u) << text;
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const size_t value = kAlphabet.find(c);
    EXPECT_NE(value, absl::string_view::npos) << text;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xFF));
  }
  return bytes;
}

// A header's value with its encoded words decoded; white space between two of them is dropped (RFC 2047, 6.2).
std::string DecodeValue(absl::string_view value, std::vector<std::string>& words) {
  std::string decoded;
  bool after_word = false;
  while (!value.empty()) {
    const size_t begin = value.find(kBegin);
    const absl::string_view plain = value.substr(0, begin);
    const bool gap = after_word && begin != absl::string_view::npos && plain.find_first_not_of(' ') == plain.npos;
    if (!gap) absl::StrAppend(&decoded, plain);
    if (begin == absl::string_view::npos) break;
    value.remove_prefix(begin + kBegin.size());
    const size_t end = value.find(kEnd);
    if (end == absl::string_view::npos) {
      ADD_FAILURE() << "an encoded word has no end";
      break;
    }
    EXPECT_LE(kBegin.size() + end + kEnd.size(), 75u) << value;
    words.push_back(DecodeBase64(value.substr(0, end)));
    absl::StrAppend(&decoded, words.back());
    value.remove_prefix(end + kEnd.size());
    after_word = true;
  }
  return decoded;
}

}  // namespace

ReadMail ReadMessage(absl::string_view message) {
  ReadMail mail;
  EXPECT_TRUE(absl::EndsWith(message, "\r\n"));
  mail.lines = absl::StrSplit(message, "\r\n");
  mail.lines.pop_back();
  std::string name, value, body;
  const auto finish = [&] {
    if (name.empty()) return;
    EXPECT_TRUE(mail.headers.emplace(name, DecodeValue(value, mail.words)).second) << name << " comes twice";
    name.clear();
  };
  bool in_body = false;
  for (const std::string& line : mail.lines) {
    EXPECT_EQ(line.find_first_of(std::string("\r\n\0", 3)), std::string::npos) << line;
    if (in_body) {
      EXPECT_LE(line.size(), 76u) << line;
      absl::StrAppend(&body, line);
      continue;
    }
    EXPECT_LE(line.size(), absl::StrContains(line, kBegin) ? 76u : 998u) << line;
    if (line.empty()) {
      finish();
      in_body = true;
    } else if (line[0] == ' ') {
      absl::StrAppend(&value, line);
    } else {
      finish();
      const size_t colon = line.find(": ");
      EXPECT_NE(colon, std::string::npos) << line;
      name = line.substr(0, colon);
      value = line.substr(colon + 2);
    }
  }
  EXPECT_TRUE(in_body) << "no empty line ends the headers";
  mail.text = absl::StrReplaceAll(DecodeBase64(body), {{"\r\n", "\n"}});
  return mail;
}

}  // namespace phoihop::testing
