#include "services/commands.h"

#include <atomic>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "phoihop/v1/plan_service.pb.h"
#include "services/checkpoint_key_file.h"
#include "services/embedded/private_cluster.h"
#include "services/listen_check.h"
#include "services/stop_signal.h"
#include "services/store/database.h"
#include "services/summary.h"
#include "services/terminal.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {

constexpr int kOk = 0;
constexpr int kFailed = 1;

// Whether both addresses can be listened on; says which one cannot.
bool CheckAddresses(const ServeOptions& serve) {
  for (const std::string& address : {serve.grpc_address, serve.http_address}) {
    if (address.empty()) continue;
    const absl::Status status = CheckAddress(address);
    if (status.ok()) continue;
    if (status.code() == absl::StatusCode::kAlreadyExists) {
      Complain(absl::StrCat(
                   "Cổng ", address,
                   " đang được chương trình khác dùng; dừng chương trình đó hoặc chọn cổng khác bằng --grpc, --http"),
               absl::StrCat("Another program listens on ", address,
                            "; stop it, or choose another port with --grpc or --http"));
    } else {
      ComplainAbout(absl::StrCat("Không mở được địa chỉ ", address), absl::StrCat("Cannot use the address ", address),
                    status);
    }
    return false;
  }
  return true;
}

bool MigrateDatabase(const std::string& url) {
  const absl::Status migrated = store::Migrate(url);
  if (migrated.ok()) return true;
  if (migrated.code() == absl::StatusCode::kFailedPrecondition) {
    ComplainAbout("Lược đồ cơ sở dữ liệu mới hơn chương trình này; hãy dùng bản phoihopd mới hơn",
                  "The schema belongs to another version of phoihopd", migrated);
  } else if (migrated.code() == absl::StatusCode::kUnavailable) {
    ComplainAbout(absl::StrCat("Không kết nối được cơ sở dữ liệu ", WithoutPassword(url)),
                  absl::StrCat("Cannot reach the database ", WithoutPassword(url)), migrated);
  } else {
    ComplainAbout("Không dựng được lược đồ cơ sở dữ liệu", "Cannot make the schema", migrated);
  }
  return false;
}

bool LoadInto(const handlers::Services& services, const ReferenceSource& source) {
  const absl::StatusOr<int> changed = LoadReference(services, source);
  if (!changed.ok()) {
    ComplainAbout("Không nạp được dữ liệu tham chiếu", "Cannot load the reference data", changed.status());
    return false;
  }
  if (*changed > 0) {
    Say(absl::StrCat("Đã nạp dữ liệu của ", source.province, ": ", *changed, " mục thay đổi"),
        absl::StrCat("Loaded the data of ", source.province, ": ", *changed, " things changed"));
  }
  return true;
}

bool StartServing(Application& application, const ServeOptions& serve) {
  const absl::Status serving = application.Serve(serve);
  if (!serving.ok()) {
    ComplainAbout("Không mở được máy chủ", "Cannot start the server", serving);
    return false;
  }
  if (serve.local_mode && !application.rpc().local_mode()) {
    Say("Chế độ tại chỗ đã tắt vì có địa chỉ mà máy khác vào được: máy chủ không tin X-Phoihop-Act-As",
        "Local mode is off because an address can be reached from other machines: X-Phoihop-Act-As is not believed");
  }
  Say(absl::StrCat("Đang phục vụ: gRPC ", serve.grpc_address,
                   serve.http_address.empty() ? "" : absl::StrCat(", HTTP http://", serve.http_address),
                   " (Ctrl-C để dừng)"),
      absl::StrCat("Serving: gRPC ", serve.grpc_address,
                   serve.http_address.empty() ? "" : absl::StrCat(", HTTP http://", serve.http_address),
                   " (Ctrl-C stops)"));
  return true;
}

// Says by which key the journal is signed, or that it is not. False when the key cannot be used, which was said.
bool UseCheckpointKey(const std::string& file, const std::string& own_directory, ServeOptions& serve) {
  if (file.empty() && own_directory.empty()) {
    Say("Không có --checkpoint-key-file: nhật ký không được ký điểm kiểm chứng",
        "Without --checkpoint-key-file no checkpoints of the journal are signed");
    return true;
  }
  absl::StatusOr<engine::CheckpointKey> key = file.empty() ? OwnCheckpointKey(own_directory) : ReadCheckpointKey(file);
  if (!key.ok()) {
    ComplainAbout("Không dùng được khóa ký điểm kiểm chứng", "Cannot use the key that signs checkpoints of the journal",
                  key.status());
    return false;
  }
  Say(absl::StrCat("Nhật ký được ký bằng khóa ", key->id()),
      absl::StrCat("The journal is signed by the key ", key->id()));
  serve.checkpoints.key = *std::move(key);
  return true;
}

void StopServing(Application& application) {
  Say("Đang dừng …", "Stopping …");
  application.Stop();
}

