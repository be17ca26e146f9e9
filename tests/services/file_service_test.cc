// Files of tasks as clients see them: over gRPC and over HTTP.
#include "services/handlers/file_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/journal.h"
#include "clients/cpp/sha256.h"
#include "phoihop/v1/file_service.grpc.pb.h"
#include "phoihop/v1/handoff_service.grpc.pb.h"
#include "services/files/limits.h"
#include "tests/services/file_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class FileServiceTest : public FileFixture {
 protected:
  void SetUp() override {
    StartServer();
    MakeTask();
  }
};

TEST_F(FileServiceTest, ComesBackAsItWas) {
  std::string content = kPdf;
  for (int i = 0; content.size() < 3'000'000; ++i) absl::StrAppend(&content, i, " ");
  const auto file = Upload(content);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(file->name(), StartsWith("provinces/dong-nai/tasks/t1/files/f-"));
  EXPECT_EQ(file->filename(), "Tờ trình.pdf");
  EXPECT_EQ(file->media_type(), "application/pdf");
  EXPECT_EQ(file->size_bytes(), static_cast<int64_t>(content.size()));
  EXPECT_EQ(file->sha256(), client::Sha256(content));
  EXPECT_EQ(file->uploader().person(), "provinces/dong-nai/persons/nguyen-van-a");
  for (const char* who : {kLead, "ubnd", "vp-ubnd"}) {
    const auto again = Download(file->name(), who);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(*again == content);
  }
  v1::ListFilesRequest list;
  list.set_parent(kTask);
  EXPECT_EQ(MustCall(&Files::ListFiles, list, "ubnd").files_size(), 1);
  v1::GetFileRequest get;
  get.set_name(file->name());
  EXPECT_EQ(MustCall(&Files::GetFile, get, "ubnd").sha256(), file->sha256());
}

