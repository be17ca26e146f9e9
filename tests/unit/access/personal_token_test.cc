// Personal access tokens as text: well formed in one way only, recognised by their digest.
#include "services/identity/personal_token.h"

#include <random>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/unit/access/access_fixture.h"

namespace phoihop::identity {
namespace {

using access::kNow;

v1::AccessToken Kept(const PersonalToken& token) {
  v1::AccessToken kept;
  kept.set_secret_sha256(token.secret_sha256);
  *kept.mutable_expire_time() = ToTimestamp(kNow + absl::Hours(1));
  return kept;
}

TEST(PersonalToken, IsReadBack) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const NewPersonalToken made = MakePersonalToken("dong-nai");
    EXPECT_TRUE(seen.insert(made.text).second);
    const auto read = ReadPersonalToken(made.text);
    ASSERT_TRUE(read.has_value()) << made.text;
    EXPECT_EQ(read->province, "dong-nai");
    EXPECT_EQ(read->id, made.token.id);
    EXPECT_EQ(CheckPersonalToken(*read, nullptr, kNow), Refusal::kUnknown);
    const v1::AccessToken kept = Kept(made.token);
    EXPECT_EQ(CheckPersonalToken(*read, &kept, kNow), Refusal::kNone);
  }
}

TEST(PersonalToken, EndsAndIsRevoked) {
  const NewPersonalToken made = MakePersonalToken("dong-nai");
  v1::AccessToken kept = Kept(made.token);
  EXPECT_EQ(CheckPersonalToken(made.token, &kept, kNow + absl::Hours(1) - absl::Nanoseconds(1)), Refusal::kNone);
  EXPECT_EQ(CheckPersonalToken(made.token, &kept, kNow + absl::Hours(1)), Refusal::kExpired);
  *kept.mutable_revoke_time() = ToTimestamp(kNow);
  EXPECT_EQ(CheckPersonalToken(made.token, &kept, kNow), Refusal::kRevoked);
  // Another secret is told nothing of that.
  EXPECT_EQ(CheckPersonalToken(MakePersonalToken("dong-nai").token, &kept, kNow), Refusal::kUnknown);
}

// Whatever is changed in it: never the same token, and never another meaning of it.
TEST(PersonalToken, MutatedOnesAreUnknown) {
  std::mt19937 random(20260302);
  int read_back = 0;
  for (int i = 0; i < 20'000; ++i) {
    const NewPersonalToken made = MakePersonalToken("dong-nai");
    const v1::AccessToken kept = Kept(made.token);
    std::string text = made.text;
    const size_t at = random() % text.size();
    switch (random() % 3) {
      case 0:
        text[at] = static_cast<char>(random() % 256);
        break;
      case 1:
        text.erase(at, 1);
        break;
      default:
        text.insert(at, 1, static_cast<char>(random() % 128));
        break;
    }
    if (text == made.text) continue;
    const auto read = ReadPersonalToken(text);
    if (!read.has_value()) continue;
    ++read_back;
    const bool same_place = read->province == made.token.province && read->id == made.token.id;
    if (same_place) {
      EXPECT_EQ(CheckPersonalToken(*read, &kept, kNow), Refusal::kUnknown) << text;
    }
  }
  // The case is met: some are well formed and yet not the token.
  EXPECT_GT(read_back, 1'000);
}

TEST(PersonalToken, WhatIsNone) {
  for (const std::string& text :
       {std::string("phh_"), std::string("phh_dong-nai"), std::string("phh_dong-nai.a."), std::string("phh_.a.b"),
        absl::StrCat("phh_dong-nai.abc.", std::string(100'000, 'A')), absl::StrCat("phh_dong-nai.a.b.c"),
        std::string("phh_Dong-Nai.abc.QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE")}) {
    EXPECT_TRUE(IsPersonalToken(text));
    EXPECT_FALSE(ReadPersonalToken(text).has_value()) << text.substr(0, 60);
  }
  EXPECT_FALSE(IsPersonalToken("eyJhbGciOiJSUzI1NiJ9.e30.x"));
}

}  // namespace
}  // namespace phoihop::identity
