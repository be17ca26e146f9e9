// A task of Sở Văn hóa, Thể thao và Du lịch on a whole server, and files that go to it.
#ifndef TESTS_SERVICES_FILE_FIXTURE_H_
#define TESTS_SERVICES_FILE_FIXTURE_H_

#include <atomic>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/errors.h"
#include "phoihop/v1/file_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "phoihop/v1/task_work_service.grpc.pb.h"
#include "services/store/connection.h"
#include "tests/services/server_fixture.h"

namespace phoihop::testing {

class FileFixture : public ServerFixture {
 protected:
  using Files = v1::FileService::Stub;
  using Tasks = v1::TaskService::Stub;
  using Work = v1::TaskWorkService::Stub;

  static constexpr char kTask[] = "provinces/dong-nai/tasks/t1";
  static constexpr char kLead[] = "so-vhttdl/nguyen-van-a";
  static constexpr char kStranger[] = "so-khcn";
  static constexpr char kPdf[] = "%PDF-1.7\n1 0 obj\n";

  // The task is accepted by its lead.
  void MakeTask();

  struct Sent {
    std::string act_as = kLead;
    std::string filename = "Tờ trình.pdf";
    std::string sha256;
    std::string request_id;
    size_t piece = 1 << 20;
  };

  absl::StatusOr<v1::File> Upload(const std::string& content, const Sent& sent, const std::string& task = kTask);
  absl::StatusOr<v1::File> Upload(const std::string& content) { return Upload(content, Sent()); }
  std::string ReasonOfUpload(const std::string& content, const Sent& sent, const std::string& task = kTask) {
    return client::ReasonOf(Upload(content, sent, task).status());
  }
  // What was written of the last upload.
  size_t written() const { return written_; }

  absl::StatusOr<std::string> Download(const std::string& name, const std::string& act_as = kLead);
  // The first document of the task's evidence.
  absl::StatusOr<v1::Task> Attach(const std::string& file, const std::string& sha256 = "");

  // Rows of a table.
  int64_t Count(const std::string& table);

 private:
  std::atomic<size_t> written_{0};
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_FILE_FIXTURE_H_
