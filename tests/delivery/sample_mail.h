// A mail as the product sends it, and what may not be said about it.
#ifndef TESTS_DELIVERY_SAMPLE_MAIL_H_
#define TESTS_DELIVERY_SAMPLE_MAIL_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/delivery/mail.h"

namespace phoihop::testing {

inline constexpr char kSender[] = "phoihop@dongnai.gov.vn";
inline constexpr char kRecipient[] = "hong.anh@dongnai.gov.vn";
inline constexpr char kUser[] = "phoihop-of-a-test";
inline constexpr char kPassword[] = "a-secret-that-exists-in-tests-only";

inline delivery::Mail SampleMail(int number = 1) {
  return {.message_id = absl::StrCat("event-", number, "@phoihop.dongnai.gov.vn"),
          .from = kSender,
          .to = kRecipient,
          .to_name = "Nguyễn Thị Hồng Ánh",
          .subject = absl::StrCat("Nhắc việc ", number, ": báo cáo phối hợp quý IV, còn ba ngày làm việc"),
          .text = "Kính gửi ông/bà,\n\nHạn là 31/12/2026.\n.\nTrân trọng.\n",
          .date = absl::FromUnixSeconds(1795922133)};
}

// A failure of that code whose message has this in it, and nothing that only sender and recipient may know.
inline void ExpectFailure(const absl::Status& status, absl::StatusCode code, const std::string& says) {
  EXPECT_EQ(status.code(), code) << status;
  const std::string text = status.ToString();
  EXPECT_THAT(text, ::testing::HasSubstr(says));
  for (const std::string& secret :
       {std::string(kUser), std::string(kPassword), absl::Base64Escape(kPassword),
        absl::Base64Escape(absl::StrCat(std::string(1, '\0'), kUser, std::string(1, '\0'), kPassword)),
        std::string(kRecipient), std::string("Hồng Ánh"), std::string("báo cáo"), std::string("Kính gửi")}) {
    EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr(secret)));
  }
}

}  // namespace phoihop::testing

#endif  // TESTS_DELIVERY_SAMPLE_MAIL_H_
