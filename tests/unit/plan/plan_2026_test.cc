// The sample of the plan of 2026: what each row has to come to, written down from its text by a person.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "tests/unit/plan/office_samples.h"
#include "workflow/plan/appendix.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

using v1::ResponsibleParty;

struct Row {
  const char* ordinal;
  // Ids of units and sets in the order of the text; `?` for a name that is asked about.
  const char* leads;
  const char* coordinators;
  // Kind, rhythm or dates, day after the roll.
  const char* deadline;
  // `field: text`, with `!` when it blocks.
  const char* questions;
};

constexpr Row kRows[] = {
    {"1", "so-vhttdl", "so-tu-phap so-noi-vu vp-ubnd bch-bdbp cong-an ubnd-cap-xa", "QUARTER 2026-06-30", ""},
    {"2", "so-vhttdl", "? ubnd-cap-xa", "RELATIVE 30 days after: Quy chế được ban hành",
     "coordinators: Các sở, ban, ngành"},
    {"3", "so-noi-vu", "so-vhttdl ubnd-cap-xa", "FIXED 2026-03-31", ""},
    {"4", "so-vhttdl", "so-ngoai-vu so-tai-chinh bao-ptth ?", "QUARTER 2026-09-30", "coordinators: Hội VHNT"},
    {"5", "so-tai-chinh", "bql-kcn-kkt so-cong-thuong tt-xuc-tien", "FIXED 2026-09-30", ""},
    // 31 October 2026 is a Saturday.
    {"6", "so-vhttdl", "bql-kcn-kkt so-cong-thuong tt-xuc-tien", "MONTH 2026-11-02", ""},
    // Of the former department's work the plan is about foreign information: so-vhttdl, not so-khcn.
    {"7", "so-khcn", "so-vhttdl so-tai-chinh so-vhttdl", "QUARTER 2026-03-31", ""},
    // 31 August to 2 September 2026 is National Day with a day in lieu.
    {"8", "vp-ubnd", "so-ngoai-vu so-khcn so-vhttdl", "FIXED 2026-09-03", ""},
    // 24 November is the Day of Vietnamese Culture, a day off from 2026 on.
    {"9", "so-ngoai-vu", "so-vhttdl vp-ubnd", "FIXED 2026-11-25", ""},
    {"10", "bao-ptth", "so-vhttdl tinh-doan", "CONTINUOUS", ""},
    {"11", "so-ngoai-vu", "lhtchn mttq", "RECURRING FREQ=YEARLY 2026-12-31", ""},
    {"12", "bch-bdbp", "so-vhttdl so-ngoai-vu xp-25222 xp-25225 xp-25309 xp-25308 xp-25318 xp-25279 xp-25280 xp-25294",
     "RECURRING FREQ=MONTHLY", ""},
    {"13", "so-vhttdl", "bql-ck-hoa-lu don-bp-hoa-lu xp-25280", "QUARTER 2026-12-31", ""},
    {"14", "so-ngoai-vu", "bch-bdbp bchqs lhtchn", "UNKNOWN", "!deadline: Dịp Tết Chôl Chnăm Thmây 2026"},
    {"15", "bao-ptth", "so-dttg", "RECURRING FREQ=MONTHLY", ""},
    {"16", "so-dttg", "ubnd-cap-xa ubnd-cap-xa ubnd-cap-xa", "DATES 2026-06-30 2026-12-31",
     "coordinators: UBND huyện Bù Gia Mập | coordinators: UBND huyện Bù Đốp | coordinators: UBND H. Lộc Ninh"},
    {"17", "xp-25270 xp-25357 xp-25363", "?", "HALF_YEAR 2026-06-30", "coordinators: Phòng VH-XH"},
    {"18", "ban-tgdv", "cong-an so-vhttdl so-ngoai-vu bch-bdbp",
     "CONTINUOUS 24 hours after: báo cáo trong 24 giờ khi có vụ việc", ""},
    {"19", "so-vhttdl", "vp-ubnd", "RECURRING FREQ=MONTHLY;BYMONTHDAY=20 2026-01-20", ""},
    {"20", "so-vhttdl", "? ?", "MONTH 2026-09-03", "coordinators: SNV | coordinators: Trường CT tỉnh"},
    {"21", "so-vhttdl", "ubnd-cap-xa", "DATES 2026-05-15 2026-08-22", ""},
    {"22", "so-vhttdl", "so-khcn ?", "FIXED 2026-06-30", "coordinators: Chi cục Thống kê"},
    {"23", "thanh-tra", "so-vhttdl", "HALF_YEAR 2026-12-31", ""},
    {"24", "so-tai-chinh", "so-vhttdl ?", "FIXED_BEFORE 2026-08-10", "coordinators: các đơn vị"},
    {"25", "? ubnd-cap-xa so-vhttdl", "vp-ubnd", "UNKNOWN",
     "!lead: Các sở, ban, ngành | !deadline: Trước ngày 30/11 hằng năm (đơn vị); trước ngày 15/12 hằng năm (tổng hợp)"},
};

std::string ShowParties(const google::protobuf::RepeatedPtrField<ResponsibleParty>& parties) {
  std::vector<std::string> ids;
  for (const ResponsibleParty& party : parties) {
    if (party.status() == ResponsibleParty::STATUS_ASKED) ids.push_back("?");
    for (const std::string& unit : party.units()) ids.emplace_back(LastSegment(unit));
    if (!party.unit_set().empty()) ids.emplace_back(LastSegment(party.unit_set()));
  }
  return absl::StrJoin(ids, " ");
}

