#include "tests/store/world.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/engine/journal.h"
#include "services/store/connection.h"
#include "services/store/event_reader.h"
#include "services/store/task_reader.h"
#include "services/store/task_row.h"
#include "tests/support/test_database.h"
#include "workflow/resource_name.h"
#include "workflow/task/basket.h"
#include "workflow/task/standing.h"
#include "workflow/task/task.h"

namespace phoihop::testing {
namespace {
constexpr absl::string_view kReference = R"pb(
  province: "dong-nai"
  actor { system: "loader" }
  reference {
    record {
      entries {
        unit_recorded {
          unit {
            name: "provinces/dong-nai/units/ubnd"
            versions {
              valid_from: "2025-07-01"
              display_name: "UBND thành phố Đồng Nai"
              kind: UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE
              level: UNIT_LEVEL_PROVINCE
            }
          }
        }
      }
      entries {
        unit_recorded {
          unit {
            name: "provinces/dong-nai/units/so-a"
            versions {
              valid_from: "2025-07-01"
              display_name: "Sở A"
              kind: UNIT_KIND_DEPARTMENT
              level: UNIT_LEVEL_PROVINCE
            }
            relations {
              type: RELATION_TYPE_ADMINISTRATIVE_PARENT
              to_unit: "provinces/dong-nai/units/ubnd"
              valid_from: "2025-07-01"
            }
          }
        }
      }
      entries {
        unit_recorded {
          unit {
            name: "provinces/dong-nai/units/so-b"
            versions {
              valid_from: "2025-07-01"
              display_name: "Sở B"
              kind: UNIT_KIND_DEPARTMENT
              level: UNIT_LEVEL_PROVINCE
            }
          }
        }
      }
      entries {
        calendar_published {
          calendar {
            name: "provinces/dong-nai/calendars/default"
            version: 1
            working_weekdays: [ 1, 2, 3, 4, 5 ]
            sessions { start_minute: 450 end_minute: 690 }
            sessions { start_minute: 810 end_minute: 1020 }
            decided_from: "2026-01-01"
            decided_to: "2026-12-31"
            valid_from: "2020-01-01"
            valid_to: "2040-01-01"
          }
        }
      }
      entries {
        escalation_policy_published {
          escalation_policy {
            name: "provinces/dong-nai/escalationPolicies/default"
            version: 1
            purposes: [ CLOCK_PURPOSE_COMPLETE, CLOCK_PURPOSE_ACKNOWLEDGE ]
            rungs { offset_working_days: -1 audiences: AUDIENCE_HEAD_OF_LEAD }
            rungs { offset_working_days: 0 audiences: AUDIENCE_HEAD_OF_LEAD }
            rungs { offset_working_days: 1 audiences: AUDIENCE_ISSUER }
          }
        }
      }
    }
  }
)pb";

internal::v1::Command Parse(absl::string_view text) {
  internal::v1::Command command;
  if (!google::protobuf::TextFormat::ParseFromString(std::string(text), &command)) std::abort();
  return command;
}

internal::v1::Command By(absl::string_view unit) {
  internal::v1::Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(std::string(unit));
  return command;
}

// As CheckSound reads it: microseconds.
std::string SqlTime(absl::Time time) {
  return time == absl::InfiniteFuture() ? "infinity" : absl::StrCat(absl::ToUnixMicros(time));
}

std::string NameOf(absl::string_view id) { return TaskName(kProvince, id); }

// One migrated database, which every test copies.
const std::string& MigratedDatabase() {
  static const auto* const uri = [] {
    auto* made = new std::string(TestCluster::Get().CreateDatabase());
    const auto status = store::Migrate(*made);
    EXPECT_TRUE(status.ok()) << status;
    return made;
  }();
  return *uri;
}
}  // namespace

absl::Time StartOfTests() {
  return absl::FromCivil(absl::CivilMinute(2026, 7, 30, 9, 0), absl::FixedTimeZone(7 * 60 * 60));
}

internal::v1::Command Reference() { return Parse(kReference); }

internal::v1::Command Create(absl::string_view id, absl::string_view title) {
  internal::v1::Command command = By(kIssuer);
  auto* create = command.mutable_task()->mutable_create();
  create->set_parent(ProvinceName(kProvince));
  create->set_task_id(std::string(id));
  create->set_issue(true);
  create->mutable_task()->set_title(std::string(title));
  create->mutable_task()->set_lead_unit(kLead);
  create->mutable_task()->add_coordinator_units(kOther);
  create->mutable_task()->mutable_basis()->set_instrument_number("183/KH-UBND");
  return command;
}

