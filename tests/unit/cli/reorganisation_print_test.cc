#include "clients/cli/reorganisation_print.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "clients/cli/format.h"
#include "clients/cli/table.h"

namespace phoihop::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kWidth = 100;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::string Name(const std::string& name) { return "«" + ShortName(name) + "»"; }

void ExpectFits(const std::string& text) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) EXPECT_LE(DisplayWidth(line), kWidth) << line;
}

v1::Reorganisation Merge() {
  return Parse<v1::Reorganisation>(R"pb(
    name: "provinces/p/reorganisations/sx-1"
    display_name: "Sáp nhập A, B vào C"
    type: REORGANISATION_TYPE_MERGE
    edges { from_unit: "provinces/p/units/a" to_unit: "provinces/p/units/c" }
    edges { from_unit: "provinces/p/units/b" to_unit: "provinces/p/units/c" }
    effective_date: "2026-12-01"
    state: STATE_PREVIEWED
    preview_token: "t0k3n"
    clock_policy { kind: KIND_GRACE grace_working_days: 5 }
    drafter { unit: "provinces/p/units/ubnd" person: "provinces/p/persons/an" })pb");
}

TEST(ReorganisationPrintTest, AMergeReadsAsOneLine) {
  const std::string text = Describe(Merge(), Name, kWidth);
  EXPECT_THAT(text, AllOf(HasSubstr("«a» + «b» → «c»"), HasSubstr("có hiệu lực từ 01/12/2026"),
                          HasSubstr("lùi 5 ngày làm việc"), HasSubstr("Căn cứ: (chưa có)"), HasSubstr("soạn: ubnd/an"),
                          Not(HasSubstr("phê duyệt:"))));
  EXPECT_THAT(NextSteps(Merge()), HasSubstr("→ phoihop reorganisation approve sx-1 --token t0k3n\n"));
  ExpectFits(text);
}

TEST(ReorganisationPrintTest, ASplitSaysThePartsAndAnAbolitionNobody) {
  EXPECT_THAT(Describe(Parse<v1::Reorganisation>(R"pb(
                         type: REORGANISATION_TYPE_SPLIT
                         edges {
                           from_unit: "u/a"
                           to_unit: "u/b"
                           partition { key: KEY_FUNCTION functions: "báo chí" }
                         }
                         edges {
                           from_unit: "u/a"
                           to_unit: "u/c"
                           partition { key: KEY_REMAINDER }
                         })pb"),
                       Name, kWidth),
              AllOf(HasSubstr("«a» → «b» (báo chí)"), HasSubstr("«a» → «c» (phần còn lại)")));
  const Namer nobody = [](const std::string& name) { return name.empty() ? "" : Name(name); };
  EXPECT_THAT(Describe(Parse<v1::Reorganisation>(R"pb(type: REORGANISATION_TYPE_ABOLISH
                                                      edges { from_unit: "u/a" })pb"),
                       nobody, kWidth),
              HasSubstr("«a» → (không ai)"));
  EXPECT_THAT(
      Describe(Parse<v1::Reorganisation>(R"pb(type: REORGANISATION_TYPE_END_MEMBERSHIP
                                              edges { from_unit: "u/a" to_unit: "u/a" from_membership: "m/an" })pb"),
               Name, kWidth),
      HasSubstr("«a»: an → trả việc về đơn vị"));
}

v1::ReorganisationPreview Preview() {
  return Parse<v1::ReorganisationPreview>(R"pb(
    token: "t0k3n"
    counts { kind: KIND_TASK outcome: OUTCOME_KEEP role: REHOMING_ROLE_LEAD from_unit: "u/a" to_unit: "u/a" count: 90 }
    counts { kind: KIND_TASK outcome: OUTCOME_MOVE role: REHOMING_ROLE_LEAD from_unit: "u/a" to_unit: "u/c" count: 40 }
    counts { kind: KIND_TASK outcome: OUTCOME_MANUAL role: REHOMING_ROLE_LEAD from_unit: "u/a" count: 2 }
    items {
      item: "provinces/p/tasks/kh-1"
      kind: KIND_TASK
      outcome: OUTCOME_MANUAL
      title: "Báo cáo tình hình"
      changes {
        role: REHOMING_ROLE_LEAD
        from_unit: "u/a"
        outcome: OUTCOME_MANUAL
        reason: "không nêu địa bàn"
        candidates: "u/b"
        candidates: "u/c"
      }
    }
    consequences { kind: KIND_GAP explanation: "Không ai chủ trì đào tạo" })pb");
}

TEST(ReorganisationPrintTest, APreviewBeginsWithWhatNeedsAPerson) {
  const std::string text = Describe(Preview(), Name, kWidth);
  EXPECT_THAT(text, HasSubstr("CẦN NGƯỜI QUYẾT ĐỊNH 2 · chuyển 40 · giữ nguyên 90"));
  EXPECT_THAT(text, AllOf(HasSubstr("kh-1"), HasSubstr("không nêu địa bàn"), HasSubstr("«b» [b]; «c» [c]")));
  EXPECT_THAT(text, AllOf(HasSubstr("bỏ sót"), HasSubstr("Không ai chủ trì đào tạo")));
  EXPECT_LT(text.find("chuyển 40"), text.find("kh-1"));
  ExpectFits(text);
}

