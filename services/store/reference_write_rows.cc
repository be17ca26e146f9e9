// Reference data, their history, and outcomes of reorganisations into rows.
#include <utility>

#include "services/store/message_json.h"
#include "services/store/rehoming_row.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"

namespace phoihop::store {

absl::Status WriteSession::SendReference(const std::string& province, const Rows& rows) {
  if (rows.reference.empty()) return absl::OkStatus();
  ArrayValue kinds = ArrayValue::OfText(), names = ArrayValue::OfText(), versions = ArrayValue::OfInt64(),
             items = ArrayValue::OfJson();
  for (const ReferenceChange& change : rows.reference) {
    kinds.Text(change.kind);
    names.Text(change.name);
    versions.Int64(change.version);
    items.Json(ToJson(*change.item));
  }
  Values values = Values().Text(province);
  for (ArrayValue* array : {&kinds, &names, &versions, &items}) values.Array(std::move(*array));
  return connection_->Send("PutReferenceItems", values.Int64(rows.reference_version).Time(rows.now));
}

absl::Status WriteSession::SendUnitVersions(const std::string& province, const Rows& rows) {
  std::vector<std::string> changed;
  ArrayValue units = ArrayValue::OfText(), versions = ArrayValue::OfInt64(), ordinals = ArrayValue::OfInt64(),
             from = ArrayValue::OfText(), to = ArrayValue::OfText(), names = ArrayValue::OfText(),
             kinds = ArrayValue::OfText(), levels = ArrayValue::OfText();
  for (const ReferenceChange& change : rows.reference) {
    const auto* unit = dynamic_cast<const v1::Unit*>(change.item);
    if (unit == nullptr) continue;
    changed.push_back(unit->name());
    for (int i = 0; i < unit->versions_size(); ++i) {
      const v1::UnitVersion& version = unit->versions(i);
      units.Text(unit->name());
      versions.Int64(change.version);
      ordinals.Int64(i + 1);
      from.Text(version.valid_from());
      to.Text(version.valid_to());
      names.Text(version.display_name());
      kinds.Text(v1::UnitKind_Name(version.kind()));
      levels.Text(v1::UnitLevel_Name(version.level()));
    }
  }
  if (changed.empty()) return absl::OkStatus();
  absl::Status status =
      connection_->Send("CloseUnitVersions", Values().Text(province).TextArray(changed).Time(rows.now));
  Values values = Values().Text(province);
  for (ArrayValue* array : {&units, &versions, &ordinals, &from, &to, &names, &kinds, &levels}) {
    values.Array(std::move(*array));
  }
  status.Update(connection_->Send("InsertUnitVersions", values.Time(rows.now)));
  return status;
}

absl::Status WriteSession::SendRehoming(const std::string& province, const std::vector<v1::RehomingItem>& items) {
  if (items.empty()) return absl::OkStatus();
  ArrayValue reorganisations = ArrayValue::OfText(), names = ArrayValue::OfText(), kinds = ArrayValue::OfText(),
             outcomes = ArrayValue::OfText(), states = ArrayValue::OfText(), tasks = ArrayValue::OfText(),
             plans = ArrayValue::OfText(), from = ArrayValue::OfText(), to = ArrayValue::OfText(),
             titles = ArrayValue::OfText(), times = ArrayValue::OfTime(), messages = ArrayValue::OfJson();
  for (const v1::RehomingItem& item : items) {
    const RehomingRow row = RowOf(item);
    reorganisations.Text(item.reorganisation());
    names.Text(item.item());
    kinds.Text(v1::RehomingItem::Kind_Name(item.kind()));
    outcomes.Text(v1::RehomingItem::Outcome_Name(item.outcome()));
    states.Text(v1::RehomingItem::State_Name(item.state()));
    tasks.Text(row.task_id);
    plans.Text(row.plan);
    from.Text(row.from_unit);
    to.Text(row.to_unit);
    titles.Text(item.title());
    times.Time(FromTimestamp(item.record_time()));
    messages.Json(ToJson(item));
  }
  Values values = Values().Text(province);
  for (ArrayValue* array :
       {&reorganisations, &names, &kinds, &outcomes, &states, &tasks, &plans, &from, &to, &titles, &times, &messages}) {
    values.Array(std::move(*array));
  }
  return connection_->Send("PutRehomingItems", values);
}

}  // namespace phoihop::store
