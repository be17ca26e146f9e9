#include "services/shipped_data.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/notification.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "phoihop/internal/v1/command.pb.h"
#include "services/data.embed.h"
#include "services/engine/engine.h"
#include "services/handlers/digest.h"
#include "services/handlers/issue_plan.h"
#include "services/handlers/plan_service.h"
#include "services/import/reference_loader.h"
#include "services/store/calendar_reader.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {

constexpr char kPlanFile[] = "plan.json";

// The bytes of `data/{name}`; null when the program does not carry the file.
const absl::string_view* Find(const std::string& name) {
  for (const data::EmbeddedFile& file : data::Files()) {
    if (file.name == name) return &file.contents;
  }
  return nullptr;
}

// Puts the carried files whose names begin with `prefix` into a folder, as files: the loader reads folders.
absl::Status Unpack(absl::string_view prefix, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const data::EmbeddedFile& file : data::Files()) {
    absl::string_view name = file.name;
    if (!absl::ConsumePrefix(&name, prefix)) continue;
    std::ofstream out(folder / std::string(name), std::ios::binary);
    out.write(file.contents.data(), static_cast<std::streamsize>(file.contents.size()));
    out.close();
    if (!out) return absl::ResourceExhaustedError(absl::StrCat("cannot write to ", folder.string()));
  }
  return absl::OkStatus();
}

absl::StatusOr<internal::v1::RecordReferenceData> ReadReference(const ReferenceSource& source) {
  std::error_code error;
  std::string pattern = (std::filesystem::temp_directory_path(error) / "phoihop-data-XXXXXX").string();
  if (error || mkdtemp(pattern.data()) == nullptr) {
    return absl::ResourceExhaustedError("cannot make a temporary folder; set TMPDIR to one that can be written");
  }
  const std::filesystem::path temporary(pattern);
  const absl::Cleanup remove = [&temporary] {
    std::error_code ignored;
    std::filesystem::remove_all(temporary, ignored);
  };
  import::ReferenceFiles files{
      .province = source.province, .directory = source.directory, .defaults = (temporary / "default").string()};
  absl::Status unpacked = Unpack("default/", temporary / "default");
  if (!unpacked.ok()) return unpacked;
  if (files.directory.empty()) {
    const std::string prefix = absl::StrCat(source.province, "/");
    if (Find(prefix + "units.csv") == nullptr) {
      return absl::NotFoundError(
          absl::StrCat("the program carries no data of '", source.province, "'; name a folder that has them"));
    }
    files.directory = (temporary / "province").string();
    unpacked = Unpack(prefix, files.directory);
    if (!unpacked.ok()) return unpacked;
  }
  return import::LoadReferenceData(files);
}

// A calendar is changed by who publishes one; files that say what an earlier version said, say nothing new.
absl::Status LeaveOutKnownCalendars(const handlers::Services& services, const std::string& province,
                                    internal::v1::RecordReferenceData& record) {
  auto& entries = *record.mutable_entries();
  for (int i = entries.size() - 1; i >= 0; --i) {
    if (!entries[i].has_calendar_published()) continue;
    v1::Calendar calendar = entries[i].calendar_published().calendar();
    const auto versions = store::CalendarVersions(services.database, province, calendar.name());
    if (!versions.ok()) return versions.status();
    const bool known = std::any_of(versions->begin(), versions->end(), [&](const store::CalendarVersion& version) {
      calendar.set_version(version.calendar.version());
      return google::protobuf::util::MessageDifferencer::Equals(calendar, version.calendar);
    });
    if (known) entries.DeleteSubrange(i, 1);
  }
  return absl::OkStatus();
}

// Somebody of the province who acts through the program itself.
absl::StatusOr<handlers::CallContext> CallOf(const handlers::Services& services, const std::string& province,
                                             const std::string& unit) {
  auto facts = services.engine.FactsOf(province);
  if (!facts.ok()) return facts.status();
  handlers::CallContext call;
  call.method = "phoihopd up";
  call.province = province;
  call.facts = *std::move(facts);
  call.actor.set_unit(unit);
  call.now = services.clock.Now();
  return call;
}

// Calls a command and waits for its answer.
template <typename Request, typename Response>
absl::StatusOr<Response> Await(void (*command)(const Request&, const handlers::CallContext&, const handlers::Services&,
                                               handlers::Done<Response>),
                               const Request& request, const handlers::CallContext& call,
                               const handlers::Services& services) {
  absl::StatusOr<Response> result = absl::InternalError("no answer");
  absl::Notification done;
  command(request, call, services, [&](absl::StatusOr<Response> answer) {
    result = std::move(answer);
    done.Notify();
  });
  done.WaitForNotification();
  return result;
}

}  // namespace

absl::StatusOr<int> LoadReference(const handlers::Services& services, const ReferenceSource& source) {
  absl::StatusOr<internal::v1::RecordReferenceData> record = ReadReference(source);
  if (!record.ok()) return record.status();
  if (absl::Status status = LeaveOutKnownCalendars(services, source.province, *record); !status.ok()) return status;
  internal::v1::Command command;
  command.set_province(source.province);
  command.mutable_actor()->set_system("loader");
  command.set_request_digest(handlers::Sha256(handlers::DeterministicBytes(*record)));
  *command.mutable_reference()->mutable_record() = *std::move(record);
  const absl::StatusOr<engine::Applied> applied = services.engine.Apply(std::move(command));
  if (!applied.ok()) return applied.status();
  return applied->event_count;
}

absl::StatusOr<v1::ImportPlanRequest> ShippedPlan(absl::string_view province) {
  const absl::string_view* json = Find(absl::StrCat(province, "/", kPlanFile));
  if (json == nullptr) return absl::NotFoundError(absl::StrCat("the program carries no plan of '", province, "'"));
  v1::ImportPlanRequest request;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(json->data(), json->size()), &request);
  const absl::string_view* content = Find(absl::StrCat(province, "/", request.filename()));
  if (!parsed.ok() || content == nullptr) {
    return absl::InternalError(absl::StrCat("the ", kPlanFile, " that the program carries is broken"));
  }
  request.set_content(std::string(*content));
  return request;
}

absl::StatusOr<bool> ImportShippedPlan(const handlers::Services& services, const v1::ImportPlanRequest& request) {
  const std::string province(LastSegment(request.parent()));
  const std::string name = PlanName(province, request.plan_id());
  absl::StatusOr<handlers::CallContext> call = CallOf(services, province, request.plan().issuer_unit());
  if (!call.ok()) return call.status();
  v1::GetPlanRequest get;
  get.set_name(name);
  const absl::StatusOr<v1::Plan> existing = handlers::GetPlan(get, *call, services);
  if (!existing.ok() && ReasonOf(existing.status()) != v1::ERROR_REASON_NOT_FOUND) return existing.status();
  if (existing.ok() && existing->state() != v1::Plan::STATE_DRAFT) return false;
  if (!existing.ok()) {
    const auto imported = Await(handlers::ImportPlan, request, *call, services);
    if (!imported.ok()) return imported.status();
    if (!imported->stored()) {
      return Error(v1::ERROR_REASON_INVALID_FILE,
                   absl::StrCat("the plan ", request.filename(), " has ", imported->wrong_rows(), " wrong rows"));
    }
  }
  v1::IssuePlanRequest issue;
  issue.set_name(name);
  issue.set_request_id(absl::StrCat("first-issue-", request.plan_id()));
  const auto issued = Await(handlers::IssuePlan, issue, *call, services);
  if (!issued.ok()) return issued.status();
  return true;
}

}  // namespace phoihop
