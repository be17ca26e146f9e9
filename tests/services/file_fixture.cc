#include "tests/services/file_fixture.h"

namespace phoihop::testing {

void FileFixture::MakeTask() {
  v1::CreateTaskRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_task_id("t1");
  request.set_issue(true);
  request.mutable_task()->set_title("Nhiệm vụ");
  request.mutable_task()->set_lead_unit("provinces/dong-nai/units/so-vhttdl");
  request.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
  MustCall(&Tasks::CreateTask, request, "ubnd/nguyen-minh-an");
  v1::AcceptTaskRequest accept;
  accept.set_name(kTask);
  MustCall(&Tasks::AcceptTask, accept, kLead);
}

absl::StatusOr<v1::File> FileFixture::Upload(const std::string& content, const Sent& sent, const std::string& task) {
  grpc::ClientContext context;
  PrepareContext(context, sent.act_as);
  v1::File file;
  Files stub(NewChannel());
  const auto writer = stub.UploadFile(&context, &file);
  v1::UploadFileRequest request;
  request.mutable_start()->set_parent(task);
  request.mutable_start()->mutable_file()->set_filename(sent.filename);
  request.mutable_start()->mutable_file()->set_sha256(sent.sha256);
  request.mutable_start()->set_request_id(sent.request_id);
  bool going = writer->Write(request);
  for (size_t at = 0; going && at < content.size(); at += sent.piece) {
    request.set_content(content.substr(at, sent.piece));
    going = writer->Write(request);
    written_ = at + request.content().size();
  }
  writer->WritesDone();
  const absl::Status status = client::FromGrpc(writer->Finish());
  if (!status.ok()) return status;
  return file;
}

absl::StatusOr<std::string> FileFixture::Download(const std::string& name, const std::string& act_as) {
  grpc::ClientContext context;
  PrepareContext(context, act_as);
  v1::DownloadFileRequest request;
  request.set_name(name);
  Files stub(NewChannel());
  const auto reader = stub.DownloadFile(&context, request);
  v1::DownloadFileResponse response;
  std::string content;
  while (reader->Read(&response)) content += response.content();
  const absl::Status status = client::FromGrpc(reader->Finish());
  if (!status.ok()) return status;
  return content;
}

absl::StatusOr<v1::Task> FileFixture::Attach(const std::string& file, const std::string& sha256) {
  v1::AddEvidenceRequest request;
  request.set_name(kTask);
  request.add_documents()->set_file(file);
  request.mutable_documents(0)->set_sha256(sha256);
  return Call(&Work::AddEvidence, request, kLead);
}

int64_t FileFixture::Count(const std::string& table) {
  auto connection = store::Connection::Open(database_url(), store::ConnectionUse::kMigrate);
  EXPECT_TRUE(connection.ok());
  return (*connection)->RunText(absl::StrCat("SELECT count(*) FROM ", table))->Int64(0, 0);
}

}  // namespace phoihop::testing
