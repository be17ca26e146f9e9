#include "services/store/plan_answer_reader.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "services/store/connection.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/errors.h"

namespace phoihop::store {
namespace {

// Between the parts of a cursor: microseconds, column, key. A column has none, a key may.
constexpr char kSeparator = '|';

struct Place {
  absl::Time time = absl::InfiniteFuture();
  std::string field;
  std::string text_key;
};

absl::StatusOr<Place> PlaceOf(absl::string_view cursor) {
  Place place;
  if (cursor.empty()) return place;
  const std::vector<std::string> parts = absl::StrSplit(cursor, absl::MaxSplits(kSeparator, 2));
  int64_t microseconds = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &microseconds)) {
    return Error(v1::ERROR_REASON_INVALID_PAGE_TOKEN, "page_token is not one of this list; start from the first page");
  }
  place.time = absl::FromUnixMicros(microseconds);
  place.field = parts[1];
  place.text_key = parts[2];
  return place;
}

}  // namespace

absl::StatusOr<std::vector<v1::PlanAnswer>> FindPlanAnswers(Database& database, absl::string_view province,
                                                            const std::vector<AnswerPlace>& places) {
  std::vector<v1::PlanAnswer> answers;
  if (places.empty()) return answers;
  std::vector<std::string> fields, keys;
  for (const AnswerPlace& place : places) {
    fields.push_back(place.field);
    keys.push_back(place.text_key);
  }
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("FindPlanAnswers", Values().Text(province).TextArray(fields).TextArray(keys));
  if (!rows.ok()) return ForCaller(rows.status());
  for (int i = 0; i < rows->rows(); ++i) {
    if (auto status = MergeJson(rows->Text(i, 0), &answers.emplace_back()); !status.ok()) return status;
  }
  return answers;
}

absl::StatusOr<PlanAnswerPage> ListPlanAnswers(Database& database, absl::string_view province, int page_size,
                                               absl::string_view cursor) {
  const absl::StatusOr<Place> after = PlaceOf(cursor);
  if (!after.ok()) return after.status();
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows =
      (*connection)
          ->Run(
              "ListPlanAnswers",
              Values().Text(province).Time(after->time).Text(after->field).Text(after->text_key).Int64(page_size + 1));
  if (!rows.ok()) return ForCaller(rows.status());
  PlanAnswerPage page;
  page.total_size = static_cast<int>(rows->Int64(0, 0));
  for (int i = 0; i < std::min(rows->rows(), page_size); ++i) {
    if (rows->IsNull(i, 4)) break;
    if (auto status = MergeJson(rows->Text(i, 4), &page.answers.emplace_back()); !status.ok()) return status;
  }
  if (rows->rows() > page_size) {
    const int last = page_size - 1;
    page.next_cursor = absl::StrCat(absl::ToUnixMicros(rows->Time(last, 1)), std::string(1, kSeparator),
                                    rows->Text(last, 2), std::string(1, kSeparator), rows->Text(last, 3));
  }
  return page;
}

}  // namespace phoihop::store
