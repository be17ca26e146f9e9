// What is refused of reorganisations, with its reason, and that a refusal leaves nothing behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "tests/services/reorganisation_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using Change = std::function<void(v1::Reorganisation&)>;

class ReorganisationRefusalsTest : public ReorganisationFixture {
 protected:
  // The reason with which the call is refused; checks that nothing was recorded.
  template <typename Request, typename Response>
  std::string Refused(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const Request& request, const std::string& act_as = kDrafter) {
    const int64_t before = LastSequence();
    const std::string reason = Refusal(method, request, act_as);
    EXPECT_EQ(LastSequence(), before) << reason;
    return reason;
  }

  // A split that is changed before it is sent.
  std::string Drafted(const Change& change) {
    v1::CreateReorganisationRequest request = Split("x");
    change(*request.mutable_reorganisation());
    return Refused(&Stub::CreateReorganisation, request);
  }

  std::string Merged(const Change& change) {
    v1::CreateReorganisationRequest request = Merge("x", {"xp-25270", "xp-25294"});
    change(*request.mutable_reorganisation());
    return Refused(&Stub::CreateReorganisation, request);
  }

  template <typename Request>
  static Request Named(const std::string& id) {
    Request request;
    request.set_name(ReorganisationName(id));
    return request;
  }
};

TEST_F(ReorganisationRefusalsTest, EdgesThatTheTypeDoesNotAllow) {
  EXPECT_EQ(Drafted([](auto& draft) { draft.mutable_edges()->RemoveLast(); }), "EDGE_COUNT");
  EXPECT_EQ(Drafted([](auto& draft) { draft.set_type(v1::REORGANISATION_TYPE_ABOLISH); }), "EDGE_COUNT");
  EXPECT_EQ(Drafted([](auto& draft) { draft.set_type(v1::REORGANISATION_TYPE_RENAME); }), "EDGE_COUNT");
  EXPECT_EQ(Drafted([](auto& draft) { draft.clear_type(); }), "EDGE_COUNT");
  EXPECT_EQ(Drafted([](auto& draft) { draft.clear_edges(); }), "EDGE_COUNT");
  EXPECT_EQ(Merged([](auto& draft) { draft.mutable_edges(0)->clear_to_unit(); }), "EDGE_COUNT");
}

TEST_F(ReorganisationRefusalsTest, PartitionsWithHolesAndOverlaps) {
  EXPECT_EQ(
      Drafted([](auto& draft) { draft.mutable_edges(1)->mutable_partition()->add_functions("Văn bản quy phạm"); }),
      "PARTITION");
  EXPECT_EQ(Drafted([](auto& draft) { draft.mutable_edges(0)->mutable_partition()->clear_functions(); }), "PARTITION");
  EXPECT_EQ(Drafted([](auto& draft) {
              for (auto& edge : *draft.mutable_edges()) {
                edge.mutable_partition()->Clear();
                edge.mutable_partition()->set_key(v1::Partition::KEY_REMAINDER);
              }
            }),
            "PARTITION");
  // The communes of the province are the territory of its People's Committee: two of them are not all.
  EXPECT_EQ(Drafted([](auto& draft) {
              for (int i = 0; i < 2; ++i) {
                v1::Partition& part = *draft.mutable_edges(i)->mutable_partition();
                part.Clear();
                part.set_key(v1::Partition::KEY_TERRITORY);
                part.add_territories(Unit("xp-25270"));
              }
            }),
            "PARTITION");
}

TEST_F(ReorganisationRefusalsTest, DaysOnWhichAUnitDoesNotLive) {
  EXPECT_EQ(Merged([](auto& draft) { draft.set_effective_date("2025-07-01"); }), "EFFECTIVE_DATE")
      << "the commune exists since that day";
  EXPECT_EQ(Merged([](auto& draft) { draft.mutable_edges(0)->set_from_unit(Unit("xp-26080-cu")); }), "EFFECTIVE_DATE")
      << "it ended in 2025";
  EXPECT_EQ(Merged([](auto& draft) { draft.set_effective_date("ngày mai"); }), "INVALID_DATE");
  EXPECT_EQ(Merged([](auto& draft) { draft.mutable_edges(0)->set_to_unit(Unit("khong-co")); }), "NOT_FOUND");
}

