// `phoihop calendar` as a registrar types it, against the real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/services/command_line_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using CalendarCommandLineTest = CommandLineFixture;

TEST_F(CalendarCommandLineTest, TheCalendarOfAYear) {
  Must("ubnd", "task create Mot --id mot --lead so-vhttdl --basis 1/KH --issue --due 10/03/2027");
  EXPECT_THAT(Must("", "calendar show --year 2026"), AllOf(HasSubstr("phiên bản 1"), HasSubstr("tet-nguyen-dan"),
                                                           HasSubstr("22/08/2026"), HasSubstr("làm bù")));
  // Columns keep their width.
  EXPECT_THAT(Must("", "calendar show --year 2026"), HasSubstr("Quy tắc           Ngày nghỉ"));
  EXPECT_THAT(Must("", "deadline explain 26/01/2028"),
              AllOf(HasSubstr("tet-nguyen-dan"), HasSubstr("26/01/2028 *"), HasSubstr("* tạm tính")));
  std::ofstream(Path("2027.csv")) << "date,kind,name_vi,status,note,source\n"
                                     "01/01/2027,holiday,Tết Dương lịch,official,,TB 1\n"
                                     "10/03/2027,holiday,Ngày nghỉ (minh họa),official,,TB 1\n";
  const std::string days = absl::StrCat(" --days ", Path("2027.csv"), " --decided-to 31/12/2027");
  EXPECT_THAT(Must("vp-ubnd", "calendar preview" + days),
              AllOf(HasSubstr("Phiên bản 1 → 2"), HasSubstr("mot"), HasSubstr("11/03/2027"),
                    HasSubstr("1 thời hạn của 1 nhiệm vụ sẽ dời")));
  const std::string publish = "calendar publish --basis 1/TB-BNV" + days;
  const Outcome asked = Run("vp-ubnd", absl::StrSplit(publish, ' '));
  EXPECT_EQ(asked.exit_code, 1);
  EXPECT_THAT(asked.output, HasSubstr("thêm --yes"));
  EXPECT_THAT(Run("so-vhttdl", absl::StrSplit(publish + " --yes", ' ')).output, HasSubstr("(PERMISSION_DENIED)"));
  EXPECT_THAT(Must("vp-ubnd", publish + " --yes"), HasSubstr("Đã công bố lịch default phiên bản 2"));
  ASSERT_TRUE(application().follow_ups().WaitUntilIdle(kFixtureLimit).ok());
  EXPECT_THAT(Must("ubnd", "task show mot"), HasSubstr("11/03/2027"));
  EXPECT_THAT(
      Must("ubnd", "deadline simulate mot --until 31/03/2027"),
      AllOf(HasSubstr("đôn đốc"), HasSubstr("05/03/2027 07:30"), HasSubstr("quá hạn"), HasSubstr("lịch phiên bản 2")));
  EXPECT_THAT(Run("vp-ubnd", {"calendar", "preview"}).output, HasSubstr("nói đổi gì"));
}

TEST_F(CalendarCommandLineTest, AUnitFollowsACalendarOfItsOwn) {
  EXPECT_THAT(Must("", "calendar list"), HasSubstr("Mọi đơn vị theo lịch chung"));
  Must("vp-ubnd",
       "calendar publish --calendar mot-cua --like default --weekdays 1,2,3,4,5,6 --title Mot-cua --yes "
       "--basis 12/QĐ-UBND");
  const std::string assigned = Must("vp-ubnd", "calendar assign so-vhttdl mot-cua --basis 12/QĐ-UBND");
  EXPECT_THAT(assigned, HasSubstr("so-vhttdl theo lịch mot-cua từ nay"));
  EXPECT_THAT(Must("", "calendar list"), AllOf(HasSubstr("thứ 7"), HasSubstr("so-vhttdl  mot-cua")));
  EXPECT_THAT(Must("", "deadline explain 14/03/2026 --unit so-vhttdl"), HasSubstr("hết ngày 14/03/2026"));
  EXPECT_THAT(Must("", "deadline explain 14/03/2026"), HasSubstr("16/03/2026"));
}

TEST_F(CalendarCommandLineTest, ACalendarWhoseSaturdaysAreHalfDays) {
  // Not with Must: lines of JSON are as long as they are.
  std::string json = Run("", {"--json", "calendar", "show"}).output;
  const auto replace = [&](const std::string& from, const std::string& to) {
    ASSERT_NE(json.find(from), std::string::npos) << json.substr(0, 2000);
    json.replace(json.find(from), from.size(), to);
  };
  ASSERT_NO_FATAL_FAILURE(replace("\"endMinute\": 1050", "\"endMinute\": 1050, \"weekdays\": [1, 2, 3, 4, 5]"));
  ASSERT_NO_FATAL_FAILURE(replace("\"workingWeekdays\": [", "\"workingWeekdays\": [6, "));
  std::ofstream(Path("lich.json")) << json;
  const std::string publish = absl::StrCat("calendar publish --basis 1/QĐ --yes --file ", Path("lich.json"));
  EXPECT_THAT(Must("vp-ubnd", publish), HasSubstr("Đã công bố lịch default phiên bản 2"));
  EXPECT_THAT(Must("", "calendar show --year 2026"), AllOf(HasSubstr("thứ 7: 7:30–11:30"), HasSubstr("13:30–17:30")));
  // A Saturday is worked, and says for how long.
  EXPECT_THAT(Must("", "deadline explain 28/11/2026"), HasSubstr("làm việc 7:30–11:30"));
}

}  // namespace
}  // namespace phoihop::testing
