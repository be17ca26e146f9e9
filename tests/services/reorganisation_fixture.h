// Reorganisations over gRPC: drafts of a department that is split by function, and the steps from draft to proof.
#ifndef TESTS_SERVICES_REORGANISATION_FIXTURE_H_
#define TESTS_SERVICES_REORGANISATION_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/longrunning/operations.pb.h"
#include "phoihop/v1/reorganisation_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"

namespace phoihop::testing {

inline constexpr char kParent[] = "provinces/dong-nai";
// Two people of the registrar's office, and one of a department.
inline constexpr char kDrafter[] = "vp-ubnd/vu-van-mai";
inline constexpr char kApprover[] = "ubnd/nguyen-minh-an";
inline constexpr char kOutsider[] = "so-khcn/ho-van-g";

std::string Unit(absl::string_view id);
std::string ReorganisationName(absl::string_view id);
std::string Task(absl::string_view id);

// Monday, 1 June 2026, 8:00.
inline absl::Time ReorganisationStart() { return At("2026-06-01 08:00"); }

class ReorganisationFixture : public ServerFixture {
 protected:
  using Stub = v1::ReorganisationService::Stub;
  using Operations = v1::OperationService::Stub;
  using Tasks = v1::TaskService::Stub;

  ReorganisationFixture() : ServerFixture(ReorganisationStart()) {}
  void SetUp() override { StartServer(); }

  // so-tu-phap ends: what is about "văn bản quy phạm" goes to a new department, what is about "hộ tịch" to so-noi-vu.
  static v1::CreateReorganisationRequest Split(const std::string& id, const std::string& date = "2026-06-01");
  // All of the communes goes into the last one.
  static v1::CreateReorganisationRequest Merge(const std::string& id, const std::vector<std::string>& communes,
                                               const std::string& date = "2026-06-01");

  v1::Reorganisation Create(const v1::CreateReorganisationRequest& request);
  v1::Reorganisation Get(const std::string& id);
  v1::ReorganisationPreview Preview(const std::string& id);
  v1::Reorganisation Approve(const std::string& id, const std::string& token);
  google::longrunning::Operation Execute(const std::string& id);
  google::longrunning::Operation Undo(const std::string& id);
  // From the draft to the switch; the operation.
  google::longrunning::Operation CreateAndExecute(const v1::CreateReorganisationRequest& request);
  // Until it is done, or the call's limit is over.
  google::longrunning::Operation Wait(const std::string& operation);
  static v1::Reorganisation ResponseOf(const google::longrunning::Operation& operation);
  static v1::ReorganisationProgress ProgressOf(const google::longrunning::Operation& operation);

  std::vector<v1::RehomingItem> Items(const std::string& id, const std::string& filter = "",
                                      const std::string& act_as = kDrafter);

  // Issued by the People's Committee, due on the last day of the month.
  v1::Task NewTask(const std::string& id, const std::string& lead, const std::string& title,
                   const std::vector<std::string>& coordinators = {});
  v1::Task GetTask(const std::string& id);

  // The answer of the health service for a name: kServing, kNotServing or an error.
  std::string Health(const std::string& service);
};

// Debian ships no health.proto: field 1 of the answer is the status.
extern const std::string kServing;
extern const std::string kNotServing;

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_REORGANISATION_FIXTURE_H_