TEST_F(ReorganisationRefusalsTest, VersionsThatOverlap) {
  EXPECT_EQ(Drafted([](auto& draft) {
              v1::UnitVersion* second = draft.mutable_units(0)->add_versions();
              *second = draft.units(0).versions(0);
              second->set_display_name("Sở Pháp chế và Thanh tra");
            }),
            "VERSIONS_OVERLAP");
  // A name for the new department that is another unit's.
  EXPECT_EQ(Drafted([](auto& draft) {
              draft.mutable_edges(0)->set_to_unit(Unit("so-khcn"));
              draft.mutable_units(0)->set_name(Unit("so-khcn"));
              draft.mutable_units(0)->mutable_versions(0)->set_valid_from("2026-05-01");
            }),
            "VERSIONS_OVERLAP");
}

TEST_F(ReorganisationRefusalsTest, AllViolationsAtOnce) {
  v1::CreateReorganisationRequest request = Split("x");
  request.mutable_reorganisation()->mutable_edges(0)->mutable_partition()->clear_functions();
  request.mutable_reorganisation()->mutable_clock_policy()->set_kind(v1::ClockPolicy::KIND_GRACE);
  request.mutable_reorganisation()->mutable_clock_policy()->set_grace_working_days(1000);
  const absl::Status status = Call(&Stub::CreateReorganisation, request, kDrafter).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_GE(client::ViolationsOf(status).size(), 2u) << status;
}

TEST_F(ReorganisationRefusalsTest, OnlyTheRegistrarReorganises) {
  EXPECT_EQ(Refused(&Stub::CreateReorganisation, Split("x"), kOutsider), "PERMISSION_DENIED");
  EXPECT_EQ(Refused(&Stub::CreateReorganisation, Split("x"), ""), "ACTOR_MISSING");
  // Nobody learns by this what there is.
  EXPECT_EQ(Refused(&Stub::ExecuteReorganisation, Named<v1::ExecuteReorganisationRequest>("khong-co"), kOutsider),
            "PERMISSION_DENIED");
  EXPECT_EQ(Refused(&Stub::PreviewReorganisation, Named<v1::PreviewReorganisationRequest>("khong-co"), kOutsider),
            "PERMISSION_DENIED");
  EXPECT_EQ(Refused(&Stub::ExecuteReorganisation, Named<v1::ExecuteReorganisationRequest>("khong-co")), "NOT_FOUND");
  EXPECT_EQ(Refused(&Stub::PreviewReorganisation, Named<v1::PreviewReorganisationRequest>("khong-co")), "NOT_FOUND");
  EXPECT_EQ(Refused(&Stub::GetReorganisation, Named<v1::GetReorganisationRequest>("khong-co")), "NOT_FOUND");
  v1::GetReorganisationRequest wrong;
  wrong.set_name("provinces/dong-nai/units/ubnd");
  EXPECT_EQ(Refused(&Stub::GetReorganisation, wrong), "INVALID_NAME");
}

