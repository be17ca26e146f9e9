// phoihopd as whoever starts it sees it: exit codes, sentences, and what stays on the disk.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "services/embedded/process.h"
#include "services/engine/clock.h"
#include "services/summary.h"
#include "services/text_table.h"
#include "tests/services/http_client.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/test_database.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr absl::Duration kLimit = absl::Minutes(2);

// A port of the loopback that is taken as long as this lives.
class TakenPort {
 public:
  TakenPort() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), length), 0);
    EXPECT_EQ(listen(fd_, 1), 0);
    EXPECT_EQ(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length), 0);
    port_ = ntohs(address.sin_port);
  }
  ~TakenPort() { close(fd_); }
  int port() const { return port_; }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  const int fd_;
  int port_ = 0;
};

std::string FreeAddress() { return TakenPort().address(); }

struct Outcome {
  int exit_code = -1;
  std::string output;
};

class PhoihopdTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return absl::StrCat(directory_.path(), "/", name); }

  // The arguments of `up` on a data directory of this test.
  std::vector<std::string> Up(std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"up", "--data-dir", Path("data")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  std::unique_ptr<embedded::Process> Start(const std::vector<std::string>& arguments, const std::string& log,
                                           const std::string& database_url = "") {
    const int fd = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    embedded::Program program{
        .argv = {PHOIHOP_SERVER_BINARY}, .environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"}, .output_fd = fd};
    program.argv.insert(program.argv.end(), arguments.begin(), arguments.end());
    if (!database_url.empty()) program.environment.push_back("PHOIHOP_DATABASE_URL=" + database_url);
    auto process = embedded::Process::Start(std::move(program));
    close(fd);
    EXPECT_TRUE(process.ok()) << process.status();
    return process.ok() ? *std::move(process) : nullptr;
  }

  Outcome Run(const std::vector<std::string>& arguments, const std::string& database_url = "") {
    const std::string log = Path("log");
    const std::unique_ptr<embedded::Process> process = Start(arguments, log, database_url);
    return process == nullptr ? Outcome() : Outcome{ExitCode(*process), Contents(log)};
  }

  static int ExitCode(embedded::Process& process) {
    const std::optional<int> status = process.WaitFor(kLimit);
    return status.has_value() && WIFEXITED(*status) ? WEXITSTATUS(*status) : -1;
  }

  static std::string Contents(const std::string& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

  // Until the text stands in the file; false when the process ends before, or it takes too long.
  static bool WaitForText(embedded::Process& process, const std::string& path, const std::string& text) {
    const absl::Duration end = engine::RealElapsed() + kLimit;
    while (Contents(path).find(text) == std::string::npos) {
      if (engine::RealElapsed() > end || process.WaitFor(absl::Milliseconds(20)).has_value()) return false;
    }
    return true;
  }

  TemporaryDirectory directory_;
};

TEST_F(PhoihopdTest, UpPreparesEverythingAndTheSecondTimeNothing) {
  const Outcome first = Run(Up({"--no-serve"}));
  ASSERT_EQ(first.exit_code, 0) << first.output;
  EXPECT_THAT(first.output, AllOf(HasSubstr("Loaded the data of dong-nai"), HasSubstr("Imported and issued the plan")));
  EXPECT_THAT(first.output, AllOf(HasSubstr("Living units: 129"), HasSubstr("Tasks issued: "),
                                  HasSubstr("Rows that need an answer: 2"), HasSubstr("phoihop plan show kh-2026")));

  const Outcome second = Run(Up({"--no-serve"}));
  ASSERT_EQ(second.exit_code, 0) << second.output;
  EXPECT_THAT(second.output, Not(HasSubstr("Loaded the data")));
  EXPECT_THAT(second.output, Not(HasSubstr("Imported and issued")));
  EXPECT_THAT(second.output, AllOf(HasSubstr("Living units: 129"), HasSubstr("Tasks issued: ")));
}

TEST_F(PhoihopdTest, UpServesUntilItIsTold) {
  const std::string http = FreeAddress(), grpc = FreeAddress();
  const std::string log = Path("server.log");
  const std::unique_ptr<embedded::Process> server = Start(Up({"--grpc", grpc, "--http", http}), log);
  ASSERT_NE(server, nullptr);
  ASSERT_TRUE(WaitForText(*server, log, "phoihopd: ready")) << Contents(log);
  const int port = atoi(http.substr(http.rfind(':') + 1).c_str());
  EXPECT_EQ(SendHttp(port, "GET", "/readyz").code, 200);
  const HttpAnswer tasks =
      SendHttp(port, "GET", "/v1/provinces/dong-nai/tasks?pageSize=1", {{"X-Phoihop-Act-As", "so-vhttdl"}});
  EXPECT_EQ(tasks.code, 200) << tasks.body;

  // Another one on the same directory, and one on the same ports: refused in a sentence, and this one goes on.
  const Outcome same_directory = Run(Up({"--grpc", FreeAddress(), "--http", FreeAddress()}));
  EXPECT_EQ(same_directory.exit_code, 1);
  EXPECT_THAT(same_directory.output, AllOf(HasSubstr("thư mục dữ liệu"), HasSubstr("is in use by process")));
  const Outcome same_port = Run({"up", "--data-dir", Path("other"), "--grpc", grpc, "--http", FreeAddress()});
  EXPECT_EQ(same_port.exit_code, 1);
  EXPECT_THAT(same_port.output, AllOf(HasSubstr("đang được chương trình khác dùng"),
                                      HasSubstr(absl::StrCat("Another program listens on ", grpc))));
  EXPECT_FALSE(std::filesystem::exists(Path("other"))) << "ports are checked before anything is made";
  EXPECT_EQ(SendHttp(port, "GET", "/healthz").code, 200);

  server->Signal(SIGTERM);
  EXPECT_EQ(ExitCode(*server), 0) << Contents(log);
  EXPECT_THAT(Contents(log), HasSubstr("Stopping"));
}

TEST_F(PhoihopdTest, TheSummaryFitsItsWidth) {
  const Outcome outcome = Run(Up({"--no-serve"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
  for (const absl::string_view line : absl::StrSplit(outcome.output, '\n')) {
    if (absl::string_view(line).substr(0, 9) == "phoihopd:") continue;
    EXPECT_LE(Width(line), kSummaryWidth) << line;
  }
}

TEST_F(PhoihopdTest, ADataDirectoryThatIsNoneIsRefused) {
  std::ofstream(Path("data")) << "a file";
  const Outcome outcome = Run(Up({"--no-serve"}));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("The private database did not start"));
  EXPECT_EQ(Contents(Path("data")), "a file");
}

TEST_F(PhoihopdTest, AnAddressThatIsNoneIsRefused) {
  const Outcome outcome = Run(Up({"--grpc", "nowhere"}));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("'nowhere' is not an address host:port"));
  EXPECT_FALSE(std::filesystem::exists(Path("data")));
}

TEST_F(PhoihopdTest, AFolderWithBrokenDataIsRefusedWithThePlace) {
  const std::string url = TestCluster::Get().CreateDatabase();
  ASSERT_EQ(Run({"migrate"}, url).exit_code, 0);
  std::filesystem::copy("data/dong-nai", Path("reference"));
  std::ofstream(Path("reference/units.csv")) << "code,name\n\"25195\n";
  const Outcome outcome = Run({"load", "--reference-dir", Path("reference")}, url);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("Không nạp được dữ liệu tham chiếu"), HasSubstr("units.csv")));
}

TEST_F(PhoihopdTest, LoadingTwiceChangesNothing) {
  const std::string url = TestCluster::Get().CreateDatabase();
  ASSERT_EQ(Run({"migrate"}, url).exit_code, 0);
  const Outcome first = Run({"load"}, url);
  ASSERT_EQ(first.exit_code, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("things changed"));
  const Outcome second = Run({"load"}, url);
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_THAT(second.output, IsEmpty());
}

TEST_F(PhoihopdTest, ASchemaOfAnotherVersionIsRefused) {
  const std::string url = TestCluster::Get().CreateDatabase();
  ASSERT_EQ(Run({"migrate"}, url).exit_code, 0);
  const auto raised = TestCluster::Get().cluster().RunClient(
      "psql", {"--dbname", url, "--command", "INSERT INTO schema_migrations (version, name) VALUES (9999, 'later')"});
  ASSERT_TRUE(raised.ok()) << raised.status();
  for (const char* command : {"migrate", "up"}) {
    std::vector<std::string> arguments = {command};
    if (std::string(command) == "up") arguments.push_back("--no-serve");
    const Outcome outcome = Run(arguments, url);
    EXPECT_EQ(outcome.exit_code, 1) << command;
    EXPECT_THAT(outcome.output, HasSubstr("The schema belongs to another version of phoihopd")) << command;
  }
}

TEST_F(PhoihopdTest, ADatabaseThatCannotBeReachedIsSaidWithoutItsPassword) {
  const std::string url = absl::StrCat("postgresql://phoihop:bí-mật@", FreeAddress(), "/phoihop");
  const Outcome outcome = Run({"migrate"}, url);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("Cannot reach the database"), Not(HasSubstr("bí-mật"))));
}

