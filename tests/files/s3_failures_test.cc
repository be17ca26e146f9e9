// What stores do rarely: errors that pass, connections that are cut, answers that are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/engine/clock.h"
#include "services/files/s3_client.h"
#include "services/files/s3_limits.h"
#include "tests/files/s3_fixture.h"
#include "tests/files/scripted_store.h"

namespace phoihop::files {
namespace {

using ::phoihop::testing::ScriptedStore;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Answer = ScriptedStore::Answer;

constexpr char kPath[] = "/tep/phoihop/dong-nai/a";
constexpr char kKey[] = "dong-nai/a";
constexpr absl::Duration kSoon = absl::Seconds(10);

class S3FailuresTest : public S3Fixture {
 protected:
  ScriptedStore store_;
  const std::unique_ptr<S3Client> client_ = Client(store_.options());
  const std::string content_ = Content(3 << 20);
  const std::unique_ptr<Spool> spool_ = Spooled(content_);
};

TEST_F(S3FailuresTest, ErrorsThatPassAreTriedAgain) {
  store_.Answers({{.code = 503, .body = "<Error><Code>SlowDown</Code></Error>"}, {.code = 500}, {.code = 429}});
  ASSERT_EQ(client_->Put(kKey, *spool_), absl::OkStatus());
  EXPECT_THAT(store_.requests(), SizeIs(4));
  EXPECT_TRUE(store_.objects()[kPath] == content_);
  store_.Answers({{.code = 502}, {.code = 408}});
  EXPECT_TRUE(*ReadAll(*client_->Get(kKey, spool_->size())) == content_);
  store_.Answers({{.code = 504}});
  EXPECT_EQ(*client_->Head(kKey), spool_->size());
  store_.Answers({{.code = 503}});
  EXPECT_EQ(client_->Delete(kKey), absl::OkStatus());
  EXPECT_THAT(store_.objects(), SizeIs(0));
  EXPECT_EQ(log_.text(), "");
}

TEST_F(S3FailuresTest, ButNotForEver) {
  store_.Answers(
      std::vector<Answer>(100, {.code = 503,
                                .body = "<Error><Code>SlowDown</Code><Message>what the store wrote</Message></Error>",
                                .headers = {{"x-amz-request-id", "tx-77"}}}));
  const absl::Status status = client_->Put(kKey, *spool_);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(store_.requests(), SizeIs(kS3Attempts));
  EXPECT_THAT(log_.text(),
              AllOf(HasSubstr("PUT tep/phoihop/dong-nai/a: 503 SlowDown, request id tx-77"), HasSubstr("6 tries"),
                    Not(HasSubstr("what the store wrote")), Not(HasSubstr(ScriptedStore::kSecret))));
}

TEST_F(S3FailuresTest, RefusalsAreNotTriedAgain) {
  store_.Answers({{.code = 403, .body = "<Error><Code>AccessDenied</Code></Error>"}});
  EXPECT_EQ(client_->Put(kKey, *spool_).code(), absl::StatusCode::kFailedPrecondition);
  store_.Answers({{.code = 301, .headers = {{"Location", "http://127.0.0.1:1/elsewhere"}}}});
  EXPECT_EQ(client_->Get(kKey, 1)->Next().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(store_.requests(), SizeIs(2));
}

// What stores say of objects that are missing to keys that may not list.
TEST_F(S3FailuresTest, WhatMayNotBeKnownIsNotThere) {
  store_.Answers({{.code = 403}});
  EXPECT_EQ(*client_->Head(kKey), std::nullopt);
}

TEST_F(S3FailuresTest, AnUploadThatIsCutIsSentAgainFromItsBeginning) {
  store_.Answers({{.cut_request = 1 << 20}, {.cut_request = 0}});
  ASSERT_EQ(client_->Put(kKey, *spool_), absl::OkStatus());
  EXPECT_TRUE(store_.objects()[kPath] == content_);
  const auto requests = store_.requests();
  ASSERT_THAT(requests, SizeIs(3));
  EXPECT_EQ(requests[0].body.size(), 1u << 20);
  EXPECT_EQ(requests[2].headers.at("x-amz-content-sha256"), absl::BytesToHexString(spool_->Sha256()));
}

TEST_F(S3FailuresTest, ADownloadThatIsCutGoesOnWhereItWas) {
  store_.SetObject(kPath, content_);
  store_.Answers({{.cut_answer = 700'000}, {.cut_answer = 0}, {.cut_answer = 1 << 20}});
  EXPECT_TRUE(*ReadAll(*client_->Get(kKey, spool_->size())) == content_);
  const auto requests = store_.requests();
  ASSERT_GE(requests.size(), 4u);
  EXPECT_EQ(requests[0].headers.count("range"), 0u);
  EXPECT_EQ(requests[1].headers.at("range"), absl::StrCat("bytes=", 2 * kS3PieceBytes, "-"));
}

TEST_F(S3FailuresTest, AStoreWithoutRangesIsNotReadWrongly) {
  store_.SetObject(kPath, content_);
  store_.Answers({{.cut_answer = 700'000}, {.code = 200, .body = content_}});
  const absl::Status status = ReadAll(*client_->Get(kKey, spool_->size())).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("ranges"));
}

TEST_F(S3FailuresTest, ObjectsOfAnotherSizeAreSaidToBe) {
  store_.SetObject(kPath, content_);
  EXPECT_EQ(ReadAll(*client_->Get(kKey, spool_->size() - 1)).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReadAll(*client_->Get(kKey, spool_->size() + 1)).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(store_.requests(), SizeIs(2));
}

TEST_F(S3FailuresTest, AStoreThatSaysNothingIsGivenUp) {
  store_.SetObject(kPath, content_);
  store_.Answers(std::vector<Answer>(100, {.silent = true}));
  const absl::Duration begun = engine::RealElapsed();
  EXPECT_EQ(client_->Get(kKey, spool_->size())->Next().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_LT(engine::RealElapsed() - begun, kSoon);
  EXPECT_THAT(log_.text(), HasSubstr("nothing has moved for 500ms"));
}

TEST_F(S3FailuresTest, AnErrorWithoutEndIsNotRead) {
  const std::string endless = absl::StrCat("<Error><Code>SlowDown</Code>", std::string(10 << 20, 'x'));
  store_.Answers(std::vector<Answer>(100, {.code = 503, .body = endless}));
  EXPECT_EQ(client_->Delete(kKey).code(), absl::StatusCode::kUnavailable);
  EXPECT_LT(log_.text().size(), 1000u);
}

TEST_F(S3FailuresTest, AnErrorThatIsNoXmlIsAnError) {
  store_.Answers({{.code = 403, .body = std::string("\0<\xff>&", 5)}, {.code = 418, .body = "<Error><Code>"}});
  EXPECT_EQ(client_->Delete(kKey).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(client_->Delete(kKey).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(S3FailuresTest, WhatAStoreCallsThingsIsANameOrNothing) {
  store_.Answers({{.code = 403,
                   .body = "<Error><Code>Line\nAnother line</Code><RequestId>id with spaces</RequestId></Error>",
                   .headers = {{"x-amz-request-id", std::string(1000, 'x')}}}});
  EXPECT_EQ(client_->Delete(kKey).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(log_.text(), AllOf(HasSubstr("DELETE tep/phoihop/dong-nai/a: 403"), Not(HasSubstr("line")),
                                 Not(HasSubstr("spaces")), Not(HasSubstr("xxx"))));
}

TEST_F(S3FailuresTest, TheSameInARowIsSaidOnce) {
  const std::vector<Answer> refused = {{.code = 403}, {.code = 403}};
  store_.Answers(refused);
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(client_->Delete(kKey).ok());
  const std::string once = log_.text();
  EXPECT_THAT(once, AllOf(HasSubstr("403"), Not(HasSubstr("\n"))));
  EXPECT_TRUE(client_->Delete(kKey).ok());
  store_.Answers(refused);
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(client_->Delete(kKey).ok());
  EXPECT_EQ(log_.text(), absl::StrCat(once, "\n", once));
}

TEST_F(S3FailuresTest, StoppingEndsWhatIsUnderWay) {
  S3Options patient = store_.options();
  patient.patience = {.pause = absl::Hours(1)};
  const auto client = Client(patient);
  store_.Answers({{.silent = true}});
  std::thread stopper([&] {
    store_.WaitForRequests(1);
    client->StopWithin(absl::ZeroDuration());
  });
  const absl::Duration begun = engine::RealElapsed();
  EXPECT_EQ(client->Delete(kKey).code(), absl::StatusCode::kUnavailable);
  EXPECT_LT(engine::RealElapsed() - begun, kSoon);
  stopper.join();
  EXPECT_EQ(client->Put(kKey, *spool_).code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace phoihop::files
