// Files of tasks in a store that speaks S3, as clients see them, and what becomes of its objects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/sha256.h"
#include "services/files/limits.h"
#include "services/files/s3_client.h"
#include "services/files/s3_contents.h"
#include "services/files/s3_limits.h"
#include "tests/files/s3_server.h"
#include "tests/files/scripted_store.h"
#include "tests/services/file_fixture.h"

namespace phoihop::testing {
namespace {

using files::S3Client;
using ::testing::HasSubstr;

const absl::Duration kUnnamed = files::kUnnamedLimit + files::kRemovalDelay + absl::Seconds(1);
const absl::Duration kUnused = files::kUnnamedObjectLimit + absl::Seconds(1);
constexpr char kFiles[] = "/v1/provinces/dong-nai/tasks/t1/files";

std::string KeyOf(const std::string& content) {
  return absl::StrCat("dong-nai/", absl::BytesToHexString(client::Sha256(content)));
}

std::unique_ptr<files::Spool> Spooled(const std::string& content) {
  std::unique_ptr<files::Spool> spool = files::Spool::Make().value();
  EXPECT_TRUE(spool->Append(content).ok());
  return spool;
}

class FileS3Test : public FileFixture {
 protected:
  static void SetUpTestSuite() { shared_ = S3Server::Start().value().release(); }
  static void TearDownTestSuite() { delete shared_; }

  // Impatient, so that what fails fails soon. Every test has a prefix of its own.
  static Options With(const S3Server& server) {
    static int tests = 0;
    Options options;
    options.files.s3 = server.options();
    options.files.s3.prefix = absl::StrCat("t", ++tests, "/");
    options.files.s3.patience.retry = absl::Milliseconds(300);
    options.files.s3.patience.pause = absl::Milliseconds(50);
    return options;
  }

  void Start(const Options& options) {
    options_ = options;
    StartServer(options);
    MakeTask();
    client_ = S3Client::Create(options.files.s3).value();
  }
  void Start() { Start(With(*shared_)); }

  bool IsInStore(const std::string& content) { return client_->Head(KeyOf(content)).value().has_value(); }

  void AdvanceAndClean(absl::Duration by) {
    clock().Advance(by);
    ASSERT_TRUE(application().file_cleaner().WaitUntilIdle(kFixtureLimit));
  }

  static std::string Large() {
    std::string content(files::kMaxFileBytes, 'x');
    for (size_t i = 0; i < content.size(); i += 1000) content[i] = static_cast<char>('a' + i / 1000 % 26);
    return content;
  }

