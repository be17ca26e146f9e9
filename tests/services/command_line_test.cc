// `phoihop` as people type it, against the real server: what it prints and how it exits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/table.h"
#include "tests/services/command_line_fixture.h"
#include "workflow/notice/digest_time.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kDrafter[] = "ubnd/le-minh-son";
constexpr char kApprover[] = "ubnd/nguyen-minh-an";

class CommandLineTest : public CommandLineFixture {
 protected:
  std::string TokenIn(const std::string& output) {
    std::smatch found;
    EXPECT_TRUE(std::regex_search(output, found, std::regex("--token ([0-9a-f]{64})"))) << output;
    return found.empty() ? "" : found[1].str();
  }

  // From draft to approval of Xã Xuân Đông into Xã Xuân Hòa.
  void ApproveMerge(const std::string& id, const std::string& date) {
    Must(kDrafter, absl::StrCat("reorganisation draft --id ", id,
                                " --type merge --from xp-26359 --to xp-26446 --basis 12/NQ-HĐND --date ", date));
    const std::string token = TokenIn(Must(kDrafter, absl::StrCat("reorganisation preview ", id)));
    EXPECT_THAT(Must(kApprover, absl::StrCat("reorganisation approve ", id, " --token ", token)),
                HasSubstr("đã phê duyệt"));
  }
};

TEST_F(CommandLineTest, TheOrganisationThroughTime) {
  EXPECT_THAT(Must("", "unit at 01/01/2024 --kind huyen"),
              AllOf(HasSubstr("22 cấp huyện"), HasSubstr("Huyện Xuân Lộc")));
  EXPECT_THAT(Must("", "unit at 01/07/2025 --kind xa --kind phuong --limit 3"),
              AllOf(HasSubstr("95 đơn vị"), HasSubstr("… và 92 đơn vị nữa")));
  EXPECT_THAT(Must("", "unit lineage xp-26449-cu"),
              AllOf(HasSubstr("Xã Xuân Tâm [xp-26449-cu]"), HasSubstr("├─ Xã Xuân Đông [xp-26359]"),
                    HasSubstr("NQ 1662/NQ-UBTVQH15")));
  EXPECT_THAT(Must("", "unit predecessors xp-26446 --at 30/06/2025"), HasSubstr("xp-26449-cu"));
  const Outcome before = Run("", {"unit", "show", "xp-26446", "--known-at", "01/01/2020"});
  EXPECT_EQ(before.exit_code, 1) << "nothing was recorded by then: " << before.output;
}

TEST_F(CommandLineTest, AMergeFromDraftToUndo) {
  Must("ubnd", "task create Kiem-tra --id viec-1 --lead xp-26359 --due 31/12/2026 --basis 1/KH --issue");
  ApproveMerge("sx-1", "02/03/2026");
  const std::string executed = Must(kApprover, "reorganisation execute sx-1");
  EXPECT_THAT(executed, AllOf(HasSubstr("MỌI ĐIỀU KIỆN ĐỀU ĐÚNG"), HasSubstr("xong, đã kiểm chứng"),
                              HasSubstr("✓  mỗi nhiệm vụ có đúng một chủ trì đang hoạt động")));
  EXPECT_THAT(Must(kApprover, "reorganisation items sx-1"), AllOf(HasSubstr("viec-1"), HasSubstr("chuyển")));
  EXPECT_THAT(Must("xp-26446", "task show viec-1"), HasSubstr("Chủ trì: Xã Xuân Hòa"));
  EXPECT_THAT(Must("", "unit lineage xp-26359"), HasSubstr("02/03/2026 sáp nhập · 12/NQ-HĐND"));
  EXPECT_THAT(Must("", "reorganisation list --unit xp-26446 --state verified"), HasSubstr("sx-1"));

  const Outcome without_basis = Run(kApprover, {"reorganisation", "undo", "sx-1"});
  EXPECT_EQ(without_basis.exit_code, 1);
  EXPECT_THAT(without_basis.output, HasSubstr("(BASIS_REQUIRED)"));
  EXPECT_THAT(Must(kApprover, "reorganisation undo sx-1 --basis 13/NQ-HĐND"), HasSubstr("đã hủy bỏ"));
  EXPECT_THAT(Must("xp-26359", "task show viec-1"), HasSubstr("Chủ trì: Xã Xuân Đông"));
}

TEST_F(CommandLineTest, WhatIsAnnouncedWaitsForItsDay) {
  Must("ubnd", "task create Kiem-tra --id viec-1 --lead xp-26359 --due 31/12/2026 --basis 1/KH --issue");
  // Beyond the day on which this runs: the command line looks at its own clock.
  ApproveMerge("sx-2", "01/01/2100");
  EXPECT_THAT(Must(kApprover, "reorganisation execute sx-2"), HasSubstr("khi ngày đó đến"));
  EXPECT_THAT(Must("xp-26359", "task show viec-1"), HasSubstr("Chủ trì: Xã Xuân Đông"));
}