TEST_F(ReorganisationRefusalsTest, StepsOutOfTurn) {
  auto approve = Named<v1::ApproveReorganisationRequest>("chia-tp");
  approve.set_preview_token("x");
  const auto execute = Named<v1::ExecuteReorganisationRequest>("chia-tp");
  const auto pause = Named<v1::PauseReorganisationRequest>("chia-tp");
  const auto resume = Named<v1::ResumeReorganisationRequest>("chia-tp");

  v1::CreateReorganisationRequest request = Split("chia-tp", "2026-07-01");
  request.mutable_reorganisation()->clear_basis();
  Create(request);
  EXPECT_EQ(Refused(&Stub::CreateReorganisation, request), "ALREADY_EXISTS");
  EXPECT_EQ(Refused(&Stub::ApproveReorganisation, approve, kApprover), "REORGANISATION_STATE");
  EXPECT_EQ(Refused(&Stub::ExecuteReorganisation, execute), "REORGANISATION_STATE");
  EXPECT_EQ(Refused(&Stub::PauseReorganisation, pause), "REORGANISATION_STATE");
  EXPECT_EQ(Refused(&Stub::ResumeReorganisation, resume), "REORGANISATION_STATE");

  approve.set_preview_token(Preview("chia-tp").token());
  EXPECT_EQ(Refused(&Stub::ApproveReorganisation, approve, kDrafter), "SEPARATION_OF_DUTIES");
  EXPECT_EQ(Refused(&Stub::ApproveReorganisation, approve, "ubnd"), "SEPARATION_OF_DUTIES") << "by a named person";
  EXPECT_EQ(Refused(&Stub::ApproveReorganisation, approve, kApprover), "BASIS_REQUIRED");
  approve.mutable_basis()->set_instrument_number("01/2026/NQ-HĐND");
  approve.set_etag("cũ");
  EXPECT_EQ(Refused(&Stub::ApproveReorganisation, approve, kApprover), "ETAG_MISMATCH");
  approve.clear_etag();
  const v1::Reorganisation approved = MustCall(&Stub::ApproveReorganisation, approve, kApprover);
  EXPECT_EQ(approved.basis().instrument_number(), "01/2026/NQ-HĐND");

  Execute("chia-tp");
  EXPECT_EQ(Refused(&Stub::ExecuteReorganisation, execute), "REORGANISATION_STATE") << "once";
  EXPECT_EQ(Refused(&Stub::ResumeReorganisation, resume), "REORGANISATION_STATE") << "it is not paused";
  v1::UpdateReorganisationRequest update;
  *update.mutable_reorganisation() = request.reorganisation();
  update.mutable_reorganisation()->set_name(ReorganisationName("chia-tp"));
  EXPECT_EQ(Refused(&Stub::UpdateReorganisation, update), "REORGANISATION_STATE");
  EXPECT_EQ(Refused(&Stub::UndoReorganisation, Named<v1::UndoReorganisationRequest>("chia-tp")), "BASIS_REQUIRED");

  auto assign = Named<v1::AssignRehomingItemRequest>("chia-tp");
  assign.mutable_assignment()->set_item(Task("x"));
  assign.mutable_assignment()->set_to_unit(Unit("so-tu-phap"));
  EXPECT_EQ(Refused(&Stub::AssignRehomingItem, assign), "UNIT_NOT_ALIVE") << "it ends on that day";
  assign.mutable_assignment()->set_to_unit(Unit("khong-co"));
  EXPECT_EQ(Refused(&Stub::AssignRehomingItem, assign), "NOT_FOUND");
}

TEST_F(ReorganisationRefusalsTest, ADraftThatIsChangedIsADraftAgain) {
  v1::CreateReorganisationRequest request = Split("chia-tp");
  const v1::Reorganisation draft = Create(request);
  const std::string token = Preview("chia-tp").token();
  Approve("chia-tp", token);
  v1::UpdateReorganisationRequest update;
  *update.mutable_reorganisation() = draft;
  update.mutable_reorganisation()->set_display_name("Chia Sở Tư pháp (điều chỉnh)");
  update.set_etag("cũ");
  EXPECT_EQ(Refused(&Stub::UpdateReorganisation, update), "ETAG_MISMATCH");
  update.set_etag(draft.etag());
  const v1::Reorganisation changed = MustCall(&Stub::UpdateReorganisation, update, kDrafter);
  EXPECT_EQ(changed.state(), v1::Reorganisation::STATE_DRAFT);
  EXPECT_FALSE(changed.has_approver());
  EXPECT_NE(changed.etag(), draft.etag());
  EXPECT_NE(Preview("chia-tp").token(), token);
  auto approve = Named<v1::ApproveReorganisationRequest>("chia-tp");
  approve.set_preview_token(token);
  EXPECT_EQ(Refused(&Stub::ApproveReorganisation, approve, kApprover), "PREVIEW_STALE");
}