TEST_F(PhoihopdTest, ServeStartsBeforeItsDatabase) {
  const std::string http = FreeAddress();
  const std::string log = Path("server.log");
  const std::unique_ptr<embedded::Process> server =
      Start({"serve", "--grpc", FreeAddress(), "--http", http}, log,
            absl::StrCat("postgresql://phoihop@", FreeAddress(), "/phoihop"));
  ASSERT_NE(server, nullptr);
  ASSERT_TRUE(WaitForText(*server, log, "not ready: schema")) << Contents(log);
  const int port = atoi(http.substr(http.rfind(':') + 1).c_str());
  EXPECT_EQ(SendHttp(port, "GET", "/healthz").code, 200);
  const HttpAnswer readiness = SendHttp(port, "GET", "/readyz");
  EXPECT_EQ(readiness.code, 503);
  EXPECT_THAT(readiness.body, HasSubstr("schema: "));
  const HttpAnswer call = SendHttp(port, "GET", "/v1/provinces/dong-nai/calendars/default");
  EXPECT_EQ(call.code, 503);
  EXPECT_EQ(call.reason(), "STORE_UNAVAILABLE");
  server->Signal(SIGINT);
  EXPECT_EQ(ExitCode(*server), 0) << Contents(log);
}

TEST_F(PhoihopdTest, AStoreOfFilesThatIsToldWrongIsSaid) {
  const auto serve = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"serve", "--grpc", FreeAddress(), "--http", FreeAddress()});
    const Outcome outcome = Run(arguments, absl::StrCat("postgresql://phoihop@", FreeAddress(), "/phoihop"));
    EXPECT_EQ(outcome.exit_code, 1);
    return outcome.output;
  };
  EXPECT_THAT(serve({"--s3-bucket", "tep"}), HasSubstr("--s3-endpoint"));
  EXPECT_THAT(serve({"--s3-endpoint", "https://s3.example.vn", "--s3-bucket", "tep", "--s3-access-key", "khoa"}),
              HasSubstr("PHOIHOP_S3_SECRET_KEY"));
}

TEST_F(PhoihopdTest, WhatIsMissingIsSaid) {
  for (const char* command : {"serve", "migrate", "load"}) {
    const Outcome outcome = Run({command});
    EXPECT_EQ(outcome.exit_code, 1) << command;
    EXPECT_THAT(outcome.output, HasSubstr("PHOIHOP_DATABASE_URL")) << command;
  }
  EXPECT_NE(Run({}).exit_code, 0);
  EXPECT_NE(Run({"explode"}).exit_code, 0);
  EXPECT_EQ(Run({"--help"}).exit_code, 0);
}

}  // namespace
}  // namespace phoihop::testing
