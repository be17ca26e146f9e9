// phoihop task attach, task files, task download

#include <CLI/App.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/session.h"
#include "clients/cli/task_print.h"
#include "clients/cpp/journal.h"
#include "clients/cpp/sha256.h"

namespace phoihop::cli {
namespace {

// As many files as one page of the server holds.
constexpr int kPageSize = 1000;

struct Arguments {
  std::string task, path, slot, file, out;
};

std::string SizeForPeople(int64_t bytes) {
  constexpr int64_t kKilo = 1 << 10, kMega = 1 << 20;
  if (bytes < kKilo) return absl::StrCat(bytes, " B");
  return bytes < kMega ? absl::StrCat(bytes / kKilo, " KB") : absl::StrCat(bytes / kMega, " MB");
}

void Attach(Session& session, const Arguments& arguments) {
  const std::string content = session.ReadFile(arguments.path);
  v1::UploadFileRequest::Start start;
  start.set_parent(session.Name("tasks", arguments.task));
  start.mutable_file()->set_filename(std::filesystem::path(arguments.path).filename().string());
  start.mutable_file()->set_sha256(client::Sha256(content));
  const v1::File file = session.OrFail(session.Client().Upload(start, content));
  v1::AddEvidenceRequest request;
  request.set_name(start.parent());
  v1::DocumentReference* document = request.add_documents();
  document->set_file(file.name());
  document->set_slot(arguments.slot);
  const v1::Task task = session.OrFail(session.Client().Call(&v1::TaskWorkService::Stub::AddEvidence, request));
  if (session.json) return session.PrintJson(task);
  session.Say(absl::StrCat("Đã đính kèm ", file.filename(), " (", file.media_type(), ", ",
                           SizeForPeople(file.size_bytes()), "), mã ", ShortName(file.name())));
}

void List(Session& session, const Arguments& arguments) {
  v1::ListFilesRequest request;
  request.set_parent(session.Name("tasks", arguments.task));
  request.set_page_size(kPageSize);
  const auto response = session.OrFail(session.Client().Call(&v1::FileService::Stub::ListFiles, request));
  if (session.json) return session.PrintJson(response);
  Table table({"Mã", "Tên tệp", "Loại", "Cỡ", "Ai", "Lúc"});
  for (const v1::File& file : response.files()) {
    table.Add({ShortName(file.name()), file.filename(), file.media_type(), SizeForPeople(file.size_bytes()),
               ActorForPeople(file.uploader()), TimeForPeople(file.create_time())});
  }
  session.Print(table);
  session.Say(absl::StrCat(response.files_size(), " tệp"));
}

void Download(Session& session, const Arguments& arguments) {
  const std::string task = session.Name("tasks", arguments.task);
  const std::string name =
      arguments.file.rfind("provinces/", 0) == 0 ? arguments.file : absl::StrCat(task, "/files/", arguments.file);
  std::string content;
  const absl::StatusOr<v1::File> file = session.Client().Download(name, &content);
  if (!file.ok()) session.Fail(file.status());
  if (client::Sha256(content) != file->sha256()) session.Fail("nội dung nhận được không đúng mã băm của tệp: tải lại");
  const std::string path = arguments.out.empty() ? file->filename() : arguments.out;
  if (std::filesystem::exists(path)) session.Fail(absl::StrCat("tệp '", path, "' đã có: chọn tên khác bằng --out"));
  std::ofstream target(path, std::ios::binary | std::ios::trunc);
  target << content;
  target.close();
  if (!target) session.Fail(absl::StrCat("không ghi được tệp '", path, "': kiểm tra quyền ghi và chỗ trống"));
  session.Say(absl::StrCat("Đã tải ", path, " (", SizeForPeople(file->size_bytes()), ", SHA-256 ",
                           absl::BytesToHexString(file->sha256()), ")"));
}

}  // namespace

void AddTaskFileCommands(CLI::App& task, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* attach = task.add_subcommand("attach", "Đính kèm tệp minh chứng / add a file as evidence");
  attach->add_option("task", arguments->task, "Mã nhiệm vụ / task id")->required();
  attach->add_option("file", arguments->path, "Tệp trên máy này, nhiều nhất 20 MB / a file of at most 20 MiB")
      ->required();
  attach->add_option("--slot", arguments->slot, "Mã sản phẩm phải nộp / id of the product that it is");
  attach->callback([&session, arguments] { Attach(session, *arguments); });

  CLI::App* list = task.add_subcommand("files", "Các tệp của nhiệm vụ / files of a task");
  list->add_option("task", arguments->task, "Mã nhiệm vụ / task id")->required();
  list->callback([&session, arguments] { List(session, *arguments); });

  CLI::App* download = task.add_subcommand("download", "Tải một tệp về / download a file");
  download->add_option("task", arguments->task, "Mã nhiệm vụ / task id")->required();
  download->add_option("file", arguments->file, "Mã tệp / file id")->required();
  download->add_option("--out", arguments->out, "Ghi vào / write to");
  download->callback([&session, arguments] { Download(session, *arguments); });
}

}  // namespace phoihop::cli