  static S3Server* shared_;
  Options options_;
  std::unique_ptr<S3Client> client_;
};

S3Server* FileS3Test::shared_ = nullptr;

TEST_F(FileS3Test, WhatIsUploadedIsThereAndComesBack) {
  Start();
  const std::string large = Large();
  for (const std::string& content : {large, std::string(kPdf), std::string(files::kS3PieceBytes, 'y')}) {
    const auto file = Upload(content, {.filename = "../../Tờ trình số 1?.pdf "});
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(file->filename(), "Tờ trình số 1_.pdf");
    EXPECT_TRUE(IsInStore(content));
    const auto again = Download(file->name());
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(*again == content);
    const HttpAnswer got = Http("GET", absl::StrCat("/v1/", file->name(), ":download"), {{"X-Phoihop-Act-As", "ubnd"}});
    EXPECT_EQ(got.code, 200);
    EXPECT_TRUE(got.body == content);
  }
  EXPECT_EQ(Http("POST", kFiles, {{"X-Phoihop-Act-As", kLead}}, large + "x").code, 413);
  EXPECT_EQ(Count("file_contents WHERE store = 's3'"), 3);
  EXPECT_EQ(Count("file_objects WHERE NOT pending"), 3);
  EXPECT_EQ(Count("file_objects"), 3);
  EXPECT_EQ(Count("file_chunks"), 0);
}

TEST_F(FileS3Test, TheSameContentIsPutOnceWhoeverSendsItWhenever) {
  Start();
  const std::string content(600'000, 'x');
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto file = Upload(content, {.filename = absl::StrCat(i, ".txt"), .request_id = absl::StrCat("r-", i)});
      EXPECT_TRUE(file.ok()) << file.status();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(Upload(content, {.filename = "0.txt", .request_id = "r-0"}).ok());
  EXPECT_EQ(Count("files"), 8);
  EXPECT_EQ(Count("file_contents"), 1);
  EXPECT_EQ(Count("file_objects"), 1);
}

TEST_F(FileS3Test, BothStoresServeWhicheverNewFilesGoTo) {
  StartServer();
  MakeTask();
  const auto before = Upload("trong cơ sở dữ liệu");
  ASSERT_TRUE(before.ok()) << before.status();
  options_ = With(*shared_);
  client_ = S3Client::Create(options_.files.s3).value();
  RestartServer(options_);
  EXPECT_EQ(*Download(before->name()), "trong cơ sở dữ liệu");
  // Known here: not put there.
  EXPECT_TRUE(Upload("trong cơ sở dữ liệu", {.filename = "b.txt"}).ok());
  EXPECT_FALSE(IsInStore("trong cơ sở dữ liệu"));
  const auto after = Upload("trong kho");
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_TRUE(IsInStore("trong kho"));
  EXPECT_EQ(*Download(after->name()), "trong kho");
  EXPECT_EQ(Count("file_contents WHERE store = 'postgresql'"), 1);
  EXPECT_EQ(Count("file_contents WHERE store = 's3'"), 1);

  // The way back.
  options_.files.new_in_s3 = false;
  RestartServer(options_);
  EXPECT_TRUE(Upload("lại trong cơ sở dữ liệu").ok());
  EXPECT_FALSE(IsInStore("lại trong cơ sở dữ liệu"));
  EXPECT_EQ(*Download(after->name()), "trong kho");

  // Forgotten by the operator.
  RestartServer(Options());
  EXPECT_EQ(*Download(before->name()), "trong cơ sở dữ liệu");
  const absl::Status forgotten = Download(after->name()).status();
  EXPECT_EQ(client::ReasonOf(forgotten), "STORE_UNAVAILABLE");
  EXPECT_THAT(std::string(forgotten.message()), HasSubstr("'s3'"));
}

TEST_F(FileS3Test, ObjectsGoAfterTheirLastFile) {
  Start();
  const auto named = Upload(kPdf), unnamed = Upload("không ai nhắc đến");
  ASSERT_TRUE(named.ok() && unnamed.ok());
  ASSERT_TRUE(Attach(named->name()).ok());
  AdvanceAndClean(kUnnamed);
  EXPECT_EQ(Count("files"), 1);
  EXPECT_EQ(Count("file_contents"), 1);
  EXPECT_EQ(Count("file_objects WHERE pending"), 1);
  EXPECT_TRUE(IsInStore("không ai nhắc đến"));
  AdvanceAndClean(kUnused);
  EXPECT_FALSE(IsInStore("không ai nhắc đến"));
  EXPECT_TRUE(IsInStore(kPdf));
  EXPECT_EQ(Count("file_objects"), 1);
  EXPECT_EQ(*Download(named->name()), kPdf);
}

TEST_F(FileS3Test, WhatIsUploadedAgainInTheMeantimeStays) {
  Start();
  ASSERT_TRUE(Upload("lại lần nữa").ok());
  AdvanceAndClean(kUnnamed);
  EXPECT_EQ(Count("file_objects WHERE pending"), 1);
  const auto again = Upload("lại lần nữa");
  ASSERT_TRUE(again.ok()) << again.status();
  ASSERT_TRUE(Attach(again->name()).ok());
  EXPECT_EQ(Count("file_objects WHERE pending"), 0);
  AdvanceAndClean(kUnused);
  AdvanceAndClean(kUnnamed);
  EXPECT_EQ(*Download(again->name()), "lại lần nữa");
}

TEST_F(FileS3Test, WhatACrashLeavesIsRemoved) {
  Start();
  // A server that dies after it has put the object, and before any row names it …
  files::S3Contents dying(application().services().database, S3Client::Create(options_.files.s3).value());
  ASSERT_EQ(dying.Prepare("dong-nai", *Spooled("mồ côi"), clock().Now()), absl::OkStatus());
  // … and one that dies before it is put.
  auto transaction = store::FileTransaction::Begin(application().services().database, "dong-nai").value();
  ASSERT_TRUE(transaction->RegisterObject(client::Sha256("chưa gửi"), clock().Now()).ok());
  ASSERT_TRUE(transaction->Commit().ok());
  ASSERT_TRUE(IsInStore("mồ côi"));
  AdvanceAndClean(files::kUnnamedObjectLimit - absl::Minutes(1));
  EXPECT_TRUE(IsInStore("mồ côi"));
  EXPECT_EQ(Count("file_objects"), 2);
  AdvanceAndClean(absl::Minutes(2));
  EXPECT_FALSE(IsInStore("mồ côi"));
  EXPECT_EQ(Count("file_objects"), 0);
}

// An upload that takes so long that what it has put is removed under it puts it again.
TEST_F(FileS3Test, AnObjectThatIsRemovedWhileItIsUploadedIsPutAgain) {
  Start();
  files::S3Contents contents(application().services().database, S3Client::Create(options_.files.s3).value());
  const auto spool = Spooled("chậm");
  ASSERT_EQ(contents.Prepare("dong-nai", *spool, clock().Now()), absl::OkStatus());
  ASSERT_EQ(*contents.Sweep("dong-nai", clock().Now() + kUnused), 1);
  EXPECT_FALSE(IsInStore("chậm"));
  auto transaction = store::FileTransaction::Begin(application().services().database, "dong-nai").value();
  EXPECT_EQ(contents.Put(*transaction, *spool, clock().Now()).code(), absl::StatusCode::kAborted);
}

TEST_F(FileS3Test, ADamagedObjectIsSaidToBeAndMendedByAnotherUpload) {
  Start();
  const std::string content(3 * files::kS3PieceBytes + 5, 'x');
  const auto file = Upload(content);
  ASSERT_TRUE(file.ok()) << file.status();
  std::string other = content;
  other.back() = 'y';
  ASSERT_EQ(client_->Put(KeyOf(content), *Spooled(other)), absl::OkStatus());
  const absl::Status damaged = Download(file->name()).status();
  EXPECT_EQ(damaged.code(), absl::StatusCode::kDataLoss) << damaged;
  EXPECT_THAT(std::string(damaged.message()), HasSubstr("damaged"));
  // Its beginning may have left; the end does not, so the client sees that it is not whole.
  const std::string target = absl::StrCat("/v1/", file->name(), ":download");
  EXPECT_LT(Http("GET", target, {{"X-Phoihop-Act-As", kLead}}).body.size(), content.size());

  ASSERT_EQ(client_->Delete(KeyOf(content)), absl::OkStatus());
  const absl::Status gone = Download(file->name()).status();
  EXPECT_EQ(gone.code(), absl::StatusCode::kDataLoss) << gone;
  EXPECT_EQ(Http("GET", target, {{"X-Phoihop-Act-As", kLead}}).code, 500);

  ASSERT_TRUE(Upload(content, {.filename = "lại.txt"}).ok());
  EXPECT_TRUE(*Download(file->name()) == content);
}

TEST_F(FileS3Test, AStoreThatIsDownIsUnavailableAndHarmsNothingElse) {
  const auto server = S3Server::Start().value();
  Start(With(*server));
  const auto file = Upload(kPdf);
  ASSERT_TRUE(file.ok()) << file.status();
  server->Kill();
  EXPECT_EQ(ReasonOfUpload("mới", {}), "STORE_UNAVAILABLE");
  EXPECT_EQ(client::ReasonOf(Download(file->name()).status()), "STORE_UNAVAILABLE");
  const HttpHeaders headers = {{"X-Phoihop-Act-As", kLead}};
  EXPECT_EQ(Http("POST", absl::StrCat(kFiles, "?filename=a"), headers, "mới").code, 503);
  EXPECT_EQ(Http("GET", absl::StrCat("/v1/", file->name(), ":download"), headers).code, 503);
  EXPECT_EQ(Count("files"), 1);
  EXPECT_EQ(Count("file_contents"), 1);
  // The rest is served.
  EXPECT_TRUE(Attach(file->name()).ok());
  EXPECT_EQ(Http("GET", "/readyz").code, 200);
  ASSERT_EQ(server->Restart(), absl::OkStatus());
  EXPECT_TRUE(Upload("mới").ok());
  EXPECT_EQ(*Download(file->name()), kPdf);
}

TEST_F(FileS3Test, AStoreThatDiesInTheMiddleOfADownload) {
  const auto server = S3Server::Start().value();
  Start(With(*server));
  const std::string content = Large();
  const auto file = Upload(content);
  ASSERT_TRUE(file.ok()) << file.status();
  grpc::ClientContext context;
  PrepareContext(context, kLead);
  v1::DownloadFileRequest request;
  request.set_name(file->name());
  Files stub(NewChannel());
  const auto reader = stub.DownloadFile(&context, request);
  v1::DownloadFileResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(response.has_file());
  server->Kill();
  std::string read;
  while (reader->Read(&response)) read += response.content();
  EXPECT_EQ(client::ReasonOf(client::FromGrpc(reader->Finish())), "STORE_UNAVAILABLE");
  EXPECT_LT(read.size(), content.size());
  EXPECT_TRUE(content.compare(0, read.size(), read) == 0);
}

TEST_F(FileS3Test, AStoreThatDiesInTheMiddleOfAnUpload) {
  ScriptedStore store;
  Options options;
  options.files.s3 = store.options();
  Start(options);
  const std::string content(3 << 20, 'x');
  store.Answers({{.cut_request = 1 << 20}, {.code = 503}});
  EXPECT_TRUE(Upload(content).ok());
  store.Answers(std::vector<ScriptedStore::Answer>(files::kS3Attempts, {.cut_request = 1 << 20}));
  EXPECT_EQ(ReasonOfUpload(content + "y", {}), "STORE_UNAVAILABLE");
  EXPECT_EQ(Count("files"), 1);
  EXPECT_EQ(Count("file_contents"), 1);
  // It may have come all the same: it is removed.
  EXPECT_EQ(Count("file_objects WHERE pending"), 1);
  AdvanceAndClean(kUnused);
  EXPECT_EQ(Count("file_objects"), 1);
  EXPECT_EQ(store.requests().back().method, "DELETE");
  EXPECT_EQ(store.requests().back().path, absl::StrCat("/tep/phoihop/", KeyOf(content + "y")));
}

// One object that the store does not let go stops nothing.
TEST_F(FileS3Test, WhatTheStoreKeepsIsTriedAgain) {
  ScriptedStore store;
  Options options;
  options.files.s3 = store.options();
  Start(options);
  ASSERT_TRUE(Upload("một").ok());
  ASSERT_TRUE(Upload("hai").ok());
  AdvanceAndClean(kUnnamed);
  store.Answers({{.code = 403, .body = "<Error><Code>AccessDenied</Code></Error>"}});
  clock().Advance(kUnused);
  EXPECT_TRUE(Eventually([&] { return Count("file_objects") == 1; }));
  AdvanceAndClean(absl::Seconds(1));
  EXPECT_EQ(Count("file_objects"), 0);
}

TEST_F(FileS3Test, AServerThatIsToldWrongDoesNotStart) {
  Start();
  const auto start = [&](const std::function<void(files::S3Options&)>& change) {
    const auto other = Application::Open({.database_url = database_url(), .clock = &clock()});
    FileServing serving = options_.files;
    change(serving.s3);
    return other->Serve({.grpc_address = "127.0.0.1:0", .http_address = "", .files = serving});
  };
  EXPECT_EQ(start([](files::S3Options&) {}), absl::OkStatus());
  const absl::Status secret = start([](files::S3Options& options) { options.secret_key = "sai"; });
  EXPECT_EQ(secret.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(secret.message()), HasSubstr("the secret key is not that of the access key"));
  const absl::Status bucket = start([](files::S3Options& options) { options.bucket = "khong-co"; });
  EXPECT_EQ(bucket.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(bucket.message()), HasSubstr("NoSuchBucket"));
  EXPECT_EQ(start([](files::S3Options& options) { options.bucket = ""; }).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(FileS3Test, AServerWhoseStoreIsNotThereYetIsNotReadyYet) {
  const auto server = S3Server::Start().value();
  const Options options = With(*server);
  server->Kill();
  StartServer(options);
  EXPECT_TRUE(Eventually([&] {
    const HttpAnswer ready = Http("GET", "/readyz");
    return ready.code == 503 && absl::StrContains(ready.body, "files: S3 store");
  }));
  ASSERT_EQ(server->Restart(), absl::OkStatus());
  EXPECT_TRUE(Eventually([&] { return Http("GET", "/readyz").code == 200; }));
}

}  // namespace
}  // namespace phoihop::testing
