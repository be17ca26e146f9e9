// Instruments, citations, functions, the matrix and regulations over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/responsibility_service.grpc.pb.h"
#include "tests/services/reorganisation_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Responsibility = v1::ResponsibilityService::Stub;

std::string Named(absl::string_view collection, absl::string_view id) {
  return absl::StrCat(kParent, "/", collection, "/", id);
}

class ResponsibilityServiceTest : public ReorganisationFixture {
 protected:
  v1::ListInstrumentsResponse Instruments(const std::string& filter, const std::string& as_of) {
    v1::ListInstrumentsRequest request;
    request.set_parent(kParent);
    request.set_page_size(1000);
    request.set_filter(filter);
    request.set_as_of(as_of);
    return MustCall(&Responsibility::ListInstruments, request);
  }

  v1::GetResponsibilityMatrixRequest MatrixRequest(const std::string& as_of, const std::string& function) {
    v1::GetResponsibilityMatrixRequest request;
    request.set_parent(kParent);
    request.set_as_of(as_of);
    if (!function.empty()) request.add_functions(Named("functions", function));
    return request;
  }

  // Who leads, function by function: `r18 bch-bdbp`.
  static std::vector<std::string> Leads(const v1::ResponsibilityMatrix& matrix) {
    std::vector<std::string> leads;
    for (const auto& row : matrix.rows()) {
      for (const auto& cell : row.cells()) {
        if (cell.role() != v1::DUTY_ROLE_LEAD) continue;
        leads.push_back(absl::StrCat(LastSegment(row.function()), " ", LastSegment(cell.unit())));
      }
    }
    return leads;
  }

  static v1::CreateRegulationRequest Sample(const std::string& id) {
    std::ifstream stream("data/dong-nai/regulation_sample.json");
    std::ostringstream text;
    text << stream.rdbuf();
    v1::CreateRegulationRequest request;
    request.set_parent(kParent);
    request.set_regulation_id(id);
    const auto parsed = google::protobuf::util::JsonStringToMessage(text.str(), request.mutable_regulation());
    EXPECT_TRUE(parsed.ok()) << parsed.message();
    return request;
  }

  v1::EnactRegulationRequest Enactment(const std::string& id) {
    v1::EnactRegulationRequest request;
    request.set_name(Named("regulations", id));
    request.set_number("57/2026/qd-ubnd");
    request.set_issue_date("2026-12-15");
    return request;
  }
};

TEST_F(ResponsibilityServiceTest, InstrumentsOnADay) {
  v1::GetInstrumentRequest get;
  get.set_name(Named("instruments", "16-2020-qd-ubnd"));
  get.set_as_of("2025-09-15");
  const v1::Instrument chosen = MustCall(&Responsibility::GetInstrument, get);
  EXPECT_EQ(chosen.validity().status(), v1::INSTRUMENT_STATUS_TEMPORARILY_APPLIED);
  EXPECT_EQ(chosen.validity().by(), Named("instruments", "431-qd-ubnd"));
  EXPECT_EQ(chosen.document_number().year(), 2020);
  get.set_as_of("2025-06-01");
  EXPECT_EQ(MustCall(&Responsibility::GetInstrument, get).validity().status(), v1::INSTRUMENT_STATUS_IN_FORCE);
  get.set_as_of("15/9/2025");
  EXPECT_EQ(Refusal(&Responsibility::GetInstrument, get), "INVALID_DATE");

  const auto chosen_ones = Instruments("status = TEMPORARILY_APPLIED", "2025-09-15");
  ASSERT_THAT(chosen_ones.instruments(), SizeIs(1));
  EXPECT_EQ(chosen_ones.instruments(0).number(), "16/2020/QĐ-UBND");
  EXPECT_THAT(Instruments("status = TEMPORARILY_APPLIED", "2025-07-01").instruments(), IsEmpty());
  EXPECT_EQ(Instruments("status = EXPIRED AND issue_date < 2019-01-01", "2026-01-01").total_size(), 3);
}