TEST(ReorganisationPrintTest, APreviewWithoutOpenWorkSaysSo) {
  EXPECT_EQ(Describe(v1::ReorganisationPreview(), Name, kWidth),
            "Không có việc nào còn mở ở các đơn vị này: chỉ tổ chức thay đổi.\n");
}

TEST(ReorganisationPrintTest, ManyCountsAreSummedUp) {
  v1::ReorganisationPreview preview;
  for (int i = 1; i <= 30; ++i) {
    auto* count = preview.add_counts();
    count->set_outcome(v1::RehomingItem::OUTCOME_MOVE);
    count->set_count(i);
  }
  EXPECT_THAT(DescribeCounts(preview.counts(), Name, 28, kWidth), HasSubstr("… và 3 vai trò nữa trong 2 dòng"));
  EXPECT_THAT(DescribeCounts(preview.counts(), Name, 30, kWidth), Not(HasSubstr("nữa")));
}

TEST(ReorganisationPrintTest, TheBalanceShowsExpectedAndFound) {
  const auto report = Parse<v1::Reorganisation>(R"pb(
    verification {
      time { seconds: 1767225600 }
      checks { kind: KIND_ONE_LIVE_LEAD holds: true expected: 57 found: 57 }
      checks { kind: KIND_NO_FAILURE holds: false expected: 0 found: 1 samples: "provinces/p/tasks/kh-9" }
      waiting: 2
      failed: 1
    })pb");
  const std::string text = DescribeBalance(report, Name, kWidth);
  EXPECT_THAT(text, AllOf(HasSubstr("CÒN ĐIỀU KIỆN CHƯA ĐÚNG"), HasSubstr("chờ 2 · lỗi 1"), HasSubstr("57"),
                          HasSubstr("✓  mỗi nhiệm vụ có đúng một chủ trì"), HasSubstr("✗  không việc nào lỗi"),
                          HasSubstr("tasks/kh-9")));
  ExpectFits(text);
  EXPECT_THAT(DescribeBalance(v1::Reorganisation(), Name, kWidth), IsEmpty());
}

TEST(ReorganisationPrintTest, OutcomesSayWhatChangedAndWhoDecided) {
  const auto response = Parse<v1::ListRehomingItemsResponse>(R"pb(
    items {
      item: "provinces/p/tasks/kh-1/handoffs/1"
      kind: KIND_HANDOFF
      outcome: OUTCOME_MOVE
      state: STATE_DONE
      changes {
        role: REHOMING_ROLE_HANDOFF_RECEIVER
        from_unit: "u/a"
        to_unit: "u/c"
        outcome: OUTCOME_MOVE
        reason: "sáp nhập"
      }
      decider { unit: "provinces/p/units/ubnd" person: "provinces/p/persons/an" }
    }
    items {
      item: "provinces/p/tasks/kh-2"
      kind: KIND_TASK
      outcome: OUTCOME_MANUAL
      state: STATE_WAITING
      reason: "không biết"
      changes { role: REHOMING_ROLE_LEAD from_unit: "u/a" outcome: OUTCOME_MANUAL }
    })pb");
  const std::string text = DescribeItems(response.items(), Name, 1000);
  EXPECT_THAT(text, AllOf(HasSubstr("tasks/kh-1/handoffs/1"), HasSubstr("bên nhận bàn giao: «a» → «c» (sáp nhập)"),
                          HasSubstr("quyết định: ubnd/an"), HasSubstr("CHỜ NGƯỜI QUYẾT ĐỊNH: 1 việc\nkhông biết\n"),
                          HasSubstr("\n  kh-2\n")));
  ExpectFits(DescribeItems(response.items(), Name, kWidth));
}

TEST(ReorganisationPrintTest, EveryStateSaysHowToGoOn) {
  v1::Reorganisation reorganisation = Merge();
  reorganisation.set_state(v1::Reorganisation::STATE_HELD);
  EXPECT_THAT(NextSteps(reorganisation), AllOf(HasSubstr("items sx-1 --state waiting"), HasSubstr("resume sx-1")));
  reorganisation.set_state(v1::Reorganisation::STATE_EXECUTING);
  EXPECT_THAT(NextSteps(reorganisation), HasSubstr("status sx-1 --wait"));
  reorganisation.set_paused(true);
  EXPECT_THAT(NextSteps(reorganisation), HasSubstr("resume sx-1"));
  reorganisation.set_state(v1::Reorganisation::STATE_VERIFIED);
  EXPECT_THAT(NextSteps(reorganisation), IsEmpty());
  EXPECT_EQ(DescribeProgress(Parse<v1::ReorganisationProgress>("state: STATE_EXECUTING done: 3 remaining: 4")),
            "đang thực hiện: xong 3 · chờ quyết định 0 · lỗi 0 · còn lại 4");
  EXPECT_EQ(DescribeProgress(Parse<v1::ReorganisationProgress>("state: STATE_ANNULLED done: 3")), "đã hủy bỏ");
}

}  // namespace
}  // namespace phoihop::cli
