// Against a real store, which verifies signatures.
#include "services/files/s3_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/engine/clock.h"
#include "services/files/limits.h"
#include "services/files/s3_limits.h"
#include "tests/files/s3_fixture.h"
#include "tests/files/s3_server.h"

namespace phoihop::files {
namespace {

using ::phoihop::testing::S3Server;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What none of these tests reaches: a call that should fail soon, and does not.
constexpr absl::Duration kSoon = absl::Seconds(10);

class S3ClientTest : public S3Fixture {
 protected:
  static void SetUpTestSuite() { server_ = S3Server::Start().value().release(); }
  static void TearDownTestSuite() { delete server_; }

  std::unique_ptr<S3Client> Client() { return S3Fixture::Client(server_->options()); }

  static std::string Text(const absl::Status& status) { return std::string(status.message()); }

  static S3Server* server_;
};

S3Server* S3ClientTest::server_ = nullptr;

TEST_F(S3ClientTest, PutsReadsAndRemoves) {
  const auto client = Client();
  const std::string content = "Tờ trình";
  const auto spool = Spooled(content);
  EXPECT_EQ(*client->Head("dong-nai/a"), std::nullopt);
  ASSERT_EQ(client->Put("dong-nai/a", *spool), absl::OkStatus()) << log_.text();
  EXPECT_EQ(*client->Head("dong-nai/a"), static_cast<int64_t>(content.size()));
  EXPECT_EQ(*ReadAll(*client->Get("dong-nai/a", spool->size())), content);
  // Again, as after an answer that was lost.
  EXPECT_EQ(client->Put("dong-nai/a", *spool), absl::OkStatus());
  EXPECT_EQ(client->Delete("dong-nai/a"), absl::OkStatus());
  EXPECT_EQ(client->Delete("dong-nai/a"), absl::OkStatus());
  EXPECT_EQ(*client->Head("dong-nai/a"), std::nullopt);
  EXPECT_EQ(client->Get("dong-nai/a", spool->size())->Next().status().code(), absl::StatusCode::kNotFound);
}

TEST_F(S3ClientTest, TheLargestFileComesInPieces) {
  const auto client = Client();
  const std::string content = Content(kMaxFileBytes);
  const auto spool = Spooled(content);
  ASSERT_EQ(client->Put("dong-nai/large", *spool), absl::OkStatus()) << log_.text();
  const auto reader = client->Get("dong-nai/large", spool->size());
  std::string read;
  while (true) {
    const auto piece = reader->Next();
    ASSERT_TRUE(piece.ok()) << piece.status();
    if (piece->empty()) break;
    EXPECT_LE(piece->size(), kS3PieceBytes);
    read += *piece;
  }
  EXPECT_TRUE(read == content);
}

TEST_F(S3ClientTest, ObjectsOfOtherPrefixesAndKeysAreOthers) {
  S3Options options = server_->options();
  options.prefix = "other/deeper-";
  const auto other = S3Fixture::Client(options);
  const auto client = Client();
  ASSERT_EQ(client->Put("dong-nai/p", *Spooled("một")), absl::OkStatus());
  EXPECT_EQ(*other->Head("dong-nai/p"), std::nullopt);
  ASSERT_EQ(other->Put("dong-nai/p", *Spooled("hai!")), absl::OkStatus());
  EXPECT_EQ(*ReadAll(*client->Get("dong-nai/p", std::string("một").size())), "một");
}

TEST_F(S3ClientTest, TheBucketMayStandInTheHost) {
  S3Options options = server_->options();
  options.endpoint = absl::StrCat("http://localhost:", server_->port());
  options.addressing = S3Addressing::kVirtualHost;
  const auto by_host = S3Fixture::Client(options);
  ASSERT_EQ(by_host->Put("dong-nai/h", *Spooled("abc")), absl::OkStatus()) << log_.text();
  EXPECT_EQ(*ReadAll(*Client()->Get("dong-nai/h", 3)), "abc");
}

TEST_F(S3ClientTest, CheckDoesWhatTheServerWillDo) {
  const auto client = Client();
  EXPECT_EQ(client->Check(), absl::OkStatus()) << log_.text();
  EXPECT_EQ(client->Check(), absl::OkStatus());
}

// Each is found by Check, at once and with what to do.
TEST_F(S3ClientTest, MistakesOfTheOperatorAreNamed) {
  const auto with = [&](const std::function<void(S3Options&)>& change) {
    S3Options options = server_->options();
    change(options);
    const absl::Duration begun = engine::RealElapsed();
    const absl::Status status = S3Fixture::Client(options)->Check();
    EXPECT_LT(engine::RealElapsed() - begun, kSoon);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    return Text(status);
  };
  const std::string wrong_secret = "khong-phai-bi-mat-ay";
  EXPECT_THAT(with([&](S3Options& options) { options.secret_key = wrong_secret; }),
              AllOf(HasSubstr("403 SignatureDoesNotMatch"), HasSubstr("request id tx"), HasSubstr("secret key")));
  EXPECT_THAT(with([](S3Options& options) { options.access_key = "phoihop:nobody"; }), HasSubstr("403"));
  EXPECT_THAT(with([](S3Options& options) { options.region = "us-east-1"; }),
              AllOf(HasSubstr("AuthorizationHeaderMalformed"), HasSubstr("region")));
  EXPECT_THAT(with([](S3Options& options) { options.bucket = "khong-co"; }),
              AllOf(HasSubstr("404 NoSuchBucket"), HasSubstr("make the bucket")));
  EXPECT_THAT(log_.text(), AllOf(HasSubstr("SignatureDoesNotMatch"), Not(HasSubstr(wrong_secret)),
                                 Not(HasSubstr(S3Server::kSecret)), Not(HasSubstr("StringToSign"))));
}

TEST_F(S3ClientTest, AStoreThatIsDownPasses) {
  const auto server = S3Server::Start().value();
  S3Options options = server->options();
  options.patience.retry = absl::Milliseconds(300);
  options.patience.pause = absl::Milliseconds(50);
  const auto client = S3Fixture::Client(options);
  ASSERT_EQ(client->Check(), absl::OkStatus()) << log_.text();
  server->Kill();
  const absl::Duration begun = engine::RealElapsed();
  EXPECT_EQ(client->Put("dong-nai/a", *Spooled("a")).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(client->Head("dong-nai/a").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(client->Get("dong-nai/a", 1)->Next().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(client->Delete("dong-nai/a").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(client->Check().code(), absl::StatusCode::kUnavailable);
  EXPECT_LT(engine::RealElapsed() - begun, kSoon);
  ASSERT_EQ(server->Restart(), absl::OkStatus());
  EXPECT_EQ(client->Check(), absl::OkStatus()) << log_.text();
}

TEST_F(S3ClientTest, AStoreThatDiesInTheMiddleOfADownload) {
  const auto server = S3Server::Start().value();
  S3Options options = server->options();
  options.patience.retry = absl::Milliseconds(300);
  options.patience.pause = absl::Milliseconds(50);
  const auto client = S3Fixture::Client(options);
  const std::string content = Content(kMaxFileBytes);
  const auto spool = Spooled(content);
  ASSERT_EQ(client->Put("dong-nai/a", *spool), absl::OkStatus()) << log_.text();

  // Comes back before the next piece is wanted: reading goes on where it was.
  auto reader = client->Get("dong-nai/a", spool->size());
  const auto first = reader->Next();
  ASSERT_TRUE(first.ok()) << first.status();
  server->Kill();
  ASSERT_EQ(server->Restart(), absl::OkStatus());
  const auto rest = ReadAll(*reader);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_TRUE(*first + *rest == content);

  // Stays away: what had been on its way comes, and then an error.
  reader = client->Get("dong-nai/a", spool->size());
  ASSERT_TRUE(reader->Next().ok());
  server->Kill();
  EXPECT_EQ(ReadAll(*reader).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace phoihop::files