TEST_F(ResponsibilityServiceTest, CitationsAreTakenApart) {
  v1::ResolveCitationRequest request;
  request.set_parent(kParent);
  request.set_as_of("2026-07-01");
  request.set_text("NĐ 72/2015/ND-CP Điều 4 khoản 1 điểm d; Điều 24 khoản 7; báo cáo 9/2025");
  const auto response = MustCall(&Responsibility::ResolveCitation, request);
  ASSERT_THAT(response.citations(), SizeIs(2));
  EXPECT_EQ(response.citations(0).citation().point(), "d");
  EXPECT_EQ(response.citations(1).instrument(), Named("instruments", "72-2015-nd-cp"));
  EXPECT_THAT(response.citations(1).validity().amended_by(), ElementsAre(Named("instruments", "148-2026-nd-cp")));
  EXPECT_THAT(response.not_understood(), ElementsAre("báo cáo 9/2025"));
  request.set_text(std::string(4001, 'x'));
  EXPECT_EQ(Refusal(&Responsibility::ResolveCitation, request), "INVALID_FIELD");
  EXPECT_THAT(Http("GET", "/v1/provinces/dong-nai/instruments:resolveCitation?text=431/Q%C4%90-UBND").body,
              HasSubstr("431-qd-ubnd"));
}

TEST_F(ResponsibilityServiceTest, FunctionsAndWhoHasThem) {
  v1::ListFunctionsRequest request;
  request.set_parent(kParent);
  request.set_page_size(1000);
  request.set_filter("parent = bien-gioi");
  EXPECT_EQ(MustCall(&Responsibility::ListFunctions, request).total_size(), 3);
  const auto matrix =
      MustCall(&Responsibility::GetResponsibilityMatrix, MatrixRequest("2026-06-01", "quang-ba-hinh-anh"));
  EXPECT_THAT(Leads(matrix), ElementsAre("r05 so-vhttdl", "r06 so-tai-chinh", "r07 so-vhttdl", "r08 so-vhttdl"));
  EXPECT_EQ(matrix.display_names().at(Unit("so-tai-chinh")), "Sở Tài chính thành phố Đồng Nai");
  v1::GetResponsibilityMatrixRequest wrong = MatrixRequest("2026-06-01", "khong-co");
  wrong.add_units("so-vhttdl");
  EXPECT_EQ(Refusal(&Responsibility::GetResponsibilityMatrix, wrong), "INVALID_FIELD");
  wrong = MatrixRequest("2026-06-01", "");
  wrong.set_regulation(Named("regulations", "khong-co"));
  EXPECT_EQ(Refusal(&Responsibility::GetResponsibilityMatrix, wrong), "NOT_FOUND");
  wrong.clear_regulation();
  wrong.set_reorganisation(Named("reorganisations", "khong-co"));
  EXPECT_EQ(Refusal(&Responsibility::GetResponsibilityMatrix, wrong), "NOT_FOUND");
}

TEST_F(ResponsibilityServiceTest, TheMatrixAsADraftReorganisationWouldLeaveIt) {
  v1::GetResponsibilityMatrixRequest request = MatrixRequest("2026-06-01", "");
  request.add_units(Unit("so-tu-phap"));
  EXPECT_FALSE(MustCall(&Responsibility::GetResponsibilityMatrix, request).rows().empty());
  Create(Merge("hop-nhat", {"xp-26359", "xp-26446"}));
  request = MatrixRequest("2026-06-01", "r05");
  request.add_units(Unit("xp-26359"));
  EXPECT_THAT(MustCall(&Responsibility::GetResponsibilityMatrix, request).units(), ElementsAre(Unit("xp-26359")));
  request.set_reorganisation(ReorganisationName("hop-nhat"));
  const auto drafted = MustCall(&Responsibility::GetResponsibilityMatrix, request);
  EXPECT_THAT(drafted.rows(), IsEmpty());
  EXPECT_EQ(drafted.as_of(), "2026-06-01");
  // Before its first day it changes nothing.
  request.clear_as_of();
  const auto by_default = MustCall(&Responsibility::GetResponsibilityMatrix, request);
  EXPECT_THAT(by_default.rows(), IsEmpty());
  EXPECT_EQ(by_default.as_of(), Merge("hop-nhat", {"xp-26359", "xp-26446"}).reorganisation().effective_date());
}

