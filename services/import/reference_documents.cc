// People, instruments, duties, ladders.
#include <algorithm>
#include <cstdio>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"
#include "phoihop/v1/deadline_service.pb.h"
#include "services/import/reference_draft.h"
#include "services/import/reference_word.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/citation.h"

namespace phoihop::import {
namespace {

constexpr Word<v1::MembershipRole> kRoles[] = {{"thủ trưởng", v1::MEMBERSHIP_ROLE_HEAD},
                                               {"phó thủ trưởng", v1::MEMBERSHIP_ROLE_DEPUTY_HEAD},
                                               {"văn thư", v1::MEMBERSHIP_ROLE_CLERK},
                                               {"chuyên viên", v1::MEMBERSHIP_ROLE_OFFICER},
                                               {"theo dõi", v1::MEMBERSHIP_ROLE_MONITOR}};

constexpr Word<v1::DutyStatus> kDutyStatuses[] = {{"regulated", v1::DUTY_STATUS_REGULATED},
                                                  {"illustrative", v1::DUTY_STATUS_ILLUSTRATIVE},
                                                  {"báo cáo tổng kết 9/2025", v1::DUTY_STATUS_REPORTED}};

constexpr Word<v1::Instrument::RelationType> kRelations[] = {
    {"replaces", v1::Instrument::RELATION_TYPE_REPLACES},
    {"amends", v1::Instrument::RELATION_TYPE_AMENDS},
    {"repeals", v1::Instrument::RELATION_TYPE_REPEALS},
    {"implements", v1::Instrument::RELATION_TYPE_IMPLEMENTS},
    {"temporarily-applies", v1::Instrument::RELATION_TYPE_APPLIES_TEMPORARILY},
    {"based-on", v1::Instrument::RELATION_TYPE_BASED_ON},
    {"summarised-by", v1::Instrument::RELATION_TYPE_SUMMARISED_BY},
};

// How the files grade instruments is a sentence; it is kept in the note.
v1::Verification GradeOfInstrument(absl::string_view text) {
  for (const absl::string_view weak : {"widely-known", "search results"}) {
    if (absl::StrContains(text, weak)) return v1::VERIFICATION_VERIFIED_IN_PART;
  }
  for (const absl::string_view strong : {"verified", "full text read", "corroborated", "đọc từ"}) {
    if (absl::StrContains(text, strong)) return v1::VERIFICATION_VERIFIED;
  }
  return v1::VERIFICATION_VERIFIED_IN_PART;
}

absl::Status ReadMember(ReferenceDraft& draft, const ReferenceRow& row) {
  if (!draft.units.contains(row["unit"])) {
    return row.Fault("unit", absl::StrCat("there is no unit '", Excerpt(row["unit"]), "'"));
  }
  if (!IsId(row["person"])) return row.Fault("person", absl::StrCat("'", Excerpt(row["person"]), "' is not an id"));
  const auto role = Choose(row, "role", kRoles);
  if (!role.ok()) return role.status();
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  const std::string name = ChildName(draft.UnitNameOf(row["unit"]), "memberships", row["person"]);
  const auto [entry, fresh] = draft.memberships.try_emplace(name);
  if (!fresh) return row.Fault("person", absl::StrCat("'", row["person"], "' stands in this unit already"));
  for (const absl::string_view column : {"valid_from", "valid_to"}) {
    if (const absl::Status status = CheckDate(row, column); !status.ok()) return status;
  }
  v1::Membership& membership = entry->second;
  membership.set_name(name);
  membership.set_person(PersonName(draft.province, row["person"]));
  membership.set_display_name(row["display_name"]);
  membership.set_role(*role);
  membership.set_acting(row["acting"] == "yes");
  membership.set_valid_from(row["valid_from"]);
  membership.set_valid_to(row["valid_to"]);
  *membership.mutable_provenance() = *provenance;
  return absl::OkStatus();
}

// Where a source knows only the month, the date stays empty and the note says so.
void SetDate(const ReferenceRow& row, absl::string_view column, absl::string_view meaning, std::string* date,
             std::string& note) {
  if (ParseDate(row[column]).ok()) {
    *date = row[column];
  } else if (!row[column].empty()) {
    absl::StrAppend(&note, note.empty() ? "" : ". ", meaning, " theo nguồn: ", row[column]);
  }
}

absl::Status ReadInstrument(ReferenceDraft& draft, const ReferenceRow& row) {
  const std::string id = IdFromText(row["number"]);
  if (!IsId(id)) return row.Fault("number", "is missing");
  const auto [entry, fresh] = draft.instruments.try_emplace(id);
  if (!fresh) return row.Fault("number", absl::StrCat("'", row["number"], "' stands in the file already"));
  v1::Instrument& instrument = entry->second;
  instrument.set_name(draft.Name("instruments", id));
  instrument.set_number(row["number"]);
  instrument.set_type(row["type"]);
  instrument.set_issuer(row["issuer"]);
  instrument.set_title(row["title"]);
  instrument.set_status_as_known(row["status_as_known"]);
  std::string note = row["note"];
  SetDate(row, "issue_date", "Ngày ban hành", instrument.mutable_issue_date(), note);
  SetDate(row, "effective_date", "Ngày hiệu lực", instrument.mutable_effective_date(), note);
  if (const absl::Status status = CheckDate(row, "expiry_date"); !status.ok()) return status;
  instrument.set_expiry_date(row["expiry_date"]);
  if (!row["expiry_note"].empty()) {
    absl::StrAppend(&note, note.empty() ? "" : ". ", "Ngày hết hiệu lực: ", row["expiry_note"]);
  }
  const auto source = draft.sources.find(row["source"]);
  if (source == draft.sources.end()) {
    return row.Fault("source", absl::StrCat("sources.csv has no row '", Excerpt(row["source"]), "'"));
  }
  v1::Provenance* provenance = instrument.mutable_provenance();
  provenance->set_verification(GradeOfInstrument(row["verification"]));
  provenance->set_source(source->second);
  provenance->set_note(
      absl::StrCat("Mức xác minh: ", row["verification"], note.empty() ? "" : absl::StrCat(". ", note)));
  return absl::OkStatus();
}

absl::Status ReadInstrumentRelation(ReferenceDraft& draft, const ReferenceRow& row) {
  const auto instrument = draft.instruments.find(IdFromText(row["from_number"]));
  if (instrument == draft.instruments.end()) {
    return row.Fault("from_number",
                     absl::StrCat("instruments.csv has no instrument '", Excerpt(row["from_number"]), "'"));
  }
  v1::Instrument::Relation* relation = instrument->second.add_relations();
  relation->set_type(v1::Instrument::RELATION_TYPE_OTHER);
  for (const auto& entry : kRelations) {
    if (entry.word == row["relation"]) relation->set_type(entry.value);
  }
  relation->set_target(row["to_number_or_text"]);
  relation->set_source_wording(row["source_wording"]);
  if (relation->type() == v1::Instrument::RELATION_TYPE_OTHER) {
    relation->set_source_wording(
        absl::StrCat(row["relation"], row["source_wording"].empty() ? "" : ": ", row["source_wording"]));
  }
  relation->set_basis(row["basis"]);
  for (const absl::string_view column : {"valid_from", "valid_to"}) {
    if (const absl::Status status = CheckDate(row, column); !status.ok()) return status;
  }
  relation->set_valid_from(row["valid_from"]);
  relation->set_valid_to(row["valid_to"]);
  return row["territory"].empty()
             ? absl::OkStatus()
             : NamePlace(draft, row, "territory", row["territory"], *relation->mutable_territory());
}

// A duty of a category is about one function, a branch of the category's.
v1::Function& FunctionOf(ReferenceDraft& draft, const ReferenceRow& row, const std::string& id) {
  v1::Function& function = draft.functions[id];
  function.set_name(draft.Name("functions", id));
  function.set_display_name(row["work"]);
  for (const std::string& term : row.List("terms")) function.add_terms(term);
  function.set_territorial(row["territorial"] == "yes");
  if (function.terms_size() > 0) {
    function.mutable_provenance()->set_note("Các từ khóa để nhận ra chức năng trong kế hoạch là của sản phẩm");
  }
  const std::string root = IdFromText(row["category"]);
  if (root.empty()) return function;
  const auto [branch, fresh] = draft.functions.try_emplace(root);
  if (fresh) {
    branch->second.set_name(draft.Name("functions", root));
    branch->second.set_display_name(row["category"]);
  }
  function.set_parent(branch->second.name());
  return function;
}

absl::Status AddHolder(const ReferenceDraft& draft, const ReferenceRow& row, absl::string_view column,
                       const std::string& id, v1::DutyRole role, v1::DutyStatus status, v1::Duty& duty) {
  v1::Duty::Holder* holder = duty.add_holders();
  if (absl::Status named = NamePlace(draft, row, column, id, *holder->mutable_holder()); !named.ok()) return named;
  holder->set_role(role);
  holder->set_status(status);
  return absl::OkStatus();
}

absl::Status ReadDuty(ReferenceDraft& draft, const ReferenceRow& row) {
  const std::string id = IdFromText(row["id"]);
  if (!IsId(id)) return row.Fault("id", "is missing");
  const auto [entry, fresh] = draft.duties.try_emplace(id);
  if (!fresh) return row.Fault("id", absl::StrCat("'", row["id"], "' stands in the file already"));
  v1::Duty& duty = entry->second;
  duty.set_name(draft.Name("duties", id));
  duty.set_category(row["category"]);
  duty.set_function(row["work"]);
  *duty.mutable_basis() = responsibility::CitationOfText(row["basis"]);
  duty.set_cadence(row["cadence"]);
  if (draft.functions.contains(id) || IdFromText(row["category"]) == id) {
    return row.Fault("id", absl::StrCat("'", row["id"], "' is the id of a category, too"));
  }
  v1::Function& function = FunctionOf(draft, row, id);
  duty.set_function_name(function.name());
  const auto lead = DutyStatusOf(row, "lead_status");
  if (!lead.ok()) return lead.status();
  for (const std::string& holder : row.List("lead_slug")) {
    const absl::Status status = AddHolder(draft, row, "lead_slug", holder, v1::DUTY_ROLE_LEAD, *lead, duty);
    if (!status.ok()) return status;
  }
  for (const std::string& holder : row.List("coordinator_slugs")) {
    const auto coordinators = DutyStatusOf(row, "coordinators_status");
    if (!coordinators.ok()) return coordinators.status();
    const absl::Status status =
        AddHolder(draft, row, "coordinator_slugs", holder, v1::DUTY_ROLE_COORDINATE, *coordinators, duty);
    if (!status.ok()) return status;
  }
  if (const absl::Status dated = CheckDate(row, "valid_from"); !dated.ok()) return dated;
  for (v1::Duty::Holder& holder : *duty.mutable_holders()) holder.set_valid_from(row["valid_from"]);
  auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  provenance->set_verification(*lead == v1::DUTY_STATUS_REGULATED      ? v1::VERIFICATION_VERIFIED
                               : *lead == v1::DUTY_STATUS_ILLUSTRATIVE ? v1::VERIFICATION_ILLUSTRATIVE
                                                                       : v1::VERIFICATION_VERIFIED_IN_PART);
  *duty.mutable_provenance() = *provenance;
  v1::Provenance& origin = *function.mutable_provenance();
  origin.set_verification(provenance->verification());
  origin.set_source(provenance->source());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::DutyStatus> DutyStatusOf(const ReferenceRow& row, absl::string_view column) {
  return Choose(row, column, kDutyStatuses);
}

absl::Status NamePlace(const ReferenceDraft& draft, const ReferenceRow& row, absl::string_view column,
                       const std::string& id, std::string& name) {
  if (draft.units.contains(id)) {
    name = draft.UnitNameOf(id);
  } else if (draft.unit_sets.contains(id)) {
    name = UnitSetName(draft.province, id);
  } else {
    return row.Fault(column, absl::StrCat("there is no unit or set '", Excerpt(id), "'"));
  }
  return absl::OkStatus();
}

absl::Status ReadMembers(ReferenceDraft& draft) {
  const auto table = draft.Read("members_sample.csv", {"unit", "person", "display_name", "role", "acting", "valid_from",
                                                       "valid_to", "verification", "note"});
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) {
    if (const absl::Status status = ReadMember(draft, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadInstruments(ReferenceDraft& draft) {
  const auto table = draft.Read("instruments.csv", {"number", "type", "issuer", "title", "issue_date", "effective_date",
                                                    "status_as_known", "verification", "note", "source"});
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) {
    if (const absl::Status status = ReadInstrument(draft, row); !status.ok()) return status;
  }
  const auto relations = draft.Read("instrument_relations.csv",
                                    {"from_number", "relation", "to_number_or_text", "source_wording", "basis"});
  if (!relations.ok()) return relations.status();
  for (const ReferenceRow& row : relations->rows()) {
    if (const absl::Status status = ReadInstrumentRelation(draft, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadDuties(ReferenceDraft& draft) {
  const auto table =
      draft.Read("responsibilities.csv", {"id", "category", "work", "lead_slug", "coordinator_slugs", "basis",
                                          "lead_status", "coordinators_status", "cadence", "note", "source"});
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) {
    if (const absl::Status status = ReadDuty(draft, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadEscalationPolicies(ReferenceDraft& draft, const std::string& defaults) {
  if (defaults.empty()) return absl::OkStatus();
  constexpr char kFile[] = "escalation_policies.json";
  const auto text = ReadWholeFile(absl::StrCat(defaults, "/", kFile));
  if (!text.ok()) return text.status();
  v1::ListEscalationPoliciesResponse list;
  const auto parsed = google::protobuf::util::JsonStringToMessage(*text, &list);
  if (!parsed.ok()) {
    return Error(v1::ERROR_REASON_INVALID_FILE, absl::StrCat(kFile, ": ", std::string(parsed.message())));
  }
  for (v1::EscalationPolicy& policy : *list.mutable_escalation_policies()) {
    // `provinces/-` stands for the province that is loaded.
    const std::string id(LastSegment(policy.name()));
    policy.set_name(draft.Name("escalationPolicies", id));
    if (!draft.escalation_policies.emplace(id, policy).second) {
      return Error(v1::ERROR_REASON_INVALID_FILE, absl::StrCat(kFile, ": '", id, "' stands in the file twice"));
    }
  }
  return absl::OkStatus();
}

}  // namespace phoihop::import
