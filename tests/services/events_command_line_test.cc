// `phoihop events` as an auditor types it: asked on the server, exported, and checked without it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/engine/checkpoint_key.h"
#include "tests/services/command_line_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Sees the whole province.
constexpr char kAuditor[] = "vp-ubnd";

class EventsCommandLineTest : public CommandLineFixture {
 protected:
  void SetUp() override {
    StartServer({.checkpoints = {.key = key_}});
    Must("ubnd/nguyen-minh-an",
         "task create Ban-hanh-quy-che --id t1 --lead so-vhttdl --due 31/12/2026 --basis 431/QĐ-UBND --issue");
    Must("so-vhttdl/nguyen-van-a", "task accept t1");
    // The journal has moved since the first checkpoint.
    clock().Advance(absl::Hours(1));
    ASSERT_TRUE(application().checkpoints()->WaitUntilIdle(kFixtureLimit));
  }

  static std::string Contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  static void Write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  }

  const engine::CheckpointKey key_ = *engine::CheckpointKey::Generate();
};

TEST_F(EventsCommandLineTest, AnAuditorAsksByTaskPersonUnitAndTime) {
  EXPECT_THAT(Must(kAuditor, "events list --task t1"),
              AllOf(HasSubstr("lập nhiệm vụ"), HasSubstr("nhận việc"), HasSubstr("tasks/t1")));
  EXPECT_THAT(Must(kAuditor, "events list --person nguyen-van-a"),
              AllOf(HasSubstr("nhận việc"), Not(HasSubstr("lập nhiệm vụ"))));
  EXPECT_THAT(Must(kAuditor, "events list --unit ubnd --from 02/03/2026 --to 02/03/2026"),
              AllOf(HasSubstr("lập nhiệm vụ"), Not(HasSubstr("nhận việc"))));
  EXPECT_THAT(Must(kAuditor, "events list --task t1 --from 03/03/2026"), Not(HasSubstr("nhận việc")));
  EXPECT_THAT(Must(kAuditor, "events list --task t1 --detail"),
              AllOf(HasSubstr("Đơn vị:     so-vhttdl"), HasSubstr("nguyen-van-a"), HasSubstr("Mã băm:")));
  EXPECT_THAT(Must(kAuditor, absl::StrCat("events show ", LastSequence())), HasSubstr("(task.accepted)"));
  EXPECT_EQ(Run("so-khcn", {"events", "show", absl::StrCat(LastSequence())}).exit_code, 1);
  EXPECT_THAT(Must("so-khcn", "events list --task t1"), Not(HasSubstr("nhận việc")));
}

TEST_F(EventsCommandLineTest, AnExportIsCheckedWithoutTheServer) {
  const std::string file = Path("journal.jsonl");
  EXPECT_THAT(Must(kAuditor, absl::StrCat("events export --out ", file)), HasSubstr("Đã xuất"));
  Must(kAuditor, absl::StrCat("events checkpoints --out ", Path("checkpoints.jsonl")));
  EXPECT_THAT(Must(kAuditor, "events checkpoints"), HasSubstr(key_.id()));
  Write(Path("key.pem"), *key_.PublicPem());
  StopServer();
  const std::vector<std::string> verify = {
      "events", "verify", "--file", file, "--checkpoints", Path("checkpoints.jsonl"), "--public-key", Path("key.pem")};
  const Outcome good = Run("", verify);
  EXPECT_EQ(good.exit_code, 0) << good.output;
  EXPECT_THAT(good.output, AllOf(HasSubstr("không đứt quãng, chuỗi băm khớp"), HasSubstr("điểm kiểm chứng khớp"),
                                 HasSubstr("mọi sự kiện trước nó")));

  const std::string whole = Contents(file);
  Write(file, absl::StrReplaceAll(whole, {{"nguyen-van-a", "nguyen-van-b"}}));
  const Outcome changed = Run("", verify);
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_THAT(changed.output, HasSubstr("does not give its hash: it was changed"));

  std::vector<std::string> lines = absl::StrSplit(whole, '\n');
  lines.erase(lines.begin() + 2);
  Write(file, absl::StrJoin(lines, "\n"));
  const Outcome shorter = Run("", verify);
  EXPECT_EQ(shorter.exit_code, 1);
  EXPECT_THAT(shorter.output, HasSubstr("event 3 is missing"));

  Write(file, whole);
  Write(Path("key.pem"), *engine::CheckpointKey::Generate()->PublicPem());
  const Outcome other = Run("", verify);
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.output, HasSubstr("is of another key"));
  EXPECT_EQ(Run("", {"events", "verify", "--file", file, "--checkpoints", Path("checkpoints.jsonl")}).exit_code, 1);
}

TEST_F(EventsCommandLineTest, APartIsSaidToBeOne) {
  const std::string file = Path("part.jsonl");
  Must(kAuditor, absl::StrCat("events export --task t1 --out ", file));
  const std::string text = Contents(file);
  EXPECT_THAT(text, HasSubstr("\"taskAccepted\""));
  EXPECT_THAT(Run("", {"events", "verify", "--file", file}).output, HasSubstr("phần trước đó không có trong tệp"));
  const std::string some = Path("some.jsonl");
  const Outcome exported =
      Run(kAuditor, {"events", "export", "--out", some, "--filter", "type = unit.recorded OR type = task.created"});
  EXPECT_EQ(exported.exit_code, 0) << exported.output;
  const Outcome strict = Run("", {"events", "verify", "--file", some});
  EXPECT_EQ(strict.exit_code, 1);
  EXPECT_THAT(strict.output, HasSubstr("is missing"));
  const Outcome filtered = Run("", {"events", "verify", "--file", some, "--filtered"});
  EXPECT_EQ(filtered.exit_code, 0) << filtered.output;
  EXPECT_THAT(filtered.output, AllOf(HasSubstr("Tệp thiếu"), HasSubstr("KHÔNG được kiểm chứng")));
}

TEST_F(EventsCommandLineTest, ASpreadsheetForPeople) {
  const std::string file = Path("journal.csv");
  Must(kAuditor, absl::StrCat("events export --format csv --task t1 --out ", file));
  const std::string text = Contents(file);
  EXPECT_TRUE(absl::StartsWith(text, "\xEF\xBB\xBF\"Số\""));
  EXPECT_THAT(
      text, AllOf(HasSubstr("\"nhận việc\",\"task.accepted\""), HasSubstr("provinces/dong-nai/persons/nguyen-van-a")));
  const Outcome again = Run(kAuditor, {"events", "export", "--format", "csv", "--out", file});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.output, HasSubstr("đã có"));
}

}  // namespace
}  // namespace phoihop::testing