// Imports and issues the plan that the program carries; the plan's name, or nothing when there is none or after a
// failure, which was said and sets `failed`.
std::string PreparePlan(const handlers::Services& services, const ReferenceSource& source, bool& failed) {
  // Another province's folder has no plan of ours.
  if (!source.directory.empty()) return "";
  const absl::StatusOr<v1::ImportPlanRequest> plan = ShippedPlan(source.province);
  if (absl::IsNotFound(plan.status())) return "";
  const absl::StatusOr<bool> done =
      plan.ok() ? ImportShippedPlan(services, *plan) : absl::StatusOr<bool>(plan.status());
  if (!done.ok()) {
    ComplainAbout("Không nhập được kế hoạch mẫu", "Cannot import the sample plan", done.status());
    failed = true;
    return "";
  }
  if (*done) {
    Say(absl::StrCat("Đã nhập và giao kế hoạch ", plan->plan_id()),
        absl::StrCat("Imported and issued the plan ", plan->plan_id()));
  }
  return PlanName(source.province, plan->plan_id());
}

// Everything but serving; false after a failure, which was said.
bool Prepare(const handlers::Services& services, const UpCommand& command) {
  if (!LoadInto(services, command.reference)) return false;
  bool failed = false;
  const std::string plan = PreparePlan(services, command.reference, failed);
  if (failed) return false;
  const absl::StatusOr<std::string> summary = Summarise(services, command.reference.province, plan);
  if (!summary.ok()) {
    ComplainAbout("Không đọc được tình trạng", "Cannot read the state", summary.status());
    return false;
  }
  std::fwrite(summary->data(), 1, summary->size(), stdout);
  std::fputs("\n", stdout);
  std::fflush(stdout);
  return true;
}

// The work of `up` once there is a database. `lost` is set when the private PostgreSQL ends by itself; `directory` is
// where it lives, empty when it is somebody else's.
int RunUpOn(const std::string& url, const std::string& directory, const UpCommand& command, StopSignal& stop,
            const std::atomic<bool>& lost) {
  if (!MigrateDatabase(url)) return kFailed;
  const std::unique_ptr<Application> application = Application::Open({.database_url = url, .lanes = command.lanes});
  if (!Prepare(application->services(), command)) return kFailed;
  if (command.no_serve || stop.Pending()) return kOk;
  ServeOptions serve = command.serve;
  if (!UseCheckpointKey(command.checkpoint_key_file, directory, serve)) return kFailed;
  if (!StartServing(*application, serve)) return kFailed;
  stop.Wait();
  StopServing(*application);
  return lost.load() ? kFailed : kOk;
}

}  // namespace

int RunServe(const ServeCommand& command) {
  if (command.database_url.empty()) {
    Complain("Cần --database-url hoặc biến môi trường PHOIHOP_DATABASE_URL",
             "--database-url or the environment variable PHOIHOP_DATABASE_URL is needed");
    return kFailed;
  }
  if (!CheckAddresses(command.serve)) return kFailed;
  ServeOptions serve = command.serve;
  if (!UseCheckpointKey(command.checkpoint_key_file, /*own_directory=*/"", serve)) return kFailed;
  StopSignal stop;
  const std::unique_ptr<Application> application =
      Application::Open({.database_url = command.database_url, .lanes = command.lanes});
  if (!StartServing(*application, serve)) return kFailed;
  stop.Wait();
  StopServing(*application);
  return kOk;
}

int RunMigrate(const std::string& database_url) {
  if (database_url.empty()) {
    Complain("Cần --database-url hoặc biến môi trường PHOIHOP_DATABASE_URL",
             "--database-url or the environment variable PHOIHOP_DATABASE_URL is needed");
    return kFailed;
  }
  if (!MigrateDatabase(database_url)) return kFailed;
  Say(absl::StrCat("Lược đồ ở phiên bản ", store::LatestMigration()),
      absl::StrCat("The schema is at version ", store::LatestMigration()));
  return kOk;
}

int RunLoad(const std::string& database_url, const ReferenceSource& source) {
  if (database_url.empty()) {
    Complain("Cần --database-url hoặc biến môi trường PHOIHOP_DATABASE_URL",
             "--database-url or the environment variable PHOIHOP_DATABASE_URL is needed");
    return kFailed;
  }
  const std::unique_ptr<Application> application = Application::Open({.database_url = database_url});
  return LoadInto(application->services(), source) ? kOk : kFailed;
}

int RunUp(const UpCommand& command) {
  // First of all: what fails here has changed nothing.
  if (!command.no_serve && !CheckAddresses(command.serve)) return kFailed;
  StopSignal stop;
  std::atomic<bool> lost{false};
  if (!command.database_url.empty()) return RunUpOn(command.database_url, "", command, stop, lost);

  absl::StatusOr<std::unique_ptr<embedded::PrivateCluster>> cluster = embedded::PrivateCluster::Start(
      {.directory = command.data_dir,
       .progress = [](absl::string_view what) { Say("Đang chuẩn bị cơ sở dữ liệu riêng …", what); },
       .on_unexpected_exit =
           [&lost](absl::Status status) {
             ComplainAbout("Cơ sở dữ liệu riêng đã dừng ngoài ý muốn", "The private database has ended", status);
             lost.store(true);
             StopSignal::Raise();
           }});
  if (!cluster.ok()) {
    ComplainAboutCluster(cluster.status());
    return kFailed;
  }
  const int code = RunUpOn((*cluster)->connection_uri(), (*cluster)->directory(), command, stop, lost);
  const absl::Status stopped = (*cluster)->Stop();
  if (!stopped.ok() && !lost.load()) {
    ComplainAbout("Cơ sở dữ liệu riêng không dừng đúng cách", "The private database did not stop in order", stopped);
    return kFailed;
  }
  return code;
}

}  // namespace phoihop