std::string ShowDeadline(const v1::PlanDeadline& deadline) {
  std::vector<std::string> words = {v1::DeadlineKind_Name(deadline.kind()).substr(14)};
  if (!deadline.recurrence().empty()) words.push_back(deadline.recurrence());
  if (deadline.has_period()) {
    words.push_back(absl::StrCat(deadline.period().count(),
                                 deadline.period().unit() == v1::PERIOD_UNIT_HOUR ? " hours" : " days",
                                 " after: ", deadline.event()));
  }
  if (deadline.kind() == v1::DEADLINE_KIND_DATES) {
    words.insert(words.end(), deadline.dates().begin(), deadline.dates().end());
  } else if (!deadline.effective_due_date().empty()) {
    words.push_back(deadline.effective_due_date());
  }
  return absl::StrJoin(words, " ");
}

std::string ShowQuestions(const v1::PlanItem& item) {
  return absl::StrJoin(item.questions(), " | ", [](std::string* out, const v1::PlanQuestion& question) {
    absl::StrAppend(out, question.blocking() ? "!" : "", question.field(), ": ", question.text());
  });
}

class Plan2026 : public testing::Test {
 protected:
  const v1::ImportPlanResponse response_ =
      ImportFile("plan_2026_sample.csv", SettingsOf2026(), absl::CivilDay(2026, 1, 15));
};

TEST_F(Plan2026, EveryRowComesToWhatItSays) {
  ASSERT_EQ(response_.plan().items_size(), static_cast<int>(std::size(kRows)));
  for (size_t i = 0; i < std::size(kRows); ++i) {
    const Row& row = kRows[i];
    const v1::PlanItem& item = response_.plan().items(static_cast<int>(i));
    SCOPED_TRACE(row.ordinal);
    EXPECT_EQ(item.ordinal(), row.ordinal);
    EXPECT_EQ(ShowParties(item.leads()), row.leads);
    EXPECT_EQ(ShowParties(item.coordinators()), row.coordinators);
    EXPECT_EQ(ShowDeadline(item.deadline()), row.deadline);
    EXPECT_EQ(ShowQuestions(item), row.questions);
    const bool blocked = std::string(row.questions).find('!') != std::string::npos;
    EXPECT_EQ(item.state(), blocked ? v1::PlanItem::STATE_ASKED : v1::PlanItem::STATE_READY);
  }
  EXPECT_EQ(response_.understood_items(), 23);
  EXPECT_EQ(response_.asked_items(), 2);
  EXPECT_EQ(response_.wrong_rows(), 0);
}

// What other programs write of the same table comes to the same items, down to the last explanation.
TEST_F(Plan2026, EveryFormatComesToTheSameItems) {
  for (const OfficeSample& sample : InEveryFormat("plan_2026_sample.csv")) {
    SCOPED_TRACE(sample.writer);
    v1::ImportPlanResponse other = ImportBytes(sample.bytes, SettingsOf2026(), absl::CivilDay(2026, 1, 15));
    ASSERT_EQ(other.plan().items_size(), response_.plan().items_size());
    EXPECT_EQ(other.wrong_rows(), 0);
    EXPECT_EQ(other.asked_items(), response_.asked_items());
    for (int i = 0; i < other.plan().items_size(); ++i) {
      v1::PlanItem& item = *other.mutable_plan()->mutable_items(i);
      EXPECT_GT(item.source_row(), 1);
      // A title may stand above the table.
      item.set_source_row(response_.plan().items(i).source_row());
      EXPECT_EQ(item.DebugString(), response_.plan().items(i).DebugString());
    }
  }
}

TEST_F(Plan2026, NamesWhoseBearerIsGoneAreKept) {
  const auto& item15 = response_.plan().items(14);
  ASSERT_EQ(item15.leads(0).former_names_size(), 1);
  EXPECT_EQ(item15.leads(0).former_names(0), "Đài Phát thanh - Truyền hình và Báo Bình Phước (BPTV)");
  const auto& item16 = response_.plan().items(15);
  EXPECT_EQ(item16.coordinators(2).former_names(0), "UBND huyện Lộc Ninh");
  // Seven communes and wards lie where the district was.
  EXPECT_EQ(item16.questions(2).candidates_size(), 7);
}

TEST_F(Plan2026, AnAbbreviationWithTwoMeaningsIsAsked) {
  const auto& question = response_.plan().items(19).questions(0);
  EXPECT_EQ(question.text(), "SNV");
  ASSERT_EQ(question.candidates_size(), 2);
  EXPECT_EQ(LastSegment(question.candidates(0)), "so-ngoai-vu");
  EXPECT_EQ(LastSegment(question.candidates(1)), "so-noi-vu");
}

TEST_F(Plan2026, EveryCellIsAnsweredAsWritten) {
  for (const v1::ImportedRow& row : response_.rows()) {
    if (row.kind() != v1::ImportedRow::KIND_ITEM) continue;
    ASSERT_EQ(row.cells_size(), static_cast<int>(kColumnCount)) << row.row();
    for (int i = 0; i < row.cells_size(); ++i) {
      EXPECT_EQ(row.cells(i).field(), kColumnNames[i]);
      EXPECT_NE(row.cells(i).outcome(), v1::ImportedCell::OUTCOME_UNSPECIFIED);
    }
  }
  const v1::ImportedRow& second = response_.rows(3);
  EXPECT_EQ(second.cells(2).text(), "-nt-");
  EXPECT_TRUE(absl::StrContains(second.cells(2).explanation(), "như dòng trên"));
}

}  // namespace
}  // namespace phoihop::plan
