// Whatever a mail says, that is what is read.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/delivery/limits.h"
#include "services/delivery/mail.h"
#include "tests/delivery/mail_reader.h"

namespace phoihop::delivery {
namespace {

using ::phoihop::testing::ReadMail;
using ::phoihop::testing::ReadMessage;

// Of one to four bytes, with those that mean something in a header.
rc::Gen<std::string> Pieces(std::vector<std::string> more = {}) {
  std::vector<std::string> pieces = {"a", "Z", "7",         " ",  "?",  "=",          "=?",      "?=", "<",
                                     ">", "@", ",",         ":",  "\"", "(",          "\\",      "đ",  "ế",
                                     "Ộ", "ữ", "e\xCC\x81", "𠮷", "—",  "=?UTF-8?B?", "báo cáo", "."};
  pieces.insert(pieces.end(), more.begin(), more.end());
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                      [](const std::vector<std::string>& chosen) {
                        std::string text;
                        for (const std::string& piece : chosen) text += piece;
                        return text;
                      });
}

Mail Around(std::string name, std::string subject, std::string text) {
  return {.message_id = "a@b",
          .from = "a@b",
          .to = "c@d",
          .to_name = std::move(name),
          .subject = std::move(subject),
          .text = std::move(text),
          .date = absl::UnixEpoch()};
}

RC_GTEST_PROP(MailProperties, WhatIsWrittenIsRead, ()) {
  const std::string name = *rc::gen::resize(40, Pieces());
  const std::string subject = *rc::gen::resize(200, Pieces());
  const std::string text = *rc::gen::resize(300, Pieces({"\n", "\t", "\n.\n", "\nFrom "}));
  RC_PRE(name.size() <= kMaxNameBytes && subject.size() <= kMaxSubjectBytes);
  const absl::StatusOr<std::string> message = WriteMessage(Around(name, subject, text));
  RC_ASSERT(message.ok());
  const ReadMail read = ReadMessage(*message);
  RC_ASSERT(read.headers.at("Subject") == subject);
  RC_ASSERT(read.headers.at("To") == (name.empty() ? "c@d" : absl::StrCat(name, " <c@d>")));
  RC_ASSERT(read.text == text);
  RC_ASSERT(read.headers.size() == 9u);
}

// Bytes of any kind: refused, or the same nine headers.
RC_GTEST_PROP(MailProperties, NoBytesMakeAHeader, (const std::string& name, const std::string& subject)) {
  const absl::StatusOr<std::string> message = WriteMessage(Around(name, subject, "x"));
  if (!message.ok()) {
    RC_ASSERT(absl::IsInvalidArgument(message.status()));
    RC_ASSERT(absl::StrContains(message.status().message(), "to_name") ||
              absl::StrContains(message.status().message(), "subject"));
    return;
  }
  const ReadMail read = ReadMessage(*message);
  RC_ASSERT(read.headers.size() == 9u);
  RC_ASSERT(read.headers.at("Subject") == subject);
}

}  // namespace
}  // namespace phoihop::delivery
