#include "services/handlers/organisation_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/digest.h"
#include "services/handlers/known_at.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/organisation_filter.h"
#include "services/handlers/people.h"
#include "services/handlers/reorganisation_answer.h"
#include "services/store/filter.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/lineage.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using organisation::Directory;

// The unit as it is on a day.
v1::Unit Present(const v1::Unit& stored, const Facts& facts, absl::CivilDay day) {
  v1::Unit unit = stored;
  unit.set_calendar(facts.calendars().OfUnit(unit.name(), day).definition().name());
  unit.set_etag(EtagOfBytes(stored));
  if (const v1::UnitVersion* version = Directory::VersionOn(stored, day)) {
    *unit.mutable_current() = *version;
    unit.set_alive(true);
  }
  if (!stored.versions().empty()) {
    unit.set_start_date(stored.versions(0).valid_from());
    unit.set_end_date(stored.versions(stored.versions_size() - 1).valid_to());
  }
  return unit;
}

// A match holds names only; the answer holds whole units, those that hold the work now as of today.
void FillIn(v1::NameMatch& match, const Facts& facts, absl::CivilDay as_of, absl::CivilDay today) {
  const Directory& directory = facts.directory();
  const auto fill = [&facts, &directory](google::protobuf::RepeatedPtrField<v1::Unit>& units, absl::CivilDay day) {
    for (v1::Unit& unit : units) {
      if (const v1::Unit* known = directory.FindUnit(unit.name())) unit = Present(*known, facts, day);
    }
  };
  fill(*match.mutable_matched(), as_of);
  fill(*match.mutable_others(), as_of);
  fill(*match.mutable_successors(), today);
  if (!match.has_unit_set()) return;
  if (const v1::UnitSet* set = directory.FindUnitSet(match.unit_set().name())) *match.mutable_unit_set() = *set;
}

int CharactersOf(absl::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Newest first.
bool Before(const v1::Reorganisation* a, const v1::Reorganisation* b) {
  return a->effective_date() != b->effective_date() ? a->effective_date() > b->effective_date() : a->name() < b->name();
}

}  // namespace

absl::StatusOr<const v1::Unit*> FindUnit(absl::string_view name, const Facts& facts) {
  if (const auto id = IdOf(name, "units"); !id.ok()) return id.status();
  const v1::Unit* unit = facts.directory().FindUnit(name);
  if (unit != nullptr) return unit;
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no unit ", Excerpt(name), "; list or look up the units to find its name."));
}

absl::StatusOr<v1::Unit> GetUnit(const v1::GetUnitRequest& request, const CallContext& call, const Services& services) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto unit = FindUnit(request.name(), **facts);
  if (!unit.ok()) return unit.status();
  return Present(**unit, **facts, *day);
}

absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request, const CallContext& call,
                                                const Services& services) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto filter = store::Filter::Parse(request.filter(), UnitFields(call.province));
  if (!filter.ok()) return filter.status();
  const UnitFilter unit_filter(*filter, (*facts)->directory(), *day);
  std::vector<const v1::Unit*> found;
  for (const v1::Unit* unit : (*facts)->directory().units()) {
    if (unit_filter.Matches(*unit)) found.push_back(unit);
  }
  const auto page = CutPage<v1::Unit>(request, found, [](const v1::Unit& unit) { return unit.name(); });
  if (!page.ok()) return page.status();
  v1::ListUnitsResponse response;
  for (const v1::Unit* unit : page->things) *response.add_units() = Present(*unit, **facts, *day);
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  return response;
}

absl::StatusOr<v1::LookupUnitsResponse> LookupUnits(const v1::LookupUnitsRequest& request, const CallContext& call,
                                                    const Services& services) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  if (CharactersOf(request.text()) > kMaxLookupCharacters) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"text", absl::StrCat("has more than ", kMaxLookupCharacters, " characters")}});
  }
  if (!request.context_unit().empty()) {
    if (const auto context = FindUnit(request.context_unit(), **facts); !context.ok()) return context.status();
  }
  v1::LookupUnitsResponse response;
  const absl::CivilDay today = DayOf(call.now);
  *response.mutable_match() = (*facts)->matcher().Match({.text = request.text(),
                                                         .written_on = *day,
                                                         .today = today,
                                                         .context_unit = request.context_unit(),
                                                         .suggest_similar = true});
  FillIn(*response.mutable_match(), **facts, *day, today);
  return response;
}

