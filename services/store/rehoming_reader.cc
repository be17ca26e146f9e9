#include "services/store/rehoming_reader.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/store/connection.h"
#include "services/store/list_query.h"
#include "services/store/message_json.h"
#include "services/store/rehoming_claim.h"
#include "services/store/task_reader.h"
#include "services/store/write_session.h"

namespace phoihop::store {
namespace {
template <typename Message>
absl::StatusOr<std::vector<Message>> MessagesIn(const Result& rows, int column) {
  std::vector<Message> messages(rows.rows());
  for (int i = 0; i < rows.rows(); ++i) {
    if (auto status = MergeJson(rows.Text(i, column), &messages[i]); !status.ok()) return status;
  }
  return messages;
}

template <typename Message>
absl::StatusOr<std::vector<Message>> ReadMessages(Database& database, absl::string_view statement,
                                                  const Values& values) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  return MessagesIn<Message>(*rows, 0);
}
}  // namespace

absl::StatusOr<std::vector<v1::Task>> ConcernedTasks(Database& database, const ConcernedQuery& query) {
  Values values = Values().Text(query.province);
  query.assignee.empty() ? values.TextArray(query.units) : values.Text(query.assignee);
  values.Text(query.after_task_id).Int64(query.limit);
  return ReadMessages<v1::Task>(database, query.assignee.empty() ? "ConcernedTasks" : "AssignedTasks", values);
}

absl::StatusOr<std::vector<std::string>> UnissuedPlans(Database& database, absl::string_view province) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("UnissuedPlans", Values().Text(province));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<std::string> plans;
  for (int i = 0; i < rows->rows(); ++i) plans.emplace_back(rows->Text(i, 0));
  return plans;
}

const FieldTable& RehomingItemFields() {
  static const auto* const fields = new FieldTable{
      {.name = "kind", .type = FieldType::kEnum, .sql = "r.kind", .enumeration = v1::RehomingItem::Kind_descriptor()},
      {.name = "outcome",
       .type = FieldType::kEnum,
       .sql = "r.outcome",
       .enumeration = v1::RehomingItem::Outcome_descriptor()},
      {.name = "state",
       .type = FieldType::kEnum,
       .sql = "r.state",
       .enumeration = v1::RehomingItem::State_descriptor()},
      {.name = "plan", .type = FieldType::kText, .sql = "r.plan"},
      {.name = "item", .type = FieldType::kText, .sql = "r.item"},
      {.name = "from_unit", .type = FieldType::kText, .sql = "r.from_unit"},
      {.name = "to_unit", .type = FieldType::kText, .sql = "r.to_unit"},
  };
  return *fields;
}

absl::StatusOr<RehomingItemPage> ListRehomingItems(Database& database, absl::string_view province,
                                                   absl::string_view reorganisation, const Filter& filter,
                                                   absl::string_view after_item, int limit) {
  ListQuery list(filter.ToSql(kFirstFilterParameter));
  list.And(absl::StrCat("r.province = ", list.Bind(std::string(province))));
  list.And(absl::StrCat("r.reorganisation = ", list.Bind(std::string(reorganisation))));
  const std::string sql =
      absl::StrCat("WITH total AS (SELECT count(*) AS n FROM rehoming_items r WHERE ", list.where(),
                   "), page AS (SELECT r.item, r.rehoming_item FROM rehoming_items r WHERE ", list.where(),
                   " AND r.item > ", list.Bind(std::string(after_item)), " ORDER BY r.item LIMIT ",
                   list.Bind(absl::StrCat(std::clamp(limit, 1, kMaxPageSize))),
                   "::bigint) SELECT total.n, page.rehoming_item FROM total LEFT JOIN page ON true ORDER BY page.item");
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->RunText(sql, list.values());
  if (!rows.ok()) return ListError(rows.status());
  RehomingItemPage page;
  page.total = rows->Int64(0, 0);
  if (rows->IsNull(0, 1)) return page;
  auto items = MessagesIn<v1::RehomingItem>(*rows, 1);
  if (!items.ok()) return items.status();
  page.items = *std::move(items);
  return page;
}

}  // namespace phoihop::store
