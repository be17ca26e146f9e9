#include "tests/unit/organisation/province.h"

#include <cstdlib>
#include <iostream>

#include "services/import/reference_loader.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/reference.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

template <typename Value>
Value Demand(absl::StatusOr<Value> value) {
  if (!value.ok()) {
    std::cerr << value.status() << "\n";
    std::abort();
  }
  return *std::move(value);
}

std::shared_ptr<const Facts> Record() {
  internal::v1::ReferenceData data;
  data.set_province("dong-nai");
  internal::v1::ReferenceCommand command;
  *command.mutable_record() = ProvinceRecord();
  const std::shared_ptr<const Facts> empty = Demand(Facts::Create(data));
  for (const v1::Event& event : Demand(Decide(data, command, *empty, LoaderContext())).events) Evolve(data, event);
  data.set_version(1);
  return Demand(Facts::Create(data));
}

template <typename Units>
std::vector<std::string> Ids(const Units& units) {
  std::vector<std::string> ids;
  for (const v1::Unit& unit : units) ids.emplace_back(LastSegment(unit.name()));
  return ids;
}

}  // namespace

const internal::v1::RecordReferenceData& ProvinceRecord() {
  static const auto& record = *new internal::v1::RecordReferenceData(
      Demand(import::LoadReferenceData({"dong-nai", "data/dong-nai", "data/default"})));
  return record;
}

const std::shared_ptr<const Facts>& ProvinceFacts() {
  static const auto& facts = *new std::shared_ptr<const Facts>(Record());
  return facts;
}

Context LoaderContext() {
  Context context;
  context.now = StartOfDay(kToday) + absl::Hours(12);
  context.actor.set_system("loader");
  return context;
}

std::string U(absl::string_view id) { return UnitName("dong-nai", id); }

v1::NameMatch Match(absl::string_view text, absl::CivilDay written_on, absl::string_view context_unit) {
  return ProvinceFacts()->matcher().Match(
      {.text = text, .written_on = written_on, .today = kToday, .context_unit = context_unit});
}

std::vector<std::string> Matched(const v1::NameMatch& match) { return Ids(match.matched()); }
std::vector<std::string> Successors(const v1::NameMatch& match) { return Ids(match.successors()); }

}  // namespace phoihop::organisation
