#include "services/delivery/mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/delivery/limits.h"
#include "tests/delivery/mail_reader.h"

namespace phoihop::delivery {
namespace {

using ::phoihop::testing::ReadMail;
using ::phoihop::testing::ReadMessage;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// 10:15:33 on a Sunday in Vietnam.
absl::Time Sunday() { return absl::FromCivil(absl::CivilSecond(2026, 11, 29, 3, 15, 33), absl::UTCTimeZone()); }

Mail Plain() {
  return {.message_id = "event-41.so-vhttdl@phoihop.dongnai.gov.vn",
          .from = "phoihop@dongnai.gov.vn",
          .to = "hong.anh@dongnai.gov.vn",
          .subject = "Three days are left",
          .text = "Line one\nLine two\n",
          .date = Sunday()};
}

TEST(MailTest, PlainAsciiIsWrittenAsItIs) {
  EXPECT_EQ(WriteMessage(Plain()).value(),
            "Date: Sun, 29 Nov 2026 10:15:33 +0700\r\n"
            "From: phoihop@dongnai.gov.vn\r\n"
            "To: hong.anh@dongnai.gov.vn\r\n"
            "Subject: Three days are left\r\n"
            "Message-ID: <event-41.so-vhttdl@phoihop.dongnai.gov.vn>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "\r\n"
            "TGluZSBvbmUNCkxpbmUgdHdvDQo=\r\n");
}

TEST(MailTest, VietnameseIsEncoded) {
  Mail mail = Plain();
  mail.to_name = "Nguyễn Thị Hồng Ánh";
  mail.subject = "Nhắc việc: Báo cáo phối hợp quý IV của Sở Văn hóa, Thể thao và Du lịch";
  mail.text = "Kính gửi ông/bà,\n\nCòn 3 ngày làm việc: hạn là 31/12/2026.\n";
  EXPECT_EQ(WriteMessage(mail).value(),
            "Date: Sun, 29 Nov 2026 10:15:33 +0700\r\n"
            "From: phoihop@dongnai.gov.vn\r\n"
            "To: =?UTF-8?B?Tmd1eeG7hW4gVGjhu4sgSOG7k25nIMOBbmg=?=\r\n"
            " <hong.anh@dongnai.gov.vn>\r\n"
            "Subject: =?UTF-8?B?Tmjhuq9jIHZp4buHYzogQsOhbyBjw6FvIHBo4buRaSBo4bujcCBx?=\r\n"
            " =?UTF-8?B?dcO9IElWIGPhu6dhIFPhu58gVsSDbiBow7NhLCBUaOG7gyB0aGFvIHbDoCBE?=\r\n"
            " =?UTF-8?B?dSBs4buLY2g=?=\r\n"
            "Message-ID: <event-41.so-vhttdl@phoihop.dongnai.gov.vn>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "\r\n"
            "S8OtbmggZ+G7rWkgw7RuZy9iw6AsDQoNCkPDsm4gMyBuZ8OgeSBsw6BtIHZp4buHYzogaOG6oW4g\r\n"
            "bMOgIDMxLzEyLzIwMjYuDQo=\r\n");
}

TEST(MailTest, APlainNameStandsBeforeTheAddress) {
  Mail mail = Plain();
  mail.to_name = "Hong Anh";
  EXPECT_THAT(WriteMessage(mail).value(), HasSubstr("\r\nTo: Hong Anh\r\n <hong.anh@dongnai.gov.vn>\r\n"));
}

// A name or a subject in ASCII that a reader would take for something else is encoded, too.
TEST(MailTest, WhatLooksLikeSyntaxIsText) {
  for (const char* text :
       {"=?UTF-8?B?SGk=?=", "a, b <c@d>", "\"quoted\"", "(comment)", "a  b", " a", "a ", "a:b;", "\\", "Mr. A"}) {
    Mail mail = Plain();
    mail.to_name = text;
    mail.subject = text;
    const std::string message = WriteMessage(mail).value();
    const ReadMail read = ReadMessage(message);
    EXPECT_EQ(read.headers.at("To"), absl::StrCat(text, " <hong.anh@dongnai.gov.vn>"));
    EXPECT_EQ(read.headers.at("Subject"), text);
    EXPECT_THAT(message, HasSubstr("To: =?UTF-8?B?"));
  }
}

// Each character of four bytes, at every offset to the border of a word.
TEST(MailTest, WordsEndBetweenCharacters) {
  for (size_t offset = 0; offset < 50; ++offset) {
    Mail mail = Plain();
    mail.subject = std::string(offset, 'x');
    for (int i = 0; i < 60; ++i) absl::StrAppend(&mail.subject, i % 3 == 0 ? "ộ" : i % 3 == 1 ? "𠮷" : "đ");
    const ReadMail read = ReadMessage(WriteMessage(mail).value());
    EXPECT_EQ(read.headers.at("Subject"), mail.subject);
    ASSERT_GT(read.words.size(), 3u);
    for (const std::string& word : read.words) {
      EXPECT_NE(static_cast<unsigned char>(word.front()) & 0xC0, 0x80) << "offset " << offset;
    }
  }
}

TEST(MailTest, EveryLineEndOfTheTextIsOne) {
  Mail mail = Plain();
  mail.text = "a\r\nb\rc\n\nd\te";
  EXPECT_EQ(ReadMessage(WriteMessage(mail).value()).text, "a\nb\nc\n\nd\te");
}

TEST(MailTest, ATextMayBeEmpty) {
  Mail mail = Plain();
  mail.text = "";
  mail.subject = "";
  const ReadMail read = ReadMessage(WriteMessage(mail).value());
  EXPECT_EQ(read.text, "");
  EXPECT_EQ(read.headers.at("Subject"), "");
}

TEST(MailTest, DatesAreThoseOfVietnam) {
  Mail mail = Plain();
  mail.date = absl::FromCivil(absl::CivilSecond(2026, 12, 31, 17, 0, 1), absl::UTCTimeZone());
  EXPECT_EQ(ReadMessage(WriteMessage(mail).value()).headers.at("Date"), "Fri, 01 Jan 2027 00:00:01 +0700");
  mail.date = absl::FromCivil(absl::CivilSecond(2028, 2, 29, 0, 0, 0), absl::UTCTimeZone());
  EXPECT_EQ(ReadMessage(WriteMessage(mail).value()).headers.at("Date"), "Tue, 29 Feb 2028 07:00:00 +0700");
}

struct Refused {
  std::string field;
  std::function<void(Mail&)> change;
};

// Every field with everything that could end a header or a command: refused by name, and nothing of it is repeated.
TEST(MailTest, NoFieldBecomesAHeader) {
  for (const std::string& evil : {std::string("\r\n"), std::string("\n"), std::string("\r"), std::string(1, '\0'),
                                  std::string("\x1b"), std::string("\x7f"), std::string("\xC2\x85"),
                                  std::string("\xE2\x80\xA8"), std::string("\xE2\x80\xA9"), std::string("\xFF")}) {
    const std::string injected = absl::StrCat("x", evil, "Bcc: spy@example.com");
    for (const Refused& refused :
         std::vector<Refused>{{"message_id", [&](Mail& mail) { mail.message_id = absl::StrCat("a", injected); }},
                              {"message_id", [&](Mail& mail) { mail.message_id = absl::StrCat("a@b", evil); }},
                              {"from", [&](Mail& mail) { mail.from = absl::StrCat("a@b.vn", evil, "c"); }},
                              {"from", [&](Mail& mail) { mail.from = absl::StrCat("a", evil, "@b.vn"); }},
                              {"to", [&](Mail& mail) { mail.to = absl::StrCat("a@b.vn", evil); }},
                              {"to_name", [&](Mail& mail) { mail.to_name = injected; }},
                              {"subject", [&](Mail& mail) { mail.subject = injected; }}}) {
      Mail mail = Plain();
      refused.change(mail);
      const absl::StatusOr<std::string> message = WriteMessage(mail);
      ASSERT_TRUE(absl::IsInvalidArgument(message.status())) << refused.field;
      EXPECT_THAT(std::string(message.status().message()), HasSubstr(absl::StrCat("mail's ", refused.field, " ")));
      EXPECT_THAT(std::string(message.status().message()), Not(HasSubstr("spy")));
    }
  }
}

TEST(MailTest, WhatIsTooMuchIsRefusedByName) {
  for (const Refused& refused : std::vector<Refused>{
           {"message_id",
            [](Mail& mail) { mail.message_id = absl::StrCat(std::string(kMaxMessageIdBytes, 'a'), "@b"); }},
           {"message_id", [](Mail& mail) { mail.message_id = "<a@b>"; }},
           {"message_id", [](Mail& mail) { mail.message_id = ""; }},
           {"from", [](Mail& mail) { mail.from = ""; }},
           {"to", [](Mail& mail) { mail.to = "everybody"; }},
           {"to_name", [](Mail& mail) { mail.to_name.assign(kMaxNameBytes + 1, 'a'); }},
           {"subject", [](Mail& mail) { mail.subject.assign(kMaxSubjectBytes + 1, 'a'); }},
           {"text", [](Mail& mail) { mail.text.assign(kMaxTextBytes + 1, 'a'); }},
           {"text", [](Mail& mail) { mail.text = std::string("a\0b", 3); }},
           {"text", [](Mail& mail) { mail.text = "\xC3("; }},
           {"date", [](Mail& mail) { mail.date = absl::InfiniteFuture(); }},
           {"date", [](Mail& mail) { mail.date = absl::InfinitePast(); }}}) {
    Mail mail = Plain();
    refused.change(mail);
    const absl::StatusOr<std::string> message = WriteMessage(mail);
    ASSERT_TRUE(absl::IsInvalidArgument(message.status())) << refused.field;
    EXPECT_THAT(std::string(message.status().message()), HasSubstr(absl::StrCat("mail's ", refused.field, " ")));
  }
}

TEST(MailTest, AsMuchAsIsAllowedIsFine) {
  Mail mail = Plain();
  mail.message_id = absl::StrCat(std::string(kMaxMessageIdBytes - 2, 'a'), "@b");
  mail.to = absl::StrCat(std::string(kMaxLocalPartBytes, 'a'), "@", std::string(kMaxLabelBytes, 'b'), ".",
                         std::string(kMaxLabelBytes, 'c'), ".", std::string(61, 'd'));
  ASSERT_THAT(mail.to, SizeIs(kMaxAddressBytes));
  mail.to_name.assign(kMaxNameBytes, 'a');
  mail.subject.assign(kMaxSubjectBytes, 'a');
  mail.text.assign(kMaxTextBytes, 'a');
  const ReadMail read = ReadMessage(WriteMessage(mail).value());
  EXPECT_EQ(read.headers.at("To"), absl::StrCat(mail.to_name, " <", mail.to, ">"));
  EXPECT_EQ(read.headers.at("Message-ID"), absl::StrCat("<", mail.message_id, ">"));
  EXPECT_EQ(read.headers.at("Subject"), mail.subject);
  EXPECT_EQ(read.text, mail.text);
}

TEST(AddressTest, TheseAreAddresses) {
  for (const char* address : {"a@b", "vp.ubnd@dongnai.gov.vn", "o'brien+x=y@a-b.vn", "1@2.vn", "a@xn--ngnai-pxc.vn"}) {
    EXPECT_TRUE(CheckAddress(address).ok()) << address << ": " << CheckAddress(address);
  }
}

TEST(AddressTest, TheseAreNot) {
  const std::string label(kMaxLabelBytes, 'a');
  for (const std::string& address :
       {std::string(""),
        std::string("a"),
        std::string("@"),
        std::string("a@"),
        std::string("@b"),
        std::string("a@b@c"),
        std::string("a b@c"),
        std::string("\"a b\"@c"),
        std::string("<a@b>"),
        std::string("a@[127.0.0.1]"),
        std::string(".a@b"),
        std::string("a.@b"),
        std::string("a..b@c"),
        std::string("a@.b"),
        std::string("a@b."),
        std::string("a@b..c"),
        std::string("a@-b"),
        std::string("a@b-"),
        std::string("a@b_c"),
        std::string("a@đồng.vn"),
        std::string("ánh@b.vn"),
        std::string("a,b@c"),
        std::string("a@b,c@d"),
        std::string("a>b@c"),
        absl::StrCat(std::string(kMaxLocalPartBytes + 1, 'a'), "@b"),
        absl::StrCat("a@", label, "a"),
        absl::StrCat(std::string(kMaxLocalPartBytes, 'a'), "@", label, ".", label, ".", std::string(62, 'd'))}) {
    EXPECT_TRUE(absl::IsInvalidArgument(CheckAddress(address))) << address;
  }
}

}  // namespace
}  // namespace phoihop::delivery
