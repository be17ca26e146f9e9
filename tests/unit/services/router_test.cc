#include "services/gateway/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phoihop/v1/deadline_service.pb.h"
#include "phoihop/v1/event_service.pb.h"
#include "phoihop/v1/handoff_service.pb.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "phoihop/v1/reorganisation_service.pb.h"
#include "phoihop/v1/responsibility_service.pb.h"
#include "phoihop/v1/task_service.pb.h"
#include "phoihop/v1/task_work_service.pb.h"

namespace phoihop::gateway {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// Every method of the API.
std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file :
       {v1::GetCalendarRequest::descriptor()->file(), v1::ListEventsRequest::descriptor()->file(),
        v1::GetUnitRequest::descriptor()->file(), v1::GetPlanRequest::descriptor()->file(),
        v1::GetInstrumentRequest::descriptor()->file(), v1::GetTaskRequest::descriptor()->file(),
        v1::HandOffTaskRequest::descriptor()->file(), v1::DelegateTaskRequest::descriptor()->file(),
        v1::CreateReorganisationRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) methods.push_back(file->service(i)->method(j));
    }
  }
  return methods;
}

std::string MethodAt(const Router& router, absl::string_view verb, absl::string_view path) {
  const auto found = router.Find(verb, path);
  if (const auto* matched = std::get_if<Matched>(&found)) return matched->route->method->name();
  if (const auto* others = std::get_if<OtherMethods>(&found)) return "other: " + others->allow;
  return "none";
}

TEST(RouterTest, EveryMethodHasAPath) {
  const std::vector<const MethodDescriptor*> methods = AllMethods();
  EXPECT_GE(methods.size(), 100u);
  EXPECT_EQ(Router(methods).routes().size(), methods.size());
}

TEST(RouterTest, FindsTheMethod) {
  const Router router(AllMethods());
  EXPECT_EQ(MethodAt(router, "GET", "/v1/provinces/dong-nai/tasks/7"), "GetTask");
  EXPECT_EQ(MethodAt(router, "POST", "/v1/provinces/dong-nai/tasks/7:accept"), "AcceptTask");
  EXPECT_EQ(MethodAt(router, "POST", "/v1/provinces/dong-nai/tasks/7/handoffs/1:accept"), "AcceptHandoff");
  EXPECT_EQ(MethodAt(router, "POST", "/v1/provinces/dong-nai/tasks/7/handoffs/1:recordReceipt"),
            "RecordHandoffReceipt");
  EXPECT_EQ(MethodAt(router, "GET", "/v1/provinces/dong-nai/tasks/7/comments"), "ListTaskComments");
  EXPECT_EQ(MethodAt(router, "PATCH", "/v1/provinces/dong-nai/plans/k/items/1"), "UpdatePlanItem");
  EXPECT_EQ(MethodAt(router, "GET", "/v1/provinces/dong-nai/events:watch"), "WatchEvents");
  EXPECT_EQ(MethodAt(router, "GET", "/v1/provinces/dong-nai/units/u:resolveSuccessors"), "ResolveSuccessors");
}

TEST(RouterTest, TellsWrongMethodsFromUnknownPaths) {
  const Router router(AllMethods());
  EXPECT_EQ(MethodAt(router, "GET", "/v1/provinces/dong-nai/tasks/7:accept"), "other: POST");
  EXPECT_EQ(MethodAt(router, "DELETE", "/v1/provinces/dong-nai/tasks"), "other: GET, POST");
  EXPECT_EQ(MethodAt(router, "GET", "/v1/provinces/dong-nai/tasks/7:explode"), "none");
  EXPECT_EQ(MethodAt(router, "GET", "/v1/nothing"), "none");
}

}  // namespace
}  // namespace phoihop::gateway
