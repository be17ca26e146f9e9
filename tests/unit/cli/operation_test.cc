// What a client makes of a long-running operation's answer.
#include "clients/cpp/operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cpp/errors.h"
#include "google/rpc/error_details.pb.h"

namespace phoihop::client {
namespace {

using google::longrunning::Operation;

TEST(OperationTest, TheResponseIsUnpacked) {
  v1::Reorganisation reorganisation;
  reorganisation.set_name("provinces/p/reorganisations/r");
  Operation operation;
  EXPECT_EQ(ResultOf<v1::Reorganisation>(operation).status().code(), absl::StatusCode::kFailedPrecondition);
  operation.set_done(true);
  operation.mutable_response()->PackFrom(reorganisation);
  const auto result = ResultOf<v1::Reorganisation>(operation);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->name(), reorganisation.name());
  EXPECT_EQ(ResultOf<v1::Unit>(operation).status().code(), absl::StatusCode::kInternal);
}

TEST(OperationTest, AnErrorKeepsItsReason) {
  Operation operation;
  operation.set_done(true);
  operation.mutable_error()->set_code(static_cast<int>(absl::StatusCode::kFailedPrecondition));
  operation.mutable_error()->set_message("too late");
  google::rpc::ErrorInfo info;
  info.set_reason("EFFECTIVE_DATE");
  operation.mutable_error()->add_details()->PackFrom(info);
  const absl::Status status = ResultOf<v1::Reorganisation>(operation).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "too late");
  EXPECT_EQ(ReasonOf(status), "EFFECTIVE_DATE");
  EXPECT_TRUE(ErrorOf(Operation()).ok());
}

TEST(OperationTest, NobodyAnswersWithinTheLimit) {
  Client client({.target = "unix:/nowhere/phoihop", .max_attempts = 1});
  int answers = 0;
  const auto operation = WaitUntilDone(client, "provinces/p/operations/execute-1-r", {.limit = absl::Milliseconds(50)},
                                       [&](const Operation&) { return ++answers > 0; });
  EXPECT_EQ(operation.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(answers, 0);
}

}  // namespace
}  // namespace phoihop::client
