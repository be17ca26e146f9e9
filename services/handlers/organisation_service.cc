#include "services/handlers/organisation_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/digest.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/organisation_filter.h"
#include "services/handlers/work_pool.h"
#include "services/store/filter.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/directory.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using organisation::Directory;

// Bytes of the digest that is a resource's etag.
constexpr size_t kEtagBytes = 12;

std::string EtagOf(const google::protobuf::Message& stored) {
  return absl::BytesToHexString(Sha256(DeterministicBytes(stored)).substr(0, kEtagBytes));
}

// The unit as it is on a day.
v1::Unit Present(const v1::Unit& stored, absl::CivilDay day) {
  v1::Unit unit = stored;
  unit.set_etag(EtagOf(stored));
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

v1::Membership Present(const v1::Membership& stored) {
  v1::Membership membership = stored;
  membership.set_etag(EtagOf(stored));
  return membership;
}

absl::Status NoUnit(absl::string_view name) {
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no unit ", Excerpt(name), "; list or look up the units to find its name."));
}

// A unit by the name that stands in a field.
absl::StatusOr<const v1::Unit*> FindUnit(absl::string_view name, const CallContext& call) {
  if (const auto id = IdOf(name, "units"); !id.ok()) return id.status();
  const v1::Unit* unit = call.facts->directory().FindUnit(name);
  if (unit == nullptr) return NoUnit(name);
  return unit;
}

// A match holds names only; the answer holds whole units, those that hold the work now as of today.
void FillIn(v1::NameMatch& match, const Directory& directory, absl::CivilDay as_of, absl::CivilDay today) {
  const auto fill = [&directory](google::protobuf::RepeatedPtrField<v1::Unit>& units, absl::CivilDay day) {
    for (v1::Unit& unit : units) {
      if (const v1::Unit* known = directory.FindUnit(unit.name())) unit = Present(*known, day);
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

// By name; a request that is repeated may not know the name of what it made the first time.
const v1::Membership* FindMembership(const Facts& facts, const v1::CreateMembershipRequest& request,
                                     const std::string& name) {
  const v1::Membership& wanted = request.membership();
  const v1::Membership* same = nullptr;
  for (const v1::Membership& membership : facts.data().memberships()) {
    if (membership.name() == name) return &membership;
    if (ParentOf(membership.name()) == request.parent() && membership.person() == wanted.person() &&
        membership.role() == wanted.role() && membership.valid_from() == wanted.valid_from()) {
      same = &membership;
    }
  }
  return same;
}

void AnswerMembership(const v1::CreateMembershipRequest& request, const std::string& name, const CallContext& call,
                      const Services& services, const Done<v1::Membership>& done) {
  const auto facts = services.engine.FactsOf(call.province);
  if (!facts.ok()) return done(facts.status());
  const v1::Membership* membership = FindMembership(**facts, request, name);
  if (membership == nullptr) {
    return done(
        Error(v1::ERROR_REASON_INTERNAL, "The membership was recorded but cannot be read yet; list the unit's."));
  }
  done(Present(*membership));
}

}  // namespace

absl::StatusOr<v1::Unit> GetUnit(const v1::GetUnitRequest& request, const CallContext& call, const Services&) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto unit = FindUnit(request.name(), call);
  if (!unit.ok()) return unit.status();
  return Present(**unit, *day);
}

absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request, const CallContext& call,
                                                const Services&) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto filter = store::Filter::Parse(request.filter(), UnitFields(call.province));
  if (!filter.ok()) return filter.status();
  const UnitFilter unit_filter(*filter, call.facts->directory(), *day);
  std::vector<const v1::Unit*> found;
  for (const v1::Unit* unit : call.facts->directory().units()) {
    if (unit_filter.Matches(*unit)) found.push_back(unit);
  }
  const auto page = CutPage<v1::Unit>(request, found, [](const v1::Unit& unit) { return unit.name(); });
  if (!page.ok()) return page.status();
  v1::ListUnitsResponse response;
  for (const v1::Unit* unit : page->things) *response.add_units() = Present(*unit, *day);
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  return response;
}