TEST_F(FileServiceTest, TheSameContentIsKeptOnce) {
  const std::string content(600'000, 'x');
  const auto one = Upload(content), two = Upload(content, {.filename = "khác.txt"});
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_NE(one->name(), two->name());
  EXPECT_EQ(Count("file_contents"), 1);
  EXPECT_EQ(Count("file_chunks"), 3);
  EXPECT_EQ(Count("files"), 2);
}

TEST_F(FileServiceTest, ADamagedContentIsSaidToBe) {
  const auto file = Upload(std::string(600'000, 'x'));
  ASSERT_TRUE(file.ok()) << file.status();
  const auto damage = [&](const std::string& sql) {
    auto connection = store::Connection::Open(database_url(), store::ConnectionUse::kMigrate);
    ASSERT_TRUE(connection.ok());
    ASSERT_TRUE((*connection)->RunScript(sql).ok());
    const absl::Status damaged = Download(file->name(), kLead).status();
    EXPECT_EQ(damaged.code(), absl::StatusCode::kDataLoss) << damaged;
    EXPECT_THAT(std::string(damaged.message()), HasSubstr("damaged"));
  };
  damage("UPDATE file_chunks SET bytes = set_byte(bytes, 7, 121) WHERE ordinal = 2");
  damage("DELETE FROM file_chunks WHERE ordinal = 2");
}

TEST_F(FileServiceTest, ARepeatIsTheSameFile) {
  const auto one = Upload(kPdf, {.request_id = "r-1"}), again = Upload(kPdf, {.request_id = "r-1"});
  ASSERT_TRUE(one.ok() && again.ok());
  EXPECT_EQ(one->name(), again->name());
  EXPECT_EQ(Count("files"), 1);
  EXPECT_EQ(ReasonOfUpload("other", {.request_id = "r-1"}), "REQUEST_ID_REUSED");
}

TEST_F(FileServiceTest, WhatIsTooLargeIsRefusedOnItsWay) {
  const std::string largest(files::kMaxFileBytes, 'x');
  EXPECT_TRUE(Upload(largest).ok());
  EXPECT_EQ(ReasonOfUpload(largest + "x", {}), "TOO_LARGE");
  // Three times as much is not read to the end.
  const std::string three = largest + largest + largest;
  EXPECT_EQ(ReasonOfUpload(three, {}), "TOO_LARGE");
  EXPECT_LT(written(), three.size());
  EXPECT_EQ(ReasonOfUpload(std::string(2 << 20, 'x'), {.piece = 2 << 20}), "TOO_LARGE");
  EXPECT_EQ(Count("files"), 1);
}

TEST_F(FileServiceTest, WrongUploadsLeaveNothing) {
  EXPECT_EQ(ReasonOfUpload("", {}), "INVALID_FIELD");
  EXPECT_EQ(ReasonOfUpload(kPdf, {.sha256 = std::string(32, 'x')}), "INVALID_FIELD");
  EXPECT_TRUE(Upload(kPdf, {.sha256 = client::Sha256(kPdf)}).ok());
  EXPECT_EQ(Count("files"), 1);
  EXPECT_EQ(Count("file_contents"), 1);
}

TEST_F(FileServiceTest, WhoIsAskedForAProductAddsItsFiles) {
  v1::HandOffTaskRequest ask;
  ask.set_name(kTask);
  ask.mutable_handoff()->set_kind(v1::Handoff::KIND_REQUEST);
  ask.mutable_handoff()->set_to_unit("provinces/dong-nai/units/so-khcn");
  ask.mutable_handoff()->set_reason("Thẩm định");
  const std::string handoff = MustCall(&v1::HandoffService::Stub::HandOffTask, ask, kLead).handoffs(0).name();
  v1::AcceptHandoffRequest accept;
  accept.set_name(handoff);
  MustCall(&v1::HandoffService::Stub::AcceptHandoff, accept, kStranger);
  const auto file = Upload(kPdf, {.act_as = kStranger});
  ASSERT_TRUE(file.ok()) << file.status();
  v1::ReturnHandoffResultRequest give;
  give.set_name(handoff);
  give.mutable_result()->add_documents()->set_file(file->name());
  const v1::Task returned = MustCall(&v1::HandoffService::Stub::ReturnHandoffResult, give, kStranger);
  EXPECT_EQ(returned.handoffs(0).result().documents(0).sha256(), client::Sha256(kPdf));
  EXPECT_EQ(*Download(file->name(), kLead), kPdf);
  // When it is over it adds nothing more.
  v1::AnswerHandoffResultRequest take;
  take.set_name(handoff);
  take.set_accept(true);
  MustCall(&v1::HandoffService::Stub::AnswerHandoffResult, take, kLead);
  EXPECT_EQ(ReasonOfUpload(kPdf, {.act_as = kStranger}), "PERMISSION_DENIED");
}

TEST_F(FileServiceTest, StrangersAreToldWhatTheyWouldBeToldOfNoTask) {
  const auto file = Upload(kPdf);
  ASSERT_TRUE(file.ok());
  const auto of_one = Upload(kPdf, {.act_as = kStranger}).status();
  const auto of_none = Upload(kPdf, {.act_as = kStranger}, "provinces/dong-nai/tasks/none").status();
  EXPECT_EQ(client::ReasonOf(of_one), "PERMISSION_DENIED");
  EXPECT_EQ(of_one.message(), of_none.message());
  const auto download = Download(file->name(), kStranger).status();
  const auto nothing = Download("provinces/dong-nai/tasks/none/files/f-1", kStranger).status();
  EXPECT_EQ(client::ReasonOf(download), "PERMISSION_DENIED");
  EXPECT_EQ(download.message(), nothing.message());
  // Who sees it without taking part reads and adds nothing.
  EXPECT_EQ(ReasonOfUpload(kPdf, {.act_as = "vp-ubnd"}), "PERMISSION_DENIED");
  EXPECT_EQ(ReasonOfUpload(kPdf, {.act_as = ""}), "ACTOR_MISSING");
  EXPECT_TRUE(Upload(kPdf, {.act_as = "ubnd"}).ok());
}

TEST_F(FileServiceTest, WhoGoesAwayLeavesNothing) {
  grpc::ClientContext context;
  PrepareContext(context, kLead);
  v1::File file;
  Files stub(NewChannel());
  const auto writer = stub.UploadFile(&context, &file);
  v1::UploadFileRequest request;
  request.mutable_start()->set_parent(kTask);
  ASSERT_TRUE(writer->Write(request));
  request.set_content(kPdf);
  ASSERT_TRUE(writer->Write(request));
  context.TryCancel();
  EXPECT_FALSE(writer->Finish().ok());
  StopServer();
  EXPECT_EQ(Count("files"), 0);
  EXPECT_EQ(Count("file_contents"), 0);
}

TEST_F(FileServiceTest, DocumentsNameFilesOfTheirTask) {
  const auto file = Upload(kPdf);
  ASSERT_TRUE(file.ok());
  const auto task = Attach(file->name());
  ASSERT_TRUE(task.ok()) << task.status();
  ASSERT_EQ(task->evidence_size(), 1);
  EXPECT_EQ(task->evidence(0).title(), "Tờ trình.pdf");
  EXPECT_EQ(task->evidence(0).sha256(), file->sha256());
  EXPECT_EQ(client::ReasonOf(Attach("provinces/dong-nai/tasks/t1/files/f-none").status()), "INVALID_FIELD");
  EXPECT_EQ(client::ReasonOf(Attach("provinces/dong-nai/tasks/t2/files/f-1").status()), "INVALID_FIELD");
  EXPECT_EQ(client::ReasonOf(Attach(file->name(), std::string(32, 'x')).status()), "INVALID_FIELD");
}

TEST_F(FileServiceTest, WhatNobodyNamesIsRemovedAfterADay) {
  const auto named = Upload(kPdf), unnamed = Upload("không ai nhắc đến"), same = Upload(kPdf, {.filename = "b.pdf"});
  ASSERT_TRUE(named.ok() && unnamed.ok() && same.ok());
  ASSERT_TRUE(Attach(named->name()).ok());
  clock().Advance(files::kUnnamedLimit);
  // Not any more: it is about to go.
  EXPECT_EQ(client::ReasonOf(Attach(unnamed->name()).status()), "INVALID_FIELD");
  ASSERT_TRUE(application().file_cleaner().WaitUntilIdle(kFixtureLimit));
  EXPECT_EQ(Count("files"), 3);
  clock().Advance(files::kRemovalDelay + absl::Seconds(1));
  ASSERT_TRUE(application().file_cleaner().WaitUntilIdle(kFixtureLimit));
  EXPECT_EQ(Count("files"), 1);
  EXPECT_EQ(Count("file_contents"), 1);
  EXPECT_TRUE(Download(named->name(), kLead).ok());
  EXPECT_EQ(client::ReasonOf(Download(unnamed->name(), kLead).status()), "NOT_FOUND");
  clock().Advance(absl::Hours(1000));
  ASSERT_TRUE(application().file_cleaner().WaitUntilIdle(kFixtureLimit));
  EXPECT_EQ(Count("files"), 1);
}

TEST_F(FileServiceTest, OverHttp) {
  const HttpHeaders headers = {{"X-Phoihop-Act-As", kLead}, {"Content-Type", "application/pdf"}};
  const std::string path = "/v1/provinces/dong-nai/tasks/t1/files";
  const std::string html = "<!DOCTYPE html><html><script>alert(1)</script></html>";
  const HttpAnswer stored = Http("POST", absl::StrCat(path, "?filename=..%2Fb%C3%A1o%20c%C3%A1o.pdf"), headers, html);
  ASSERT_EQ(stored.code, 200) << stored.body;
  EXPECT_THAT(stored.body, AllOf(HasSubstr("\"filename\":\"báo cáo.pdf\""), HasSubstr("\"mediaType\":\"text/html\"")));
  v1::ListFilesRequest list;
  list.set_parent(kTask);
  const auto files = MustCall(&Files::ListFiles, list, kLead);
  ASSERT_EQ(files.files_size(), 1);
  const std::string target = absl::StrCat("/v1/", files.files(0).name(), ":download");
  const HttpAnswer got = Http("GET", target, {{"X-Phoihop-Act-As", "ubnd"}});
  EXPECT_EQ(got.code, 200);
  EXPECT_EQ(got.body, html);
  EXPECT_EQ(got.headers.at("x-content-type-options"), "nosniff");
  EXPECT_THAT(got.headers.at("content-disposition"), StartsWith("attachment; "));
  EXPECT_EQ(Http("GET", target, {{"X-Phoihop-Act-As", kStranger}}).code, 403);
  EXPECT_EQ(Http("GET", target).code, 401);
  EXPECT_EQ(Http("POST", absl::StrCat(path, "?filename=a"), {{"X-Phoihop-Act-As", kStranger}}, "x").code, 403);
  EXPECT_EQ(Http("POST", absl::StrCat(path, "?filename=a"), headers, "").code, 400);
  EXPECT_EQ(Http("POST", absl::StrCat(path, "?colour=red"), headers, "x").code, 400);
  EXPECT_EQ(Http("POST", path, headers, std::string(files::kMaxFileBytes + 1, 'x')).code, 413);
  EXPECT_EQ(Http("POST", path, headers, std::string(files::kMaxFileBytes, 'x')).code, 200);
}

}  // namespace
}  // namespace phoihop::testing