TEST_F(ReorganisationRefusalsTest, WhatOthersRestOnIsNotTakenBack) {
  Wait(CreateAndExecute(Merge("nhap-xa", {"xp-25270", "xp-25294"}, "2026-05-01")).name());
  v1::CreateReorganisationRequest rename = Merge("doi-ten", {"xp-25294", "xp-25294"});
  v1::Reorganisation& draft = *rename.mutable_reorganisation();
  draft.set_type(v1::REORGANISATION_TYPE_RENAME);
  v1::Unit* unit = draft.add_units();
  unit->set_name(Unit("xp-25294"));
  unit->add_versions()->set_display_name("Xã Lộc Ninh Thành");
  unit->mutable_versions(0)->set_kind(v1::UNIT_KIND_COMMUNE);
  unit->mutable_versions(0)->set_level(v1::UNIT_LEVEL_COMMUNE);
  EXPECT_EQ(ResponseOf(Wait(CreateAndExecute(rename).name())).state(), v1::Reorganisation::STATE_VERIFIED);

  // Merging is not touched by the later name, but a later merge of the receiver is.
  EXPECT_EQ(
      ResponseOf(Wait(CreateAndExecute(Merge("nhap-tiep", {"xp-25294", "xp-25280"}, "2026-06-01")).name())).state(),
      v1::Reorganisation::STATE_VERIFIED);
  auto undo = Named<v1::UndoReorganisationRequest>("doi-ten");
  undo.mutable_basis()->set_instrument_number("09/2026/NQ-HĐND");
  EXPECT_EQ(Refused(&Stub::UndoReorganisation, undo), "BUILT_UPON");
}

TEST_F(ReorganisationRefusalsTest, AWayBackIsACircle) {
  Create(Merge("nhap-xa", {"xp-25270", "xp-25294"}, "2026-07-01"));
  Approve("nhap-xa", Preview("nhap-xa").token());
  EXPECT_EQ(Refused(&Stub::CreateReorganisation, Merge("quay-lai", {"xp-25294", "xp-25270"}, "2026-06-15")),
            "SUCCESSION_CYCLE");
  EXPECT_EQ(Refused(&Stub::CreateReorganisation, Merge("vong", {"xp-25294", "xp-25280", "xp-25294"}, "2026-06-15")),
            "EDGE_COUNT");
}

// The difference travels in headers: much of it must not make the answer too large for a client.
TEST_F(ReorganisationRefusalsTest, ALargeDifferenceIsToldInShort) {
  const std::vector<std::string> communes = {"xp-25195", "xp-25210", "xp-25217", "xp-25220", "xp-25222", "xp-25225",
                                             "xp-25231", "xp-25246", "xp-25252", "xp-25255", "xp-25261", "xp-25267",
                                             "xp-25270", "xp-25279", "xp-25280", "xp-25292", "xp-25294"};
  Create(Merge("nhap-xa", communes));
  v1::ApproveReorganisationRequest approve = Named<v1::ApproveReorganisationRequest>("nhap-xa");
  approve.set_preview_token(Preview("nhap-xa").token());
  clock().Advance(absl::Minutes(1));
  for (size_t i = 0; i < 2 * communes.size(); ++i) {
    const std::string id = absl::StrCat("mot-nhiem-vu-co-ten-dai-nhat-co-the-duoc-trong-he-thong-nay-", i);
    NewTask(id, communes[i % communes.size()], absl::StrCat("Nhiệm vụ số ", i));
  }
  EXPECT_EQ(Refused(&Stub::ApproveReorganisation, approve, kApprover), "PREVIEW_STALE");
}

