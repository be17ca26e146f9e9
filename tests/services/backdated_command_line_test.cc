// What is found out later, as people type it: `phoihop task record-suspension`, `phoihop task reanchor` and
// `phoihop plan event --correct`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/command_line_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kIssuer[] = "ubnd/nguyen-minh-an";

class BackdatedCommandLineTest : public CommandLineFixture {
 protected:
  // Words with spaces in them; no line is wider than a screen.
  std::string Said(const std::vector<std::string>& words) {
    const Outcome outcome = Run(kIssuer, words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    for (const absl::string_view line : absl::StrSplit(outcome.output, '\n')) {
      EXPECT_LE(cli::DisplayWidth(line), cli::kPlainWidth) << line;
    }
    return outcome.output;
  }

  std::string Refused(const std::vector<std::string>& words) {
    const Outcome outcome = Run(kIssuer, words);
    EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
    return outcome.output;
  }

  std::string LastEvent() { return Said({"events", "show", absl::StrCat(LastSequence())}); }
};

// What is broken over several lines in the last column of a table, in one piece.
std::string InOneLine(const std::string& text) {
  return absl::StrJoin(absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty()), " ");
}

std::vector<std::string> StoodStill(const std::string& task, const std::string& from, const std::string& until) {
  return {"task",     "record-suspension", task,      "--from",   from, "--until", until,
          "--reason", "Chờ Bộ hướng dẫn",  "--basis", "5/QĐ-UBND"};
}

std::vector<std::string> Reanchor(const std::string& task, const std::string& day) {
  return {"task", "reanchor", task, "--date", day, "--reason", "Ghi nhầm ngày phê duyệt", "--basis", "12/QĐ-UBND"};
}

TEST_F(BackdatedCommandLineTest, AStandstillIsRecordedAfterwards) {
  Must(kIssuer, "task create Quy-che --id viec --lead so-vhttdl --basis 1/KH --issue --due 30/06/2026");
  Must("so-vhttdl/le-van-c", "task accept viec");
  clock().Set(At("2026-03-20 08:00"));
  std::vector<std::string> preview = StoodStill("viec", "09/03/2026", "13/03/2026");
  preview.push_back("--dry-run");
  EXPECT_THAT(Said(preview), HasSubstr("07/07/2026"));
  EXPECT_THAT(Said({"task", "show", "viec"}), AllOf(HasSubstr("30/06/2026"), Not(HasSubstr("07/07/2026"))));
  // Where the deadline is now and why, and the standstill itself.
  const std::string recorded = Said(StoodStill("viec", "09/03/2026", "13/03/2026"));
  EXPECT_THAT(recorded, AllOf(HasSubstr("Tình trạng: đã tiếp nhận"), HasSubstr("hoàn thành  07/07/2026  đang chạy")));
  EXPECT_THAT(InOneLine(recorded), HasSubstr("đến hết ngày 30/06/2026; cộng 5 ngày làm việc tạm dừng, ghi nhận sau"));
  EXPECT_THAT(recorded, AllOf(HasSubstr("Tạm dừng từ"), HasSubstr("09/03/2026 00:00  14/03/2026 00:00"),
                              HasSubstr("Chờ Bộ hướng dẫn (5/QĐ-UBND)"), HasSubstr("ubnd/nguyen-minh-an")));
  EXPECT_THAT(LastEvent(), AllOf(HasSubstr("ghi nhận tạm dừng đã qua (task.suspension_recorded)"),
                                 HasSubstr("Thẩm quyền: provinces/dong-nai/roles/province-registrar"),
                                 HasSubstr("5/QĐ-UBND"), HasSubstr("due_date  2026-06-30  2026-07-07")));

  EXPECT_THAT(Refused(StoodStill("viec", "12/03/2026", "16/03/2026")), HasSubstr("(SUSPENSION_OVERLAPS)"));
  EXPECT_THAT(Refused({"task", "record-suspension", "viec", "--from", "16/03/2026", "--until", "17/03/2026", "--reason",
                       "Chờ"}),
              HasSubstr("(BASIS_REQUIRED)"));
  EXPECT_THAT(Said(StoodStill("viec", "16/03/2026", "27/03/2026")),
              HasSubstr("Tình trạng: tạm dừng đến hết ngày 27/03/2026"));
}

