#include "services/rpc/status.h"

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <optional>

#include "google/rpc/error_details.pb.h"
#include "services/handlers/error_metadata.h"
#include "workflow/errors.h"

namespace phoihop::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

template <typename Detail>
std::optional<Detail> Find(const google::rpc::Status& status) {
  for (const auto& any : status.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

google::rpc::Status Answer(const absl::Status& status, std::string* log_line = nullptr) {
  std::string line;
  return ToRpcStatus(status, "provinces/dong-nai/tasks/7", log_line == nullptr ? &line : log_line);
}

TEST(StatusTest, EveryReasonHasItsCodeAndInfo) {
  for (int number = v1::ErrorReason_MIN + 1; number <= v1::ErrorReason_MAX; ++number) {
    if (!v1::ErrorReason_IsValid(number)) continue;
    const auto reason = static_cast<v1::ErrorReason>(number);
    const google::rpc::Status status = Answer(Error(reason, "vì sao"));
    EXPECT_EQ(status.code(), static_cast<int>(CodeOf(reason)));
    const auto info = Find<google::rpc::ErrorInfo>(status);
    ASSERT_TRUE(info.has_value());
    EXPECT_EQ(info->reason(), ReasonName(reason));
    EXPECT_EQ(info->domain(), "phoihop.vn");
    if (reason != v1::ERROR_REASON_INTERNAL) {
      EXPECT_EQ(status.message(), "vì sao");
    }
  }
}

TEST(StatusTest, AllViolationsAreListed) {
  const auto status = Answer(InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"a", "x"}, {"b.c", "y"}}));
  const auto bad_request = Find<google::rpc::BadRequest>(status);
  ASSERT_TRUE(bad_request.has_value());
  ASSERT_EQ(bad_request->field_violations_size(), 2);
  EXPECT_EQ(bad_request->field_violations(1).field(), "b.c");
}

TEST(StatusTest, APreconditionNamesItsSubject) {
  const auto status = Answer(Error(v1::ERROR_REASON_HANDOFF_PENDING, "đang bàn giao"));
  const auto failure = Find<google::rpc::PreconditionFailure>(status);
  ASSERT_TRUE(failure.has_value());
  ASSERT_EQ(failure->violations_size(), 1);
  EXPECT_EQ(failure->violations(0).type(), "HANDOFF_PENDING");
  EXPECT_EQ(failure->violations(0).subject(), "provinces/dong-nai/tasks/7");
}

TEST(StatusTest, WhoShouldComeBackIsToldWhen) {
  for (const auto reason : {v1::ERROR_REASON_QUEUE_FULL, v1::ERROR_REASON_STORE_UNAVAILABLE, v1::ERROR_REASON_STOPPING,
                            v1::ERROR_REASON_IDENTITY_PROVIDER_UNAVAILABLE, v1::ERROR_REASON_WATCHER_TOO_SLOW}) {
    const auto retry = Find<google::rpc::RetryInfo>(Answer(Error(reason, "x")));
    ASSERT_TRUE(retry.has_value()) << ReasonName(reason);
    EXPECT_GT(retry->retry_delay().seconds() + retry->retry_delay().nanos(), 0);
  }
  EXPECT_FALSE(Find<google::rpc::RetryInfo>(Answer(Error(v1::ERROR_REASON_NOT_FOUND, "x"))).has_value());
}

TEST(StatusTest, MetadataTravels) {
  const auto status = Answer(handlers::WithMetadata(Error(v1::ERROR_REASON_WATCHER_TOO_SLOW, "x"), "sequence", "41"));
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(status)->metadata().at("sequence"), "41");
}

TEST(StatusTest, UnknownErrorsKeepTheirWordsForTheOperator) {
  std::string log_line;
  const auto status = Answer(absl::UnknownError("password=secret at 10.0.0.7"), &log_line);
  EXPECT_EQ(status.code(), static_cast<int>(absl::StatusCode::kInternal));
  EXPECT_THAT(status.DebugString(), Not(HasSubstr("secret")));
  const std::string id = Find<google::rpc::ErrorInfo>(status)->metadata().at("correlation_id");
  EXPECT_THAT(id, Not(IsEmpty()));
  EXPECT_THAT(status.message(), HasSubstr(id));
  EXPECT_THAT(log_line, HasSubstr(id));
  EXPECT_THAT(log_line, HasSubstr("10.0.0.7"));
}

TEST(StatusTest, TheCallersOwnEndNeedsNoReason) {
  std::string log_line;
  EXPECT_EQ(Answer(absl::CancelledError("x"), &log_line).code(), static_cast<int>(absl::StatusCode::kCancelled));
  EXPECT_THAT(log_line, IsEmpty());
}

TEST(StatusTest, GrpcCarriesTheDetails) {
  const grpc::Status status = ToGrpcStatus(Answer(Error(v1::ERROR_REASON_NOT_FOUND, "không có")));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "không có");
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), 5);
  EXPECT_TRUE(ToGrpcStatus(google::rpc::Status()).ok());
}

}  // namespace
}  // namespace phoihop::rpc