TEST_F(ReorganisationRefusalsTest, OperationsThatThereAreNot) {
  Create(Split("chia-tp"));
  v1::GetOperationRequest request;
  for (const char* id : {"execute-1-chia-tp", "execute-0-chia-tp", "undo-1-chia-tp", "execute-1-khong-co", "x"}) {
    request.set_name(absl::StrCat("provinces/dong-nai/operations/", id));
    EXPECT_EQ(Refusal(&Operations::GetOperation, request, kDrafter), "NOT_FOUND") << id;
  }
  request.set_name("provinces/dong-nai/operations");
  EXPECT_EQ(Refusal(&Operations::GetOperation, request, kDrafter), "INVALID_NAME");
  v1::WaitOperationRequest wait;
  wait.set_name("provinces/dong-nai/operations/execute-1-chia-tp");
  EXPECT_EQ(Refusal(&Operations::WaitOperation, wait, kDrafter), "NOT_FOUND");
  wait.set_timeout_seconds(-1);
  EXPECT_EQ(Refusal(&Operations::WaitOperation, wait, kDrafter), "INVALID_FIELD");
}

TEST_F(ReorganisationRefusalsTest, ADraftThatIsGivenUpIsAnnulledAtOnce) {
  Create(Split("chia-tp"));
  const auto given_up = MustCall(&Stub::UndoReorganisation, Named<v1::UndoReorganisationRequest>("chia-tp"), kDrafter);
  EXPECT_EQ(given_up.name(), "provinces/dong-nai/operations/undo-0-chia-tp");
  EXPECT_EQ(ResponseOf(given_up).state(), v1::Reorganisation::STATE_ANNULLED);
  EXPECT_TRUE(Wait(given_up.name()).done());
  EXPECT_EQ(Refused(&Stub::PreviewReorganisation, Named<v1::PreviewReorganisationRequest>("chia-tp")),
            "REORGANISATION_STATE");
  EXPECT_EQ(Refused(&Stub::UndoReorganisation, Named<v1::UndoReorganisationRequest>("chia-tp")),
            "REORGANISATION_STATE");
}

TEST_F(ReorganisationRefusalsTest, AWaitEndsAfterItsTime) {
  const auto operation = CreateAndExecute(Split("chia-tp", "2026-07-01"));
  v1::WaitOperationRequest wait;
  wait.set_name(operation.name());
  wait.set_timeout_seconds(1);
  const auto answer = MustCall(&Operations::WaitOperation, wait, kDrafter);
  EXPECT_FALSE(answer.done());
  EXPECT_EQ(ProgressOf(answer).state(), v1::Reorganisation::STATE_EXECUTING);
}

TEST_F(ReorganisationRefusalsTest, ARepeatedRequestIsDoneOnce) {
  v1::CreateReorganisationRequest request = Split("chia-tp");
  request.set_request_id("mot-lan");
  const v1::Reorganisation made = Create(request);
  const int64_t sequence = LastSequence();
  EXPECT_EQ(Create(request).name(), made.name());
  EXPECT_EQ(LastSequence(), sequence);
  auto approve = Named<v1::ApproveReorganisationRequest>("chia-tp");
  approve.set_preview_token(Preview("chia-tp").token());
  approve.set_request_id("duyet");
  MustCall(&Stub::ApproveReorganisation, approve, kApprover);
  EXPECT_EQ(MustCall(&Stub::ApproveReorganisation, approve, kApprover).state(), v1::Reorganisation::STATE_APPROVED);
  auto execute = Named<v1::ExecuteReorganisationRequest>("chia-tp");
  execute.set_request_id("thuc-hien");
  const auto operation = MustCall(&Stub::ExecuteReorganisation, execute, kDrafter);
  EXPECT_EQ(MustCall(&Stub::ExecuteReorganisation, execute, kDrafter).name(), operation.name());
}

TEST_F(ReorganisationRefusalsTest, ValidateOnlyStoresNothing) {
  v1::CreateReorganisationRequest request = Split("chia-tp");
  request.set_validate_only(true);
  const int64_t sequence = LastSequence();
  const v1::Reorganisation draft = Create(request);
  EXPECT_EQ(draft.name(), ReorganisationName("chia-tp"));
  EXPECT_EQ(draft.state(), v1::Reorganisation::STATE_DRAFT);
  EXPECT_EQ(LastSequence(), sequence);
  EXPECT_EQ(Refused(&Stub::GetReorganisation, Named<v1::GetReorganisationRequest>("chia-tp")), "NOT_FOUND");
}

}  // namespace
}  // namespace phoihop::testing
