#include "services/store/failed_deliveries.h"

#include <utility>

#include "services/store/connection.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"

namespace phoihop::store {
namespace {

ArrayValue ArrayOf(const std::vector<int64_t>& numbers) {
  ArrayValue array = ArrayValue::OfInt64();
  for (const int64_t number : numbers) array.Int64(number);
  return array;
}

absl::StatusOr<Result> Write(Database& database, absl::string_view statement, const Values& values) {
  const auto connection = Connection::Open(database.uri(), ConnectionUse::kWrite);
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run(statement, values);
  if (!rows.ok()) return ForCaller(rows.status());
  return rows;
}

// Columns: digest, channel, system, unit, person, when it went out, attempts, last error, notices.
v1::FailedDelivery DeliveryIn(const Result& rows, int row) {
  v1::FailedDelivery delivery;
  delivery.set_digest_id(rows.Int64(row, 0));
  delivery.set_channel(static_cast<v1::DeliveryChannel>(rows.Int64(row, 1)));
  delivery.set_system(std::string(rows.Text(row, 2)));
  delivery.set_unit(std::string(rows.Text(row, 3)));
  delivery.set_person(std::string(rows.Text(row, 4)));
  if (!rows.IsNull(row, 5)) *delivery.mutable_create_time() = ToTimestamp(rows.Time(row, 5));
  delivery.set_attempts(static_cast<int32_t>(rows.Int64(row, 6)));
  delivery.set_last_error(std::string(rows.Text(row, 7)));
  delivery.set_notice_count(static_cast<int32_t>(rows.Int64(row, 8)));
  return delivery;
}

}  // namespace

absl::StatusOr<std::vector<v1::FailedDelivery>> ListFailedDeliveries(Database& database,
                                                                     const FailedDeliveryQuery& query) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows = (*connection)
                        ->Run("ListFailedDeliveries", Values()
                                                          .Text(query.province)
                                                          .Int64(query.after.digest_id)
                                                          .Int64(query.after.channel)
                                                          .Int64(query.channel)
                                                          .Text(query.system)
                                                          .Array(ArrayOf(query.digest_ids))
                                                          .Int64(query.limit));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<v1::FailedDelivery> deliveries;
  for (int i = 0; i < rows->rows(); ++i) deliveries.push_back(DeliveryIn(*rows, i));
  return deliveries;
}

absl::StatusOr<int64_t> RetryDeliveries(Database& database, const std::string& province,
                                        const std::vector<RetriedDelivery>& deliveries, absl::Time now) {
  if (deliveries.empty()) return 0;
  ArrayValue ids = ArrayValue::OfInt64(), channels = ArrayValue::OfInt64(), addresses = ArrayValue::OfText();
  for (const RetriedDelivery& delivery : deliveries) {
    ids.Int64(delivery.key.digest_id);
    channels.Int64(delivery.key.channel);
    addresses.Text(delivery.address);
  }
  const auto rows = Write(
      database, "RetryDeliveries",
      Values().Text(province).Array(std::move(ids)).Array(std::move(channels)).Array(std::move(addresses)).Time(now));
  if (!rows.ok()) return rows.status();
  return rows->affected();
}

absl::Status KeepFailedDeliveries(Database& database, const std::string& province,
                                  const std::vector<int64_t>& digest_ids, v1::DeliveryChannel channel,
                                  absl::string_view error) {
  if (digest_ids.empty()) return absl::OkStatus();
  return Write(database, "KeepFailedDeliveries",
               Values().Text(province).Array(ArrayOf(digest_ids)).Int64(channel).Text(error))
      .status();
}

}  // namespace phoihop::store