absl::StatusOr<v1::LookupUnitsResponse> LookupUnits(const v1::LookupUnitsRequest& request, const CallContext& call,
                                                    const Services&) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  if (CharactersOf(request.text()) > kMaxLookupCharacters) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"text", absl::StrCat("has more than ", kMaxLookupCharacters, " characters")}});
  }
  if (!request.context_unit().empty()) {
    if (const auto context = FindUnit(request.context_unit(), call); !context.ok()) return context.status();
  }
  v1::LookupUnitsResponse response;
  const absl::CivilDay today = DayOf(call.now);
  *response.mutable_match() = call.facts->matcher().Match(
      {.text = request.text(), .written_on = *day, .today = today, .context_unit = request.context_unit()});
  FillIn(*response.mutable_match(), call.facts->directory(), *day, today);
  return response;
}

absl::StatusOr<v1::ResolveSuccessorsResponse> ResolveSuccessors(const v1::ResolveSuccessorsRequest& request,
                                                                const CallContext& call, const Services&) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto unit = FindUnit(request.name(), call);
  if (!unit.ok()) return unit.status();
  return call.facts->directory().ResolveSuccessors(request.name(), *day);
}

absl::StatusOr<v1::ListUnitSetsResponse> ListUnitSets(const v1::ListUnitSetsRequest& request, const CallContext& call,
                                                      const Services&) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  v1::ListUnitSetsResponse response;
  for (const v1::UnitSet& set : call.facts->data().unit_sets()) {
    auto* entry = response.add_entries();
    *entry->mutable_unit_set() = set;
    for (std::string& unit : call.facts->directory().SetMembers(set.name(), *day)) entry->add_units(std::move(unit));
  }
  return response;
}

absl::StatusOr<v1::ListReorganisationsResponse> ListReorganisations(const v1::ListReorganisationsRequest& request,
                                                                    const CallContext& call, const Services&) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto filter = store::Filter::Parse(request.filter(), ReorganisationFields(call.province));
  if (!filter.ok()) return filter.status();
  const auto read = ReadPage(request);
  if (!read.ok()) return read.status();
  std::vector<const v1::Reorganisation*> found;
  for (const v1::Reorganisation& reorganisation : call.facts->data().reorganisations()) {
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
    v1::Reorganisation* answer = response.add_reorganisations();
    *answer = *reorganisation;
    answer->set_etag(EtagOf(*reorganisation));
  }
  return response;
}

absl::StatusOr<v1::ListMembershipsResponse> ListMemberships(const v1::ListMembershipsRequest& request,
                                                            const CallContext& call, const Services&) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto unit = FindUnit(request.parent(), call);
  if (!unit.ok()) return unit.status();
  v1::ListMembershipsResponse response;
  for (const v1::Membership* membership : call.facts->directory().MembersOf(request.parent(), *day)) {
    *response.add_memberships() = Present(*membership);
  }
  return response;
}

void CreateMembership(const v1::CreateMembershipRequest& request, const CallContext& call, const Services& services,
                      Done<v1::Membership> done) {
  if (const auto id = IdOf(request.parent(), "units"); !id.ok()) return done(id.status());
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_create_membership() = request;
  services.engine.Submit(*std::move(command), [request, call, &services,
                                               done = std::move(done)](const absl::StatusOr<engine::Applied>& applied) {
    if (!applied.ok()) return done(applied.status());
    if (request.validate_only()) {
      v1::Membership preview = request.membership();
      preview.set_name(applied->name);
      return done(std::move(preview));
    }
    // Reading it may wait for the database, which a lane must not.
    services.pool.Submit([request, name = applied->name, call, &services, done] {
      AnswerMembership(request, name, call, services, done);
    });
  });
}

void AddOrganisationService(MethodTable& table) {
  table.Read("phoihop.v1.OrganisationService.GetUnit", GetUnit, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ListUnits", ListUnits, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.LookupUnits", LookupUnits, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ResolveSuccessors", ResolveSuccessors, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ListUnitSets", ListUnitSets, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ListReorganisations", ListReorganisations, Caller::kOptional);
  table.Read("phoihop.v1.OrganisationService.ListMemberships", ListMemberships, Caller::kOptional);
  table.Command("phoihop.v1.OrganisationService.CreateMembership", CreateMembership);
}

}  // namespace phoihop::handlers