TEST_F(CommandLineTest, RefusalsSayWhyAndChangeNothing) {
  const int64_t before = LastSequence();
  EXPECT_THAT(Run(kDrafter, {"reorganisation", "draft", "--type", "merge", "--from", "xp-26359", "--to", "moi",
                             "--date", "01/12/2026"})
                  .output,
              HasSubstr("--to-name"));
  const Outcome unknown = Run("so-vhttdl/le-van-c", {"reorganisation", "draft", "--type", "abolish", "--from",
                                                     "xp-26359", "--date", "01/12/2026", "--basis", "1/NQ"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.output, HasSubstr("(PERMISSION_DENIED)"));
  EXPECT_EQ(LastSequence(), before);

  ApproveMerge("sx-3", "02/03/2026");
  const Outcome again = Run(kApprover, {"reorganisation", "approve", "sx-3", "--token", std::string(64, '0')});
  EXPECT_THAT(again.output, HasSubstr("(REORGANISATION_STATE)"));
  // Without a terminal nobody can be asked.
  EXPECT_THAT(Run(kApprover, {"reorganisation", "approve", "sx-3"}).output, HasSubstr("--token"));
}

TEST_F(CommandLineTest, JsonIsWhatTheApiSaysAndADraftAgain) {
  const std::string draft = Must(kDrafter,
                                 "--json reorganisation draft --id sx-4 --type merge --from xp-26359 --to xp-26446 "
                                 "--date 01/12/2026 --basis 12/NQ-HĐND --grace 5 --dry-run");
  EXPECT_THAT(draft, AllOf(HasSubstr("\"type\": \"REORGANISATION_TYPE_MERGE\""), HasSubstr("\"graceWorkingDays\": 5")));
  const TemporaryDirectory directory;
  const std::string path = absl::StrCat(directory.path(), "/draft.json");
  std::ofstream(path) << draft;
  const std::string made = Must(kDrafter, absl::StrCat("reorganisation draft --file ", path));
  EXPECT_THAT(made, AllOf(HasSubstr("[sx-4]"), HasSubstr("lùi 5 ngày làm việc"), HasSubstr("Tình trạng: dự thảo")));
}

TEST_F(CommandLineTest, TheSampleThatShipsCanBeDrafted) {
  Must("ubnd", "task create Sach-anh-du-lich --id kh-2026-22 --lead so-vhttdl --due 31/12/2026 --basis 1/KH --issue");
  Must(kDrafter, "reorganisation draft --id chia-so --file data/dong-nai/reorganisation_sample.json");
  EXPECT_THAT(Must(kDrafter, "reorganisation preview chia-so"),
              AllOf(HasSubstr("Sở Du lịch thành phố Đồng Nai"), Not(HasSubstr("CẦN NGƯỜI QUYẾT ĐỊNH")),
                    HasSubstr("người hết vị trí")));
}

TEST_F(CommandLineTest, PeopleAndPosts) {
  Must("vp-ubnd", "person create nguoi-moi Nguoi-Moi --email moi@example.vn");
  EXPECT_THAT(Must("", "person list"), HasSubstr("moi@example.vn"));
  Must("so-noi-vu", "post create so-noi-vu truong-phong Truong-phong --role chuyen-vien --from 01/03/2026");
  EXPECT_THAT(Must("", "post list so-noi-vu"), HasSubstr("Truong-phong"));
  Must("so-noi-vu",
       "person join nguoi-moi so-noi-vu --role chuyen-vien --post truong-phong --share 50 --from 01/03/2026");
  EXPECT_THAT(Must("so-noi-vu", "person list --unit so-noi-vu"), AllOf(HasSubstr("Nguoi-Moi"), HasSubstr("50")));
  EXPECT_THAT(Must("so-noi-vu", "person list --unit so-noi-vu --at 01/02/2026"), Not(HasSubstr("Nguoi-Moi")));
}

TEST_F(CommandLineTest, FindingsAndWhatIsAccepted) {
  const std::string found = Must("", "findings --at 15/09/2025");
  EXPECT_THAT(found, AllOf(HasSubstr("căn cứ chỉ áp dụng tạm thời"), HasSubstr("431/QĐ-UBND"),
                           HasSubstr("cấp hành chính không còn"), HasSubstr("→ Hãy")));
  EXPECT_THAT(Must("", "findings --from 01/07/2025 --to 01/08/2025 --kind tam-thoi"), HasSubstr("18/07/2025"));
  EXPECT_THAT(Run("", {"findings", "--kind", "sai"}).output, HasSubstr("basis-temporary"));
  std::smatch id;
  const std::string today = Must("", "findings --kind level-mismatch");
  ASSERT_TRUE(std::regex_search(today, id, std::regex("level-mismatch-[0-9a-f]{16}"))) << today;
  const std::string name = id[0].str();
  EXPECT_EQ(Run("so-khcn", {"findings", "waive", name, "--reason", "r", "--basis", "431/QĐ-UBND"}).exit_code, 1);
  Must(kApprover, absl::StrCat("findings waive ", name, " --reason cho-quy-che --basis 431/QĐ-UBND"));
  EXPECT_THAT(Must("", "findings --kind level-mismatch"), AllOf(Not(HasSubstr(name)), HasSubstr("--all")));
  EXPECT_THAT(Must("", "findings --kind level-mismatch --all"), HasSubstr("Chấp nhận vì: cho-quy-che"));
  EXPECT_THAT(Must("", "findings waivers"), HasSubstr(name));
  Must(kApprover, absl::StrCat("findings unwaive ", name));
  EXPECT_THAT(Must("", "findings --kind level-mismatch"), HasSubstr(name));
}

TEST_F(CommandLineTest, WhoIsResponsible) {
  EXPECT_THAT(Must("", "instrument show 16/2020/qd-ubnd --at 15/09/2025"),
              AllOf(HasSubstr("Tình trạng ngày 15/09/2025: áp dụng tạm thời"), HasSubstr("Quyết định 431/QĐ-UBND")));
  EXPECT_THAT(Must("", "instrument list --status not-chosen --at 15/09/2025"),
              AllOf(HasSubstr("22/2017/QĐ-UBND"), HasSubstr("1/1 văn bản")));
  const Outcome cited = Run("", {"instrument", "cite", "Nghị định 72/2015/NĐ-CP Điều 4 khoản 1 điểm d; ai biết"});
  EXPECT_EQ(cited.exit_code, 0);
  EXPECT_THAT(cited.output, AllOf(HasSubstr("Điều 4 khoản 1 điểm d"), HasSubstr("Không hiểu: ai biết")));
  EXPECT_THAT(Must("", "function list"), AllOf(HasSubstr("bien-gioi"), HasSubstr("· Hệ thống thông tin đối ngoại")));
  EXPECT_THAT(Must("", "duty list --unit bch-bdbp --role lead"), HasSubstr("r18"));
  EXPECT_THAT(Must("", "matrix --at 01/06/2026"),
              AllOf(HasSubstr("▸ Biên giới"), HasSubstr("UBND các xã"), HasSubstr("chỉ là minh họa")));
  EXPECT_THAT(Must("", "matrix --at 01/06/2026 --unit bch-bdbp --function bien-gioi --names"),
              AllOf(HasSubstr("r18"), Not(HasSubstr("so-vhttdl")), Not(HasSubstr("CHƯA CÓ"))));
}

TEST_F(CommandLineTest, ARegulationFromDraftToLaw) {
  EXPECT_THAT(Must(kDrafter, "regulation draft --id qc-moi --file data/dong-nai/regulation_sample.json"),
              AllOf(HasSubstr("dự thảo"), HasSubstr("thay thế: 16/2020/QĐ-UBND"), HasSubstr("phoihop matrix")));
  EXPECT_THAT(Must("", "matrix --regulation qc-moi --function dia-ban-cap-xa"),
              AllOf(HasSubstr("Ngày 01/01/2027"), HasSubstr("UBND các xã, phường"), HasSubstr("(95)*")));
  Must(kDrafter, "regulation update qc-moi --date 01/02/2027");
  const Outcome own =
      Run(kDrafter, {"regulation", "enact", "qc-moi", "--number", "57/2026/QĐ-UBND", "--issued", "15/12/2026"});
  EXPECT_EQ(own.exit_code, 1);
  EXPECT_THAT(own.output, HasSubstr("(SEPARATION_OF_DUTIES)"));
  EXPECT_THAT(Must(kApprover, "regulation enact qc-moi --number 57/2026/QĐ-UBND --issued 15/12/2026 --dry-run"),
              HasSubstr("Chưa ghi gì"));
  EXPECT_THAT(Must(kApprover, "regulation enact qc-moi --number 57/2026/QĐ-UBND --issued 15/12/2026"),
              HasSubstr("đã ban hành"));
  EXPECT_THAT(Must("", "instrument show 16/2020/QĐ-UBND --at 01/02/2027"), HasSubstr("đã bị thay thế"));
  EXPECT_THAT(Must("", "regulation list --state enacted"), AllOf(HasSubstr("qc-moi"), HasSubstr("57/2026/QĐ-UBND")));
  Must(kDrafter, "regulation draft --id qc-khac --file data/dong-nai/regulation_sample.json --date 01/03/2028");
  EXPECT_THAT(Must(kDrafter, "regulation withdraw qc-khac --reason thua"), HasSubstr("đã rút"));
}

TEST_F(CommandLineTest, WorkThatDoesNotGoStraight) {
  const std::string lead = "so-vhttdl/nguyen-van-a";
  Must("ubnd",
       "task create Cum-thong-tin --id viec --lead so-vhttdl --coordinator so-ngoai-vu so-y-te --due 31/12/2026 "
       "--basis 1/KH --issue");
  Must("ubnd", "task create Truoc-do --id truoc --lead so-vhttdl --basis 1/KH --issue --without-approval");
  Must(lead, "task accept viec");
  EXPECT_THAT(Must(lead, "task wait-for viec truoc --reason can-truoc"), HasSubstr("chưa xong   can-truoc"));
  EXPECT_THAT(Run(lead, {"task", "start", "viec"}).output, HasSubstr("(DEPENDENCY_OPEN)"));
  EXPECT_THAT(Must(lead, "task dont-wait-for viec truoc"), Not(HasSubstr("can-truoc")));
  EXPECT_THAT(Must(lead, "task claim viec"), HasSubstr("người thực hiện: nguyen-van-a"));
  EXPECT_THAT(Must(lead, "task release viec --reason ban"), Not(HasSubstr("người thực hiện")));

  EXPECT_THAT(Must(lead, "task ask-contributions viec --request gop-y --by 10/03/2026"),
              AllOf(HasSubstr("10/03/2026"), HasSubstr("chưa trả lời")));
  EXPECT_THAT(Must("so-y-te", "task contribute viec --nothing"), HasSubstr("không có ý kiến"));
  EXPECT_THAT(Must("so-ngoai-vu", "task contribute viec --text dong-y --document 5/SNgV"), HasSubstr("dong-y; 5/SNgV"));
  EXPECT_THAT(Must(lead, "task copy viec --to so-khcn so-noi-vu"), HasSubstr("chưa đọc 2/2"));
  EXPECT_THAT(Must("so-khcn", "task read-copy viec"), HasSubstr("đã đọc 1/2"));

  EXPECT_THAT(Must("so-vhttdl/le-van-c",
                   "task delegate viec --to so-xay-dung --title Ban-ve --due 30/06/2026 --blocking --id ban-ve"),
              HasSubstr("phải xong mới trình được"));
  EXPECT_THAT(Must("so-xay-dung", "task show ban-ve"), HasSubstr("Là một phần việc của: viec"));
  EXPECT_THAT(Run(lead, {"task", "submit", "viec", "--summary", "xong"}).output, HasSubstr("(DELEGATION_OPEN)"));

  EXPECT_THAT(Must(lead, "task extend viec --to 31/01/2027 --reason cham"), HasSubstr("CHỜ QUYẾT ĐỊNH"));
  EXPECT_THAT(Must("ubnd", "task deny-extension viec --reason khong"), HasSubstr("không đồng ý"));
  Must(lead, "task extend viec --to 31/03/2027 --reason cham");
  EXPECT_THAT(Must("ubnd", "task grant-extension viec --to 26/02/2027"), HasSubstr("26/02/2027"));
  EXPECT_THAT(Must("ubnd", "task suspend viec --until 31/03/2026 --reason cho --basis 2/TB"),
              AllOf(HasSubstr("tạm dừng đến hết ngày 31/03/2026"), HasSubstr("cho (2/TB)")));
  EXPECT_THAT(Must("ubnd", "task resume viec"), HasSubstr("đã tiếp nhận"));

  EXPECT_THAT(Must(lead, "task progress viec 40 --label cho-ban-ve"), HasSubstr("Tiến độ: 40%, cho-ban-ve"));
  EXPECT_EQ(Run(lead, {"task", "checklist", "viec"}).exit_code, 1) << "no steps are not an empty checklist";
  Must(lead, "task checklist viec Soan Trinh");
  EXPECT_THAT(Must(lead, "task check viec 2"), HasSubstr("✓ so-vhttdl/nguyen-van-a"));
  // A step with a day of its own has a clock.
  EXPECT_THAT(Must(lead, "task checklist viec Soan Trinh --due 1=26/02/2027"),
              AllOf(HasSubstr("26/02/2027"), HasSubstr("một bước")));
  EXPECT_THAT(Run(lead, {"task", "checklist", "viec", "Soan", "--due", "2=26/02/2027"}).output,
              HasSubstr("không phải SỐ-BƯỚC=NGÀY, bước từ 1 đến 1"));
  EXPECT_THAT(Must(lead, "task check viec 2 --undo"), Not(HasSubstr("✓")));
  Must(lead, "task evidence add viec 12/TTr https://example.vn/anh");
  EXPECT_THAT(Must(lead, "task evidence remove viec 1"),
              AllOf(HasSubstr("https://example.vn/anh"), Not(HasSubstr("12/TTr"))));
  EXPECT_THAT(Must("so-noi-vu", "task comment viec da-xem"), HasSubstr("Ý kiến: 1"));
  EXPECT_THAT(Must(lead, "task comments viec"), HasSubstr("so-noi-vu  da-xem"));
  EXPECT_THAT(Must("so-noi-vu", "task watch viec"), HasSubstr("Theo dõi: so-noi-vu"));
  EXPECT_THAT(Must("so-noi-vu", "task unwatch viec"), Not(HasSubstr("Theo dõi:")));

  EXPECT_THAT(Must(lead, "task report-impossible viec --reason het-hieu-luc"), HasSubstr("CHỜ QUYẾT ĐỊNH"));
  EXPECT_THAT(Must("ubnd", "task deny-impossible viec --reason lam-duoc"), HasSubstr("không chấp nhận"));
  Must(lead, "task report-impossible viec --reason het-hieu-luc");
  EXPECT_THAT(Must("ubnd", "task declare-impossible viec"), HasSubstr("Tình trạng: không thể thực hiện"));
}

TEST_F(CommandLineTest, OthersAreAskedAndInformed) {
  const std::string lead = "so-vhttdl";
  Must("ubnd", "task create Quy-che --id viec --lead so-vhttdl --basis 1/KH --issue --due 31/12/2026");
  Must(lead, "task accept viec");
  Must(lead, "task request viec --to so-tu-phap --reason Tham-dinh --reply-by 31/12/2026 --document 12/TTr");
  Must(lead, "task request viec --to so-y-te --reason So-lieu");
  EXPECT_THAT(Must(lead, "task inform viec --to so-noi-vu --reason De-biet"),
              AllOf(HasSubstr("yêu cầu"), HasSubstr("thông báo"), HasSubstr("đã gửi")));
  // Of two that wait nobody guesses whose is meant; the receiver has one.
  EXPECT_THAT(Run(lead, {"task", "recall-hand-over", "viec"}).output,
              HasSubstr("hãy nêu --hand-over: 1 (yêu cầu cho "));
  EXPECT_THAT(Must("so-tu-phap", "task accept-hand-over viec"), HasSubstr("đang làm"));
  Must("so-noi-vu", "task accept-hand-over viec");
  EXPECT_THAT(Must("so-tu-phap", "task return-result viec --summary Bao-cao --document 35/BC-STP"),
              AllOf(HasSubstr("có kết quả"), HasSubstr("35/BC-STP")));
  EXPECT_THAT(Run("so-tu-phap", {"task", "return-result", "viec", "--summary", "Bao-cao"}).output,
              HasSubstr("không có yêu cầu nào đang chờ kết quả"));
  EXPECT_THAT(Must(lead, "task send-back-result viec --reason Thieu-phu-luc --reply-by 31/12/2026"),
              AllOf(HasSubstr("1 lần:"), HasSubstr("Thieu-phu-luc"), HasSubstr("đang làm")));
  Must("so-tu-phap", "task return-result viec --summary Bao-cao-day-du");
  EXPECT_THAT(Must(lead, "task accept-result viec"), AllOf(HasSubstr("đã đóng"), HasSubstr("Bao-cao-day-du")));
  EXPECT_THAT(Must(lead, "task recall-hand-over viec"), HasSubstr("đã rút")) << "one is left";
  Must(lead, "task request viec --to so-y-te --reason So-lieu --draft");
  EXPECT_THAT(Must(lead, "task recall-hand-over viec --draft"), HasSubstr("đã rút"));
  EXPECT_THAT(Must(lead, "bulk start request viec --to so-y-te --reason So-lieu --dry-run"),
              HasSubstr("yêu cầu cho so-y-te"));
}

TEST_F(CommandLineTest, TasksComeBack) {
  Must("ubnd", "task create Mot --id mot --lead so-vhttdl --basis 1/KH --issue --without-approval");
  Must("so-vhttdl", "task accept mot");
  Must("so-vhttdl", "task complete mot --summary xong");
  EXPECT_THAT(Must("ubnd", "task reopen mot --reason thieu-phu-luc --due 30/06/2026"),
              AllOf(HasSubstr("Thực hiện lần thứ 2"), HasSubstr("Kết quả lần trước: xong"), HasSubstr("30/06/2026")));
  Must("ubnd", "task create Hai --id hai --lead so-vhttdl --basis 1/KH --issue");
  Must("so-vhttdl", "task refuse hai --reason duplicate");
  EXPECT_THAT(Must("ubnd", "task drop hai --reason trung"), HasSubstr("Tình trạng: đã bỏ qua"));
  EXPECT_THAT(Must("ubnd", "task restore hai --reason van-can"), HasSubstr("Tình trạng: đã giao, chờ tiếp nhận"));
}

TEST_F(CommandLineTest, WhatIsToBeDone) {
  EXPECT_THAT(Must("so-vhttdl", "basket"), HasSubstr("không có việc nào chờ"));
  Must("ubnd", "task create Mot --id mot --lead so-vhttdl --basis 1/KH --issue --due 30/06/2026");
  Must("ubnd", "task create Hai --id hai --lead so-vhttdl --basis 1/KH --issue");
  Must("so-vhttdl", "task accept hai");
  EXPECT_THAT(Must("so-vhttdl", "basket"),
              AllOf(HasSubstr("chờ tiếp nhận 1"), HasSubstr("chưa phân công 1"), HasSubstr("04/03/2026")));
  EXPECT_THAT(Must("vp-ubnd", "basket --unit so-vhttdl --kind unassigned"),
              AllOf(HasSubstr("hai"), Not(HasSubstr("Mot"))));
  EXPECT_THAT(Must("so-vhttdl", "basket --kind to-accept --full"), HasSubstr("Bạn có thể:"));
  EXPECT_THAT(Must("so-vhttdl", "basket --limit 1"), HasSubstr("Còn nữa"));
  EXPECT_THAT(Run("so-vhttdl", {"basket", "--kind", "gap"}).output, HasSubstr("to-accept"));
  EXPECT_THAT(Run("so-y-te", {"basket", "--unit", "so-vhttdl"}).output, HasSubstr("(PERMISSION_DENIED)"));
}

TEST_F(CommandLineTest, WhatOneIsTold) {
  EXPECT_THAT(Must("so-vhttdl/le-van-c", "inbox"), HasSubstr("Hộp thông báo: 0 chưa đọc"));
  Must("ubnd", "task create Mot --id mot --lead so-vhttdl --basis 1/KH --issue --due 30/06/2026");
  ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
  EXPECT_THAT(Must("ubnd", "inbox --task mot"), AllOf(HasSubstr("so-vhttdl/le-van-c"), HasSubstr("sẽ gửi")));
  clock().Advance(notice::kDigestWindow);
  ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
  EXPECT_THAT(Must("so-vhttdl/le-van-c", "inbox --unread"), AllOf(HasSubstr("1 chưa đọc"), HasSubstr("“Mot”")));
  EXPECT_THAT(Must("so-vhttdl/le-van-c", "inbox --read-all"), HasSubstr("Đã đánh dấu đã đọc: 1"));
  EXPECT_THAT(Must("ubnd", "inbox --task mot"), HasSubstr("hộp thông báo"));
}

TEST_F(CommandLineTest, HowTheEngineOfDeadlinesStands) {
  Must("ubnd", "task create Mot --id mot --lead so-vhttdl --basis 1/KH --issue --due 30/06/2026");
  EXPECT_THAT(Must("vp-ubnd", "escalation status"), AllOf(HasSubstr("Nhiệm vụ đang đặt giờ"), HasSubstr("đúng giờ")));
  EXPECT_THAT(Must("vp-ubnd", "escalation set-aside list"), HasSubstr("Không có nhiệm vụ nào bị gác lại"));
  EXPECT_THAT(Run("vp-ubnd", {"escalation", "set-aside", "release", "mot", "--reason", "thử"}).output,
              HasSubstr("(NOT_FOUND)"));
  EXPECT_THAT(Run("so-y-te", {"escalation", "status"}).output, HasSubstr("(PERMISSION_DENIED)"));
}

TEST_F(CommandLineTest, FiguresForThoseWhoLead) {
  Must("ubnd", "task create Mot --id mot --lead so-vhttdl --basis 1/KH --issue --due 30/06/2026");
  Must("ubnd", "task create Hai --id hai --lead so-y-te --basis 1/KH --issue --due 06/03/2026");
  Must("so-y-te", "task accept hai");
  clock().Set(At("2026-03-09 09:00"));
  EXPECT_THAT(Must("ubnd", "report results"),
              AllOf(HasSubstr("Sở Y tế"), HasSubstr("1/1"), HasSubstr("Tổng cộng"), HasSubstr("Tính đến 09/03/2026")));
  EXPECT_THAT(Must("ubnd", "report results --by plan --unit so-y-te"), HasSubstr("(ngoài kế hoạch)"));
  EXPECT_THAT(Run("ubnd", {"report", "results", "--as-of", "05/03/2026", "--format", "csv"}).output,
              AllOf(HasSubstr("open_overdue"), HasSubstr("so-y-te"), Not(HasSubstr("Tổng cộng"))));
  EXPECT_THAT(Must("ubnd", "report list --result open-overdue"),
              AllOf(HasSubstr("hai"), HasSubstr("quá hạn"), Not(HasSubstr("mot")), HasSubstr("1 trong 1")));
  EXPECT_THAT(Must("ubnd", "report weeks --from 02/03/2026"), AllOf(HasSubstr("02/03"), HasSubstr("1!1")));
  EXPECT_THAT(Must("ubnd", "report trend"), AllOf(HasSubstr("2026-W10"), HasSubstr("Quá hạn")));
  EXPECT_THAT(Must("ubnd", "report workload"), AllOf(HasSubstr("Sở Y tế"), HasSubstr("Tổng cộng")));
  EXPECT_THAT(Must("ubnd", "report workload --unit so-y-te --people"), HasSubstr("chưa phân công"));
  EXPECT_THAT(Must("ubnd", "report escalations --days 31"), HasSubstr("hai"));
  EXPECT_THAT(Must("ubnd", "report escalations --format json"), HasSubstr("\"escalations\""));
  EXPECT_THAT(Run("ubnd", {"report", "list", "--result", "gap"}).output, HasSubstr("open-overdue"));
  EXPECT_THAT(Run("ubnd", {"report", "results", "--format", "xls"}).output, HasSubstr("csv"));
  EXPECT_THAT(Run("ubnd", {"report", "results", "--as-of", "10/03/2026"}).output, HasSubstr("(INVALID_FIELD)"));
}

TEST_F(CommandLineTest, WhatIsWatchedIsDrawnAgainWhenSomethingHappens) {
  struct Watched {
    std::vector<std::string> command;
    std::string once;  // stands in each picture once
    std::string log = "";
    std::unique_ptr<embedded::Process> process = nullptr;

    size_t pictures() const {
      std::ifstream file(log);
      const std::string text(std::istreambuf_iterator<char>(file), {});
      return std::vector<std::string>(absl::StrSplit(text, once)).size() - 1;
    }
  };
  std::vector<Watched> all;
  all.push_back({{"report", "results", "--format", "csv"}, "unit_display_name"});
  all.push_back({{"basket", "--unit", "so-vhttdl"}, "Giỏ việc:"});
  all.push_back({{"task", "list"}, " nhiệm vụ\n"});
  all.push_back({{"plan", "progress"}, "Tổng cộng"});
  for (Watched& watched : all) {
    watched.log = Path(watched.command.front() + ".log");
    const int fd = open(watched.log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    std::vector<std::string> argv = {PHOIHOP_CLI_BINARY, "--server", grpc_target(), "--as", "ubnd"};
    argv.insert(argv.end(), watched.command.begin(), watched.command.end());
    argv.push_back("--watch");
    auto process = embedded::Process::Start(
        {.argv = std::move(argv), .environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"}, .output_fd = fd});
    close(fd);
    ASSERT_TRUE(process.ok()) << process.status();
    watched.process = *std::move(process);
  }
  for (const Watched& watched : all) {
    ASSERT_TRUE(Eventually([&] { return watched.pictures() == 1; })) << watched.command.front();
  }
  Must("ubnd", "task create Mot --id mot --lead so-vhttdl --basis 1/KH --issue");
  for (const Watched& watched : all) {
    EXPECT_TRUE(Eventually([&] { return watched.pictures() > 1; })) << watched.command.front();
    EXPECT_TRUE(watched.process->Signal(SIGTERM)) << "it goes on watching";
  }
}

TEST_F(CommandLineTest, ALadderIsPublishedSwitchedToAndAnswered) {
  clock().Set(At("2026-03-02 09:00"));
  Must("ubnd",
       "task create Mot --id mot --lead so-vhttdl --basis 1/KH --issue --due 20/03/2026 --legal-nature luat-dinh");
  std::ofstream(Path("thang.json"))
      << R"({"displayName": "Thang mới", "purposes": ["CLOCK_PURPOSE_COMPLETE"], "rungs": [
    {"offsetWorkingDays": -6, "audiences": ["AUDIENCE_HEAD_OF_LEAD", "AUDIENCE_ISSUER"],
     "condition": {"legalNatures": ["LEGAL_NATURE_STATUTORY"]}}]})";
  const std::string publish = absl::StrCat("escalation policy publish ", Path("thang.json"));
  EXPECT_THAT(Run("vp-ubnd", absl::StrSplit(publish, ' ')).output, HasSubstr("(BASIS_REQUIRED)"));
  EXPECT_THAT(Must("vp-ubnd", publish + " --basis 77/QĐ-UBND --dry-run"),
              AllOf(HasSubstr("thời hạn luật định"), HasSubstr("Chưa công bố gì"), HasSubstr("! Hôm nay chưa có")));
  EXPECT_THAT(Run("so-vhttdl", absl::StrSplit(publish + " --basis 77/QĐ-UBND", ' ')).output,
              HasSubstr("(PERMISSION_DENIED)"));
  EXPECT_THAT(Must("vp-ubnd", publish + " --basis 77/QĐ-UBND"), HasSubstr("Đã công bố complete phiên bản 2"));
  EXPECT_THAT(Must("", "escalation policy list"), AllOf(HasSubstr("Thang mới"), HasSubstr("77/QĐ-UBND")));
  EXPECT_THAT(Must("vp-ubnd", "escalation policy preview-switch"),
              AllOf(HasSubstr("1 thời hạn đang chạy của 1 nhiệm vụ"), HasSubstr("12/03/2026 07:30 (-6)")));
  const std::string change = "escalation policy switch --basis 78/QĐ-UBND";
  EXPECT_THAT(Run("vp-ubnd", absl::StrSplit(change, ' ')).output, HasSubstr("thêm --yes"));
  EXPECT_THAT(Must("vp-ubnd", change + " --yes"), HasSubstr("Đang chuyển thời hạn của 1 nhiệm vụ"));
  ASSERT_TRUE(application().follow_ups().WaitUntilIdle(kFixtureLimit).ok());

  EXPECT_THAT(Run("ubnd", {"task", "handle", "mot", "--take-up"}).output, HasSubstr("(NOT_ESCALATED_TO)"));
  clock().Set(At("2026-03-12 08:00"));
  ASSERT_TRUE(application().sweep().WaitUntilIdle(kFixtureLimit).ok());
  EXPECT_THAT(Run("ubnd", {"task", "handle", "mot"}).output, HasSubstr("nêu một trong --take-up"));
  EXPECT_THAT(Run("ubnd", {"task", "handle", "mot", "--order", "Xong trước 18/3"}).output,
              AllOf(HasSubstr("chỉ đạo"), HasSubstr("Xong trước 18/3"), HasSubstr("Thời hạn do pháp luật quy định")));
}

TEST_F(CommandLineTest, ManyTasksAtOnce) {
  for (const char* id : {"mot", "hai", "ba"}) {
    Must("ubnd", absl::StrCat("task create Viec --id ", id, " --lead so-vhttdl --basis 1/KH --issue"));
  }
  Must("so-vhttdl", "task accept ba");
  EXPECT_THAT(Must("so-vhttdl", "bulk start accept mot hai ba --dry-run"), HasSubstr("2/3 được, 1 không được"));
  EXPECT_THAT(Must("so-vhttdl", "bulk start accept mot hai ba --id dot --title Dot-1"),
              AllOf(HasSubstr("Dot-1"), HasSubstr("đã chạy xong; 2/3 xong, 1 không được"),
                    HasSubstr("bulk items dot --state failed")));
  EXPECT_THAT(Must("so-vhttdl", "bulk items dot --state failed"),
              AllOf(HasSubstr("ba"), HasSubstr("TRANSITION_NOT_ALLOWED"), HasSubstr("1 nhiệm vụ")));
  EXPECT_THAT(Must("so-vhttdl", "bulk retry dot"), HasSubstr("lần 2"));
  EXPECT_THAT(Must("so-vhttdl", "bulk list"), AllOf(HasSubstr("dot"), HasSubstr("2/3 xong")));
  EXPECT_THAT(Must("vp-ubnd", "bulk show dot"), HasSubstr("tiếp nhận"));
  EXPECT_THAT(Run("so-vhttdl", {"bulk", "pause", "dot"}).output, HasSubstr("(BULK_OPERATION_STATE)"));
  EXPECT_THAT(Run("so-vhttdl", {"bulk", "cancel", "dot"}).output, HasSubstr("(BULK_OPERATION_STATE)"));
  EXPECT_THAT(Run("so-vhttdl", {"bulk", "start", "dance", "mot"}).output, HasSubstr("accept, assign"));
  EXPECT_THAT(Must("ubnd", "bulk start remind --filter open=true --text Bao-cao"), HasSubstr("3/3 xong"));
}

TEST_F(CommandLineTest, ARecurringObligation) {
  constexpr char kIssuing[] = "ubnd/nguyen-minh-an";
  Must(kIssuing, "plan import data/dong-nai/plan_2026_sample.csv --id kh-2026 --date 15/01/2026 --title Mau");
  Must(kIssuing, "plan issue kh-2026");
  // "Ngày 20 hằng tháng", of item 19.
  EXPECT_THAT(Must(kIssuing, "schedule show kh-2026 19"),
              AllOf(HasSubstr("kh-2026-19-2026-03"), HasSubstr("20/06/2026"), HasSubstr("22/06/2026")));
  EXPECT_THAT(Must(kIssuing, "schedule pause kh-2026 19 --reason Bao --until 31/07/2026"),
              HasSubstr("đến hết ngày 31/07/2026: Bao"));
  EXPECT_THAT(Run(kIssuing, {"schedule", "trigger", "kh-2026", "19", "--due", "15/04/2026", "--reason", "Gấp"}).output,
              HasSubstr("(SCHEDULE_STATE)"));
  EXPECT_THAT(Must(kIssuing, "schedule resume kh-2026 19"), HasSubstr("Lịch đang chạy"));
  EXPECT_THAT(Must(kIssuing, "schedule exclude kh-2026 19 --date 20/08/2026 --reason Trung"), HasSubstr("20/08/2026"));
  EXPECT_THAT(Must(kIssuing, "schedule include kh-2026 19 --date 20/08/2026"), HasSubstr("kh-2026-19-2026-08-l2"));
  EXPECT_THAT(Must(kIssuing, "schedule trigger kh-2026 19 --due 15/04/2026 --reason Gap"),
              HasSubstr("kh-2026-19-2026-04-15"));
  EXPECT_THAT(Must(kIssuing, "schedule backfill kh-2026 19 --from 01/01/2026 --to 31/01/2026 --reason Bu --dry-run"),
              AllOf(HasSubstr("Sẽ giao: kh-2026-19-2026-01"), HasSubstr("Chưa ghi gì")));
  const Outcome preview = Run(kIssuing, {"schedule", "preview", "--text", "Ngày làm việc thứ 5 hằng tháng"});
  EXPECT_THAT(preview.output, AllOf(HasSubstr("06/03/2026"), HasSubstr("07/04/2026")));
}

}  // namespace
}  // namespace phoihop::testing
