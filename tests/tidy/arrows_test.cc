// Includes follow the arrows of ARCHITECTURE.md.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/tidy/checker.h"
#include "tests/tidy/tree.h"

namespace phoihop::tidy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(ArrowsTest, TheTreeFollowsThem) {
  const std::vector<SourceFile> tree = ReadTree();
  ASSERT_THAT(tree, Not(IsEmpty())) << "the test must run at the root of the repository";
  for (const SourceFile& file : tree) EXPECT_THAT(CheckArrows(file), IsEmpty());
}

struct Case {
  std::string name;
  std::string path;
  std::string include;  // as it stands after "#include "
};

void PrintTo(const Case& c, std::ostream* os) { *os << c.path << " includes " << c.include; }

std::string NameOf(const ::testing::TestParamInfo<Case>& info) { return info.param.name; }

class ForbiddenArrowTest : public ::testing::TestWithParam<Case> {};

// A checker that cannot fail is worth nothing: each of these has to be found.
TEST_P(ForbiddenArrowTest, IsFound) {
  const SourceFile file{GetParam().path, absl::StrCat("// A file.\n\n#include ", GetParam().include, "\n")};
  EXPECT_THAT(CheckArrows(file), ElementsAre(HasSubstr(absl::StrCat(GetParam().path, ":3: "))));
}

INSTANTIATE_TEST_SUITE_P(
    All, ForbiddenArrowTest,
    ::testing::Values(Case{"WorkflowToServices", "workflow/task/task.cc", "\"services/engine/engine.h\""},
                      Case{"WorkflowToStubs", "workflow/task/task.cc", "\"phoihop/v1/task_service.grpc.pb.h\""},
                      Case{"WorkflowToGrpc", "workflow/errors.cc", "<grpcpp/grpcpp.h>"},
                      Case{"WorkflowToSql", "workflow/plan/plan.cc", "<pqxx/pqxx>"},
                      Case{"WorkflowToLibpq", "workflow/plan/plan.cc", "<libpq-fe.h>"},
                      Case{"WorkflowToThreads", "workflow/deadline/clocks.h", "<thread>"},
                      Case{"WorkflowToMutex", "workflow/deadline/clocks.h", "\"absl/synchronization/mutex.h\""},
                      Case{"WorkflowToClock", "workflow/deadline/clocks.h", "<chrono>"},
                      Case{"WorkflowToAbseilClock", "workflow/deadline/clocks.h", "\"absl/time/clock.h\""},
                      Case{"WorkflowToRandom", "workflow/deadline/clocks.h", "<random>"},
                      Case{"WorkflowToFiles", "workflow/deadline/clocks.h", "<fstream>"},
                      Case{"StoreToEngine", "services/store/session.h", "\"services/engine/lane.h\""},
                      Case{"StoreToGrpc", "services/store/session.h", "<grpcpp/server.h>"},
                      Case{"EngineToHandlers", "services/engine/lane.h", "\"services/handlers/task_service.h\""},
                      Case{"EngineToSql", "services/engine/lane.h", "<pqxx/connection>"},
                      Case{"EngineToMain", "services/engine/lane.h", "\"services/options.h\""},
                      Case{"HandlersToRpc", "services/handlers/task_service.cc", "\"services/rpc/server.h\""},
                      Case{"HandlersToSql", "services/handlers/task_service.cc", "<pqxx/pqxx>"},
                      Case{"RpcToGateway", "services/rpc/server.cc", "\"services/gateway/server.h\""},
                      Case{"EmbeddedToLibpq", "services/embedded/postgres.cc", "<libpq-fe.h>"},
                      Case{"EmbeddedToStore", "services/embedded/postgres.cc", "\"services/store/session.h\""},
                      Case{"DeliveryToStore", "services/delivery/smtp.cc", "\"services/store/database.h\""},
                      Case{"HandlersToDelivery", "services/handlers/task_service.cc", "\"services/delivery/mail.h\""},
                      Case{"MainToSql", "services/main.cc", "<pqxx/pqxx>"},
                      Case{"ClientToWorkflow", "clients/cpp/client.h", "\"workflow/errors.h\""},
                      Case{"ClientToServices", "clients/cli/main.cc", "\"services/rpc/server.h\""},
                      Case{"ClientToCli", "clients/cpp/client.cc", "\"clients/cli/table.h\""},
                      Case{"ServicesToClients", "services/worker/outbox.cc", "\"clients/cpp/client.h\""},
                      Case{"ServicesToTests", "services/worker/outbox.cc", "\"tests/support/clock.h\""},
                      Case{"IndentedAndSpaced", "workflow/task/task.cc", " <thread>  // why"}),
    NameOf);

class AllowedArrowTest : public ::testing::TestWithParam<Case> {};

TEST_P(AllowedArrowTest, IsNotFound) {
  const SourceFile file{GetParam().path, absl::StrCat("#include ", GetParam().include, "\n")};
  EXPECT_THAT(CheckArrows(file), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    All, AllowedArrowTest,
    ::testing::Values(Case{"WorkflowToWorkflow", "workflow/task/task.cc", "\"workflow/deadline/clocks.h\""},
                      Case{"WorkflowToMessages", "workflow/task/task.cc", "\"phoihop/v1/task.pb.h\""},
                      Case{"WorkflowToGoogleRpc", "workflow/errors.cc", "\"google/rpc/error_details.pb.h\""},
                      Case{"WorkflowToAbseilTime", "workflow/deadline/clocks.h", "\"absl/time/time.h\""},
                      Case{"StoreToSql", "services/store/session.cc", "<pqxx/pqxx>"},
                      Case{"StoreToWorkflow", "services/store/session.cc", "\"workflow/decision.h\""},
                      Case{"EngineToStore", "services/engine/lane.cc", "\"services/store/session.h\""},
                      Case{"HandlersToEngine", "services/handlers/task_service.cc", "\"services/engine/engine.h\""},
                      Case{"HandlersToStubs", "services/handlers/task_service.h",
                           "\"phoihop/v1/task_service.grpc.pb.h\""},
                      Case{"RpcToHandlers", "services/rpc/server.cc", "\"services/handlers/task_service.h\""},
                      Case{"WorkerToDelivery", "services/worker/outbox.cc", "\"services/delivery/smtp.h\""},
                      Case{"MainToRpc", "services/main.cc", "\"services/rpc/server.h\""},
                      Case{"CliToClient", "clients/cli/main.cc", "\"clients/cpp/client.h\""},
                      Case{"TestToSql", "tests/store/session_test.cc", "<pqxx/pqxx>"}),
    NameOf);

TEST(ArrowsTest, AFolderWithoutARowIsFound) {
  EXPECT_THAT(CheckArrows({"services/novelty/thing.h", "#include <string>\n"}), SizeIs(1));
  EXPECT_THAT(CheckArrows({"clients/novelty/thing.h", ""}), SizeIs(1));
}

TEST(ArrowsTest, EveryIncludeIsReported) {
  EXPECT_THAT(CheckArrows({"workflow/task/task.cc", "#include <thread>\n#include <string>\n#include <mutex>\n"}),
              ElementsAre(HasSubstr(":1: "), HasSubstr(":3: ")));
}

}  // namespace
}  // namespace phoihop::tidy