TEST_F(BackdatedCommandLineTest, APeriodRunsFromAnotherDay) {
  // Tasks that wait for an event come from plans, and from systems that are connected.
  v1::CreateTaskRequest create;
  create.set_parent("provinces/dong-nai");
  create.set_task_id("viec");
  create.mutable_task()->set_title("Báo cáo sau khi đề án được phê duyệt");
  create.mutable_task()->set_lead_unit(UnitName("dong-nai", "so-vhttdl"));
  create.mutable_task()->mutable_basis()->set_instrument_number("431/QĐ-UBND");
  create.mutable_task()->set_awaited_event("Đề án được phê duyệt");
  create.mutable_task()->mutable_awaited_period()->set_count(30);
  create.mutable_task()->mutable_awaited_period()->set_unit(v1::PERIOD_UNIT_WORKING_DAY);
  MustCall(&v1::TaskService::Stub::CreateTask, create, kIssuer);
  EXPECT_THAT(Said({"task", "issue", "viec", "--event-date", "02/03/2026"}), HasSubstr("13/04/2026"));
  clock().Set(At("2026-03-10 08:00"));
  EXPECT_THAT(InOneLine(Said(Reanchor("viec", "04/03/2026"))),
              AllOf(HasSubstr("hoàn thành 13/04/2026 đã thay bằng thời hạn khác"),
                    HasSubstr("hoàn thành 15/04/2026 đang chạy"), HasSubstr("30 ngày làm việc kể từ ngày 04/03/2026"),
                    HasSubstr("thay cho thời hạn tính từ ngày 02/03/2026")));
  EXPECT_THAT(LastEvent(), AllOf(HasSubstr("tính lại hạn từ ngày khác (task.reanchored)"),
                                 HasSubstr("Thẩm quyền: provinces/dong-nai/roles/unit-head"), HasSubstr("12/QĐ-UBND"),
                                 HasSubstr("due_date  2026-04-13  2026-04-15")));
  Must(kIssuer, "task create Quy-che --id co-ngay --lead so-vhttdl --basis 1/KH --issue --due 30/06/2026");
  EXPECT_THAT(Refused(Reanchor("co-ngay", "02/03/2026")), HasSubstr("(NOT_ANCHORED)"));
  EXPECT_THAT(Refused(Reanchor("viec", "11/03/2026")), HasSubstr("(INVALID_FIELD)"));
}

TEST_F(BackdatedCommandLineTest, TheDayOfAnEventIsCorrected) {
  std::ofstream(Path("kh.csv")) << "TT,Nhiệm vụ,Cơ quan chủ trì,Thời gian hoàn thành\n"
                                   "1,Triển khai logo,Sở VHTTDL,Trong vòng 30 ngày kể từ ngày logo được phê duyệt\n";
  Said({"plan", "import", Path("kh.csv"), "--id", "kh", "--title", "Kế hoạch", "--number", "12/KH-UBND", "--date",
        "15/01/2026", "--period-from", "01/01/2026", "--period-to", "31/12/2026"});
  Said({"plan", "issue", "kh"});
  const std::vector<std::string> event = {"plan", "event", "kh", "logo được phê duyệt", "--date"};
  const auto on = [&](const std::string& day) {
    std::vector<std::string> words = event;
    words.push_back(day);
    return words;
  };
  EXPECT_THAT(Said(on("01/03/2026")), HasSubstr("01/03/2026"));
  ASSERT_TRUE(application().follow_ups().WaitUntilIdle(kFixtureLimit).ok());
  EXPECT_THAT(Said({"task", "show", "kh-1"}), HasSubstr("31/03/2026"));
  std::vector<std::string> right = on("02/03/2026");
  EXPECT_THAT(Refused(right), HasSubstr("(ALREADY_EXISTS)"));
  right.push_back("--correct");
  EXPECT_THAT(Said(right), AllOf(HasSubstr("02/03/2026"), Not(HasSubstr("01/03/2026"))));
  ASSERT_TRUE(application().follow_ups().WaitUntilIdle(kFixtureLimit).ok());
  EXPECT_THAT(Said({"task", "show", "kh-1"}), AllOf(HasSubstr("01/04/2026"), HasSubstr("đã thay bằng")));
}

}  // namespace
}  // namespace phoihop::testing
