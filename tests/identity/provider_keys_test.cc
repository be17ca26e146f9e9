// When keys are fetched, and what is taken for keys.
#include "services/identity/provider_keys.h"

#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/engine/clock.h"
#include "services/identity/fetch.h"
#include "services/identity/refusal.h"
#include "tests/identity/scripted_provider.h"
#include "tests/identity/signing_key.h"

namespace phoihop::testing {
namespace {

using engine::ManualClock;
using identity::kMaxKeyAge;
using identity::kMinRefreshInterval;
using identity::ProviderKeys;
using identity::Refusal;
using ::testing::HasSubstr;

constexpr absl::Duration kLimit = absl::Seconds(30);

class ProviderKeysTest : public ::testing::Test {
 protected:
  void Start(std::string issuer = "") {
    identity::ProviderOptions options{.issuer = issuer.empty() ? provider_.url() : std::move(issuer),
                                      .now = [this] { return clock_.Now(); },
                                      .log =
                                          [this](absl::string_view line) {
                                            absl::MutexLock lock(&mutex_);
                                            lines_.emplace_back(line);
                                          }};
    auto keys = ProviderKeys::Start(std::move(options));
    ASSERT_TRUE(keys.ok()) << keys.status();
    keys_ = *std::move(keys);
  }

  void Publish(const std::vector<const SigningKey*>& keys) { provider_.Publish(provider_.url(), KeySetDocument(keys)); }

