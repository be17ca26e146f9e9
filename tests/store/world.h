// What the tests of store, engine and worker share: a province with a few units, a migrated database of its own, a
// clock that stands still, commands in one line, and the checks that hold after every test.
#ifndef TESTS_STORE_WORLD_H_
#define TESTS_STORE_WORLD_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "services/store/database.h"

namespace phoihop::testing {

inline constexpr char kProvince[] = "dong-nai";
inline constexpr char kIssuer[] = "provinces/dong-nai/units/ubnd";
inline constexpr char kLead[] = "provinces/dong-nai/units/so-a";
inline constexpr char kOther[] = "provinces/dong-nai/units/so-b";

// Thursday 30 July 2026, 09:00 in Vietnam.
absl::Time StartOfTests();

internal::v1::Command Reference();  // units ubnd, so-a, so-b; a calendar; ladders for completion and acknowledgement
internal::v1::Command Create(absl::string_view id, absl::string_view title = "Xây dựng quy chế phối hợp");
// Due on a day, so that its ladder has something to fire.
internal::v1::Command CreateDue(absl::string_view id, absl::string_view due_date);
internal::v1::Command Accept(absl::string_view id);
internal::v1::Command Start(absl::string_view id);
internal::v1::Command Complete(absl::string_view id);
internal::v1::Command HandOff(absl::string_view id, absl::string_view to_unit);
// The same command in another province.
internal::v1::Command In(absl::string_view province, internal::v1::Command command);
internal::v1::Command WithRequestId(absl::string_view request_id, internal::v1::Command command);

class World : public ::testing::Test {
 protected:
  // A migrated database of the test's own, with the reference data loaded.
  World();

  // With the clock of the test, unless the options have another one.
  std::unique_ptr<engine::Engine> NewEngine(engine::EngineOptions options = {});

  const std::string& uri() const { return uri_; }
  store::Database& database() { return *database_; }
  engine::ManualClock& clock() { return clock_; }
  // The first engine of the test, made when first used.
  engine::Engine& engine();
  // Stops and destroys it.
  void StopEngine() { engine_.reset(); }

  std::vector<v1::Event> Journal(absl::string_view province = kProvince);
  // SQL as administrator; rows and columns as text.
  std::vector<std::vector<std::string>> Sql(const std::string& sql);

  // The journal has no gap and its hashes are right; every task's row is the fold of its events, and so are its
  // columns, participants, entries of baskets and how it stands for results.
  void CheckSound(absl::string_view province = kProvince);

 private:
  void CheckStandings(absl::string_view province, const std::set<std::string>& expected);

  const std::string uri_;
  engine::ManualClock clock_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<engine::Engine> engine_;
};

// Fails the test with the message when it is not OK.
template <typename T>
T Get(absl::StatusOr<T> value) {
  EXPECT_TRUE(value.ok()) << value.status();
  return value.ok() ? *std::move(value) : T();
}

}  // namespace phoihop::testing

#define ASSERT_OK(expression) ASSERT_TRUE((expression).ok()) << #expression
#define EXPECT_OK(expression)                        \
  do {                                               \
    const auto& value_to_check = (expression);       \
    EXPECT_TRUE(value_to_check.ok()) << #expression; \
  } while (false)

#endif  // TESTS_STORE_WORLD_H_