internal::v1::Command CreateDue(absl::string_view id, absl::string_view due_date) {
  internal::v1::Command command = Create(id);
  command.mutable_task()->mutable_create()->mutable_task()->set_requested_due_date(std::string(due_date));
  return command;
}

internal::v1::Command Accept(absl::string_view id) {
  internal::v1::Command command = By(kLead);
  command.mutable_task()->mutable_accept()->set_name(NameOf(id));
  return command;
}

internal::v1::Command Start(absl::string_view id) {
  internal::v1::Command command = By(kLead);
  command.mutable_task()->mutable_start()->set_name(NameOf(id));
  return command;
}

internal::v1::Command Complete(absl::string_view id) {
  internal::v1::Command command = By(kLead);
  command.mutable_task()->mutable_complete()->set_name(NameOf(id));
  command.mutable_task()->mutable_complete()->mutable_result()->set_summary("Đã ban hành");
  return command;
}

internal::v1::Command HandOff(absl::string_view id, absl::string_view to_unit) {
  internal::v1::Command command = By(kLead);
  auto* hand_off = command.mutable_task()->mutable_hand_off();
  hand_off->set_name(NameOf(id));
  hand_off->mutable_handoff()->set_to_unit(std::string(to_unit));
  hand_off->mutable_handoff()->set_reason("Thuộc chức năng của Sở B");
  return command;
}

internal::v1::Command In(absl::string_view province, internal::v1::Command command) {
  std::string bytes;
  google::protobuf::TextFormat::PrintToString(command, &bytes);
  return Parse(absl::StrReplaceAll(bytes, {{kProvince, province}}));
}

internal::v1::Command WithRequestId(absl::string_view request_id, internal::v1::Command command) {
  command.set_request_id(std::string(request_id));
  return command;
}

World::World()
    : uri_(TestCluster::Get().CreateDatabase(MigratedDatabase())),
      clock_(StartOfTests()),
      database_(store::Database::Open({.uri = uri_})) {}

std::unique_ptr<engine::Engine> World::NewEngine(engine::EngineOptions options) {
  options.uri = uri_;
  if (options.clock == engine::EngineOptions().clock) options.clock = &clock_;
  // Faults are made on purpose here; who does not ask for them is spared their lines.
  const auto* const log = options.log.target<void (*)(absl::string_view)>();
  if (log != nullptr && *log == engine::LogToStandardError) options.log = [](absl::string_view) {};
  return std::make_unique<engine::Engine>(std::move(options));
}

engine::Engine& World::engine() {
  if (engine_ == nullptr) {
    engine_ = NewEngine();
    EXPECT_OK(engine_->Apply(Reference()));
  }
  return *engine_;
}

std::vector<v1::Event> World::Journal(absl::string_view province) {
  std::vector<v1::Event> events;
  for (;;) {
    auto page = store::ListEvents(
        *database_,
        {.province = std::string(province), .after_sequence = static_cast<int64_t>(events.size()), .limit = 1000});
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return events;
    for (v1::Event& event : page->events) events.push_back(std::move(event));
    if (!page->more) {
      EXPECT_EQ(page->last_sequence, static_cast<int64_t>(events.size()));
      return events;
    }
  }
}

std::vector<std::vector<std::string>> World::Sql(const std::string& sql) {
  auto connection = store::Connection::Open(uri_, store::ConnectionUse::kMigrate);
  EXPECT_TRUE(connection.ok()) << connection.status();
  std::vector<std::vector<std::string>> rows;
  if (!connection.ok()) return rows;
  auto result = (*connection)->RunText(sql);
  EXPECT_TRUE(result.ok()) << result.status();
  if (!result.ok()) return rows;
  for (int i = 0; i < result->rows(); ++i) {
    std::vector<std::string>& row = rows.emplace_back();
    for (int j = 0; j < result->columns(); ++j) row.emplace_back(result->Text(i, j));
  }
  return rows;
}

