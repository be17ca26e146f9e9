#include "clients/cli/unit_lookup.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/format.h"

namespace phoihop::cli {
namespace {

using Stub = v1::OrganisationService::Stub;

bool LooksLikeId(absl::string_view text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-/") == absl::string_view::npos;
}

std::string LastNameOf(const v1::Unit& unit) {
  return unit.versions().empty() ? "" : unit.versions(unit.versions_size() - 1).display_name();
}

}  // namespace

std::string NameForPeople(const v1::Unit& unit) {
  if (unit.has_current()) return unit.current().display_name();
  if (unit.versions().empty()) return ShortName(unit.name());
  const auto& last = unit.versions(unit.versions_size() - 1);
  return absl::StrCat(last.display_name(), " (", IntervalForPeople(last.valid_from(), last.valid_to()), ")");
}

absl::StatusOr<v1::Unit> LookUpUnit(Session& session, const std::string& text, const std::string& as_of,
                                    const google::protobuf::Timestamp& known_at) {
  v1::GetUnitRequest get;
  get.set_name(session.Name("units", text));
  get.set_as_of(as_of);
  if (known_at.seconds() != 0) *get.mutable_known_at() = known_at;
  if (LooksLikeId(text)) {
    absl::StatusOr<v1::Unit> unit = session.Client().Call(&Stub::GetUnit, get);
    if (unit.ok() || !absl::IsNotFound(unit.status())) return unit;
  }
  v1::LookupUnitsRequest lookup;
  lookup.set_parent(session.Province());
  lookup.set_text(text);
  lookup.set_as_of(as_of);
  if (known_at.seconds() != 0) *lookup.mutable_known_at() = known_at;
  const auto response = session.Client().Call(&Stub::LookupUnits, lookup);
  if (!response.ok()) return response.status();
  const v1::NameMatch& match = response->match();
  if (match.matched_size() == 1) return match.matched(0);
  if (match.matched().empty()) {
    return absl::NotFoundError(match.explanation().empty() ? absl::StrCat("không có đơn vị nào tên là '", text, "'")
                                                           : match.explanation());
  }
  std::string sentence = match.explanation();
  for (const auto& unit : match.matched()) {
    absl::StrAppend(&sentence, "\n  ", ShortName(unit.name()), "  ", NameForPeople(unit));
  }
  return absl::FailedPreconditionError(sentence);
}

std::string FindUnit(Session& session, const std::string& text, const std::string& as_of,
                     const google::protobuf::Timestamp& known_at) {
  return session.OrFail(LookUpUnit(session, text, as_of, known_at)).name();
}

void UnitNames::Know(const v1::Unit& unit) {
  if (!LastNameOf(unit).empty()) made_[unit.name()] = LastNameOf(unit);
}

std::string UnitNames::Of(const std::string& name, absl::string_view nobody) {
  if (name.empty()) return std::string(nobody);
  if (!absl::StrContains(name, "/units/")) return ShortName(name);
  const auto [entry, fresh] = known_.try_emplace(name, ShortName(name));
  if (!fresh) return entry->second;
  v1::GetUnitRequest request;
  request.set_name(name);
  request.set_as_of(as_of_);
  const absl::StatusOr<v1::Unit> unit = session_.Client().Call(&Stub::GetUnit, request);
  const auto made = made_.find(name);
  if (unit.ok() && unit->has_current()) {
    entry->second = unit->current().display_name();
  } else if (made != made_.end()) {
    entry->second = made->second;
  } else if (unit.ok() && !LastNameOf(*unit).empty()) {
    entry->second = LastNameOf(*unit);
  }
  return entry->second;
}

std::string UnitNames::WithId(const std::string& name) {
  const std::string text = Of(name);
  return text == ShortName(name) ? text : absl::StrCat(text, " [", ShortName(name), "]");
}

}  // namespace phoihop::cli