absl::StatusOr<v1::ResolveSuccessorsResponse> ResolveSuccessors(const v1::ResolveSuccessorsRequest& request,
                                                                const CallContext& call, const Services& services) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto unit = FindUnit(request.name(), **facts);
  if (!unit.ok()) return unit.status();
  return (*facts)->directory().ResolveSuccessors(request.name(), *day);
}

absl::StatusOr<v1::ListUnitSetsResponse> ListUnitSets(const v1::ListUnitSetsRequest& request, const CallContext& call,
                                                      const Services& services) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  v1::ListUnitSetsResponse response;
  for (const v1::UnitSet& set : (*facts)->data().unit_sets()) {
    auto* entry = response.add_entries();
    *entry->mutable_unit_set() = set;
    for (std::string& unit : (*facts)->directory().SetMembers(set.name(), *day)) entry->add_units(std::move(unit));
  }
  return response;
}

absl::StatusOr<v1::ListReorganisationsResponse> ListReorganisations(const v1::ListReorganisationsRequest& request,
                                                                    const CallContext& call, const Services& services) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto filter = store::Filter::Parse(request.filter(), ReorganisationFields(call.province));
  if (!filter.ok()) return filter.status();
  const auto read = ReadPage(request);
  if (!read.ok()) return read.status();
  std::vector<const v1::Reorganisation*> found;
  for (const v1::Reorganisation& reorganisation : (*facts)->data().reorganisations()) {
    if (Matches(*filter, reorganisation)) found.push_back(&reorganisation);
  }
  std::sort(found.begin(), found.end(), Before);
  v1::ListReorganisationsResponse response;
  response.set_total_size(static_cast<int>(found.size()));
  // The cursor is the last one's date and name, which is what Before compares.
  v1::Reorganisation last;
  last.set_effective_date(read->cursor.substr(0, read->cursor.find(' ')));
  last.set_name(read->cursor.substr(std::min(read->cursor.size(), read->cursor.find(' ') + 1)));
  for (const v1::Reorganisation* reorganisation : found) {
    if (!read->cursor.empty() && !Before(&last, reorganisation)) continue;
    if (response.reorganisations_size() == read->size) {
      const v1::Reorganisation& end = response.reorganisations(response.reorganisations_size() - 1);
      response.set_next_page_token(NextPageToken(request, absl::StrCat(end.effective_date(), " ", end.name())));
      break;
    }
    *response.add_reorganisations() = Present(*reorganisation);
  }
  return response;
}

absl::StatusOr<v1::ResolvePredecessorsResponse> ResolvePredecessors(const v1::ResolvePredecessorsRequest& request,
                                                                    const CallContext& call, const Services& services) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto unit = FindUnit(request.name(), **facts);
  if (!unit.ok()) return unit.status();
  return organisation::PredecessorsOf((*facts)->directory(), request.name(), *day, DayOf(call.now));
}

absl::StatusOr<v1::Lineage> GetLineage(const v1::GetLineageRequest& request, const CallContext& call,
                                       const Services& services) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto unit = FindUnit(request.name(), **facts);
  if (!unit.ok()) return unit.status();
  return organisation::LineageOf((*facts)->directory(), request.name(), *day);
}

void AddOrganisationService(MethodTable& table) {
  table.Read("phoihop.v1.OrganisationService.GetUnit", GetUnit, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ListUnits", ListUnits, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.LookupUnits", LookupUnits, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ResolveSuccessors", ResolveSuccessors, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ListUnitSets", ListUnitSets, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ListReorganisations", ListReorganisations, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ResolvePredecessors", ResolvePredecessors, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.GetLineage", GetLineage, Caller::kOptional);
  AddPeople(table);
}

}  // namespace phoihop::handlers