void World::CheckSound(absl::string_view province) {
  const std::vector<v1::Event> journal = Journal(province);
  const auto chain = engine::VerifyChain(journal, 0, std::string(engine::kHashBytes, '\0'));
  EXPECT_TRUE(chain.ok()) << chain;
  std::map<std::string, v1::Task> folded;
  std::map<std::string, int64_t> versions;
  for (const v1::Event& event : journal) {
    EXPECT_EQ(event.subject_version(), ++versions[event.subject()]) << event.subject();
    if (event.subject().find("/tasks/") != std::string::npos) task::Evolve(folded[event.subject()], event);
  }
  std::set<std::string> participants, baskets, standings;
  for (const auto& [name, task] : folded) {
    auto stored = store::GetTask(*database_, province, LastSegment(name));
    ASSERT_TRUE(stored.ok()) << stored.status();
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*stored, task))
        << name << "\nstored " << stored->DebugString() << "\nfolded " << task.DebugString();
    for (const auto& [unit, role] : store::ParticipantsOf(task)) {
      participants.insert(absl::StrCat(LastSegment(name), " ", unit, " ", role));
    }
    for (const task::BasketEntry& entry : task::BasketEntriesOf(task)) {
      baskets.insert(absl::StrCat(LastSegment(name), " ", entry.unit, " ", entry.kind, " ", SqlTime(entry.due_time),
                                  " ", entry.person, " ", entry.running ? "t" : "f", " ", entry.secrecy));
    }
    if (const auto standing = task::StandingOf(task)) {
      standings.insert(absl::StrJoin(
          {std::string(LastSegment(name)), absl::StrCat(static_cast<int>(standing->kind)), standing->lead_unit,
           standing->plan, standing->plan_item, SqlTime(standing->due_time),
           SqlTime(standing->issue_time.value_or(absl::InfiniteFuture())),
           SqlTime(standing->submit_time.value_or(absl::InfiniteFuture())), absl::StrCat(standing->bounce_count),
           absl::StrCat(static_cast<int>(standing->secrecy)), absl::StrCat(standing->territories.size())},
          " "));
    }
  }
  const std::string where = absl::StrCat(" WHERE province = '", province, "'");
  EXPECT_EQ(Sql(absl::StrCat("SELECT count(*) FROM tasks", where))[0][0], absl::StrCat(folded.size()));
  std::set<std::string> stored_participants;
  for (const auto& row : Sql(absl::StrCat("SELECT task_id, unit, role FROM task_participants", where))) {
    stored_participants.insert(absl::StrCat(row[0], " ", row[1], " ", row[2]));
  }
  EXPECT_EQ(stored_participants, participants);
  std::set<std::string> stored_baskets;
  for (const auto& row :
       Sql(absl::StrCat("SELECT concat_ws(' ', task_id, unit, kind, CASE due_time WHEN 'infinity' THEN "
                        "'infinity' ELSE (extract(epoch FROM due_time) * 1000000)::bigint::text END, "
                        "person, running, secrecy) FROM task_baskets",
                        where))) {
    EXPECT_TRUE(stored_baskets.insert(row[0]).second) << row[0];
  }
  EXPECT_EQ(stored_baskets, baskets);
  CheckStandings(province, standings);
}

// How tasks stand is what they say, and what is kept of the past has neither gap nor overlap.
void World::CheckStandings(absl::string_view province, const std::set<std::string>& expected) {
  const auto micros = [](absl::string_view column) {
    return absl::StrCat("CASE WHEN coalesce(", column,
                        ", 'infinity') = 'infinity' THEN 'infinity' ELSE ((extract(epoch FROM ", column,
                        ") * 1000000)::bigint)::text END");
  };
  std::set<std::string> stored;
  for (const auto& row : Sql(absl::StrCat(
           "SELECT concat_ws(' ', task_id, standing, lead_unit, plan, plan_item, ", micros("due_time"), ", ",
           micros("issue_time"), ", ", micros("submit_time"),
           ", bounce_count, secrecy, jsonb_array_length(territories)) FROM task_standings WHERE province = '", province,
           "'"))) {
    EXPECT_TRUE(stored.insert(row[0]).second) << row[0];
  }
  EXPECT_EQ(stored, expected);
  const auto apart = Sql(absl::StrCat(
      "SELECT task_id, since, until, next FROM (SELECT task_id, since, until, lead(since) OVER (PARTITION BY task_id "
      "ORDER BY since) AS next FROM (SELECT task_id, since, until FROM task_standing_history WHERE province = '",
      province, "' UNION ALL SELECT task_id, since, 'infinity' FROM task_standings WHERE province = '", province,
      "') AS every) AS s WHERE since >= until OR next < until"));
  EXPECT_TRUE(apart.empty()) << apart[0][0] << " stood in two ways at once, at " << apart[0][3];
}

}  // namespace phoihop::testing