TEST_F(ResponsibilityServiceTest, ARegulationFromDraftToLaw) {
  EXPECT_EQ(Refusal(&Responsibility::CreateRegulation, Sample("qc"), kOutsider), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Responsibility::CreateRegulation, Sample("qc")), "ACTOR_MISSING");
  v1::CreateRegulationRequest preview = Sample("qc");
  preview.set_validate_only(true);
  const int64_t before = LastSequence();
  EXPECT_EQ(MustCall(&Responsibility::CreateRegulation, preview, kDrafter).state(), v1::Regulation::STATE_DRAFT);
  EXPECT_EQ(LastSequence(), before);
  const v1::Regulation draft = MustCall(&Responsibility::CreateRegulation, Sample("qc"), kDrafter);
  EXPECT_EQ(draft.drafter().person(), "provinces/dong-nai/persons/vu-van-mai");
  EXPECT_FALSE(draft.etag().empty());
  EXPECT_EQ(Refusal(&Responsibility::CreateRegulation, Sample("qc"), kDrafter), "ALREADY_EXISTS");

  // Looked at as if it were law.
  v1::GetResponsibilityMatrixRequest matrix = MatrixRequest("2027-01-01", "dia-ban-cap-xa");
  EXPECT_EQ(Refusal(&Responsibility::GetResponsibilityMatrix, matrix), "INVALID_FIELD");  // no such function yet
  matrix.set_regulation(draft.name());
  EXPECT_THAT(Leads(MustCall(&Responsibility::GetResponsibilityMatrix, matrix)), SizeIs(95));
  matrix.clear_as_of();
  EXPECT_EQ(MustCall(&Responsibility::GetResponsibilityMatrix, matrix).as_of(), "2027-01-01");
  matrix.set_as_of("2027-01-01");

  v1::UpdateRegulationRequest update;
  update.mutable_regulation()->set_name(draft.name());
  update.mutable_regulation()->set_display_name("Quy chế (sửa)");
  update.mutable_update_mask()->add_paths("display_name");
  update.set_etag("khac");
  EXPECT_EQ(Refusal(&Responsibility::UpdateRegulation, update, kDrafter), "ETAG_MISMATCH");
  update.set_etag(draft.etag());
  EXPECT_EQ(MustCall(&Responsibility::UpdateRegulation, update, kDrafter).display_name(), "Quy chế (sửa)");

  v1::EnactRegulationRequest enact = Enactment("qc");
  EXPECT_EQ(Refusal(&Responsibility::EnactRegulation, enact, kDrafter), "SEPARATION_OF_DUTIES");
  enact.set_validate_only(true);
  const v1::Regulation seen = MustCall(&Responsibility::EnactRegulation, enact, kApprover);
  EXPECT_EQ(seen.instrument().number(), "57/2026/QĐ-UBND");
  EXPECT_EQ(seen.duties(0).holders(0).valid_to().empty(), seen.duties(0).holders(0).regulation().empty());
  v1::GetRegulationRequest get;
  get.set_name(draft.name());
  EXPECT_EQ(MustCall(&Responsibility::GetRegulation, get).state(), v1::Regulation::STATE_DRAFT);
  enact.set_validate_only(false);
  enact.set_request_id("ban-hanh-1");
  EXPECT_EQ(MustCall(&Responsibility::EnactRegulation, enact, kApprover).state(), v1::Regulation::STATE_ENACTED);
  const int64_t after = LastSequence();
  EXPECT_EQ(MustCall(&Responsibility::EnactRegulation, enact, kApprover).state(), v1::Regulation::STATE_ENACTED);
  EXPECT_EQ(LastSequence(), after) << "the same request again does nothing";

  // It is law, and a server that starts knows it.
  RestartServer();
  matrix.clear_regulation();
  EXPECT_THAT(Leads(MustCall(&Responsibility::GetResponsibilityMatrix, matrix)), SizeIs(95));
  EXPECT_EQ(Instruments("number = \"16/2020/QĐ-UBND\"", "2027-01-01").instruments(0).validity().status(),
            v1::INSTRUMENT_STATUS_REPLACED);
  EXPECT_EQ(Instruments("number = \"16/2020/QĐ-UBND\"", "2026-12-31").instruments(0).validity().status(),
            v1::INSTRUMENT_STATUS_TEMPORARILY_APPLIED);
  v1::ListRegulationsRequest list;
  list.set_parent(kParent);
  list.set_filter("state = ENACTED AND effective_date = 2027-01-01");
  EXPECT_THAT(MustCall(&Responsibility::ListRegulations, list).regulations(), SizeIs(1));
  v1::WithdrawRegulationRequest withdraw;
  withdraw.set_name(draft.name());
  EXPECT_EQ(Refusal(&Responsibility::WithdrawRegulation, withdraw, kDrafter), "REGULATION_STATE");
}

}  // namespace
}  // namespace phoihop::testing