  // Until a line was logged that was not there before.
  std::string NextLine() {
    absl::MutexLock lock(&mutex_);
    const auto more = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return lines_.size() > read_; };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&more), kLimit)) return "(no line)";
    return lines_[read_++];
  }

  bool Has(const std::string& id) {
    const auto keys = keys_->Keys(clock_.Now());
    return keys != nullptr && !keys->Find(id).empty();
  }

  // Until the thread has stored what shows in the keys; asks often, and gives way in between.
  bool Eventually(const std::function<bool()>& holds) {
    const absl::Duration end = engine::RealElapsed() + kLimit;
    while (!holds()) {
      if (engine::RealElapsed() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }

  ManualClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  ScriptedProvider provider_;
  const SigningKey first_ = SigningKey::P256("k1"), second_ = SigningKey::P256("k2");
  absl::Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
  size_t read_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unique_ptr<ProviderKeys> keys_;  // first to go: its thread uses what stands above
};

TEST_F(ProviderKeysTest, FetchesWhenItStarts) {
  Publish({&first_, &second_});
  Start();
  EXPECT_THAT(NextLine(), HasSubstr("2 keys"));
  EXPECT_TRUE(keys_->readiness().ok());
  EXPECT_TRUE(Has("k1"));
  EXPECT_TRUE(Has("k2"));
}

TEST_F(ProviderKeysTest, ANewKeyIsFetchedWhenATokenNamesItAndTheOldOneForgotten) {
  Publish({&first_});
  Start();
  NextLine();
  Publish({&second_});
  clock_.Advance(kMinRefreshInterval);
  const identity::TokenVerifier verifier({.issuer = "i", .audience = "a"}, *keys_);
  const std::string token = MakeToken(second_, {{"iss", "i"}, {"aud", "a"}, {"sub", "s"}, {"exp", 1'900'000'000}});
  EXPECT_EQ(identity::RefusalOf(verifier.Verify(token, clock_.Now()).status()), Refusal::kKeysAwaited);
  EXPECT_TRUE(Eventually([&] { return verifier.Verify(token, clock_.Now()).ok(); }));
  EXPECT_FALSE(Has("k1"));
}

TEST_F(ProviderKeysTest, ThousandsOfUnknownKeysAreOneFetch) {
  Publish({&first_});
  Start();
  NextLine();
  ASSERT_EQ(keys_->fetches(), 1);
  // The provider was asked only now: it has no such key.
  for (int i = 0; i < 5000; ++i) EXPECT_FALSE(keys_->MayHaveNewer(clock_.Now()));
  EXPECT_EQ(keys_->fetches(), 1);
  clock_.Advance(kMinRefreshInterval);
  for (int i = 0; i < 5000; ++i) keys_->MayHaveNewer(clock_.Now());
  EXPECT_TRUE(provider_.WaitForAsked(kKeysPath, 2));
  EXPECT_TRUE(Eventually([&] { return !keys_->MayHaveNewer(clock_.Now()); }));
  for (int i = 0; i < 5000; ++i) EXPECT_FALSE(keys_->MayHaveNewer(clock_.Now()));
  EXPECT_EQ(keys_->fetches(), 2);
  EXPECT_EQ(provider_.Asked(kKeysPath), 2);
}

TEST_F(ProviderKeysTest, OldKeysServeWhileTheProviderIsDownButNotForever) {
  Publish({&first_});
  Start();
  NextLine();
  provider_.Set(kKeysPath, {.code = 500});
  clock_.Advance(kMinRefreshInterval);
  EXPECT_TRUE(keys_->MayHaveNewer(clock_.Now()));
  EXPECT_THAT(NextLine(), HasSubstr("cannot be fetched"));
  EXPECT_TRUE(Has("k1"));
  // What an unknown key is cannot be said while the provider is down.
  EXPECT_TRUE(keys_->MayHaveNewer(clock_.Now()));
  clock_.Advance(kMaxKeyAge - 2 * kMinRefreshInterval);
  EXPECT_TRUE(Has("k1"));
  clock_.Advance(2 * kMinRefreshInterval);
  EXPECT_EQ(keys_->Keys(clock_.Now()), nullptr);
  Publish({&second_});
  EXPECT_THAT(NextLine(), HasSubstr("1 keys"));
  EXPECT_TRUE(Has("k2"));
}

TEST_F(ProviderKeysTest, IsNotReadyUntilKeysCame) {
  provider_.Set(kDiscoveryPath, {.code = 503});
  Start();
  EXPECT_THAT(NextLine(), HasSubstr("answers 503"));
  EXPECT_EQ(keys_->readiness().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(keys_->Keys(clock_.Now()), nullptr);
  // Tried again by itself.
  Publish({&first_});
  EXPECT_TRUE(Eventually([&] { return keys_->readiness().ok(); }));
}

TEST_F(ProviderKeysTest, WhatIsNoDocumentOfTheProviderIsRefused) {
  const std::string keys = KeySetDocument({&first_});
  const std::string large = absl::StrCat(R"({"keys":[],"x":")", std::string(identity::kMaxDocumentBytes, 'x'), "\"}");
  struct Case {
    std::string why;
    std::function<void()> prepare;
  };
  for (const Case& test : std::vector<Case>{
           {"another issuer", [&] { provider_.Publish("https://khac.example.vn", keys); }},
           {"no JSON object", [&] { provider_.Set(kDiscoveryPath, {.body = "<html>"}); }},
           {"no jwks_uri",
            [&] { provider_.Set(kDiscoveryPath, {.body = "{\"issuer\":\"" + provider_.url() + "\"}"}); }},
           {"has to begin with https",
            [&] {
              provider_.Set(kDiscoveryPath, {.body = absl::StrCat(R"({"issuer":")", provider_.url(),
                                                                  R"(","jwks_uri":"http://khac.example.vn/keys"})")});
            }},
           {"has to begin with https",
            [&] {
              provider_.Set(kDiscoveryPath, {.body = absl::StrCat(R"({"issuer":")", provider_.url(),
                                                                  R"(","jwks_uri":"file:///etc/passwd"})")});
            }},
           {"answers 302",
            [&] {
              provider_.Publish(provider_.url(), keys);
              provider_.Set(kKeysPath, {.code = 302, .location = provider_.url() + "/elsewhere"});
            }},
           {"has more than", [&] { provider_.Publish(provider_.url(), large); }},
           {"no key for RS256", [&] { provider_.Publish(provider_.url(), R"({"keys":[]})"); }},
           {"no keys", [&] { provider_.Publish(provider_.url(), "{}"); }}}) {
    test.prepare();
    Start();
    EXPECT_THAT(NextLine(), HasSubstr(test.why));
    EXPECT_EQ(keys_->Keys(clock_.Now()), nullptr) << test.why;
    keys_.reset();
  }
}

TEST_F(ProviderKeysTest, StopsWhileTheProviderIsSilent) {
  provider_.Set(kDiscoveryPath, {.silent = true});
  Start();
  ASSERT_TRUE(provider_.WaitForAsked(kDiscoveryPath, 1));
  const absl::Duration before = engine::RealElapsed();
  keys_.reset();
  EXPECT_LT(engine::RealElapsed() - before, identity::kFetchLimit / 2);
}

TEST(ProviderUrlTest, OnlyHttpsOrThisMachine) {
  for (const char* url : {"https://login.example.vn/realms/tinh", "https://10.0.0.1:8443", "http://127.0.0.1:3000",
                          "http://localhost/x", "http://[::1]:80"}) {
    EXPECT_TRUE(identity::CheckUrl(url).ok()) << url;
  }
  for (const char* url : {"http://login.example.vn", "http://127.0.0.1.example.org", "http://localhost.example.org",
                          "http://10.0.0.1", "file:///etc/passwd", "ftp://a.vn", "https://nguoi:mat-khau@a.vn",
                          "https://a.vn/#x", "", "a.vn", "//a.vn", "http://127.0.0.1@a.vn", "gopher://127.0.0.1"}) {
    EXPECT_FALSE(identity::CheckUrl(url).ok()) << url;
  }
}

TEST(ProviderUrlTest, WhatCannotBeAskedIsSaidAtOnce) {
  const auto now = [] { return absl::UnixEpoch(); };
  EXPECT_EQ(ProviderKeys::Start({.issuer = "http://login.example.vn", .now = now}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      ProviderKeys::Start({.issuer = "https://login.example.vn", .ca_file = "/khong/co", .now = now}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace phoihop::testing
