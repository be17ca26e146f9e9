// People, instruments, duties, the calendar, ladders.
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
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/citation.h"

namespace phoihop::import {
namespace {

template <typename Value>
struct Word {
  absl::string_view word;
  Value value;
};

template <typename Value, size_t kSize>
absl::StatusOr<Value> Choose(const ReferenceRow& row, absl::string_view column, const Word<Value> (&words)[kSize]) {
  std::string known;
  for (const auto& entry : words) {
    if (entry.word == row[column]) return entry.value;
    absl::StrAppend(&known, known.empty() ? "" : ", ", entry.word);
  }
  return row.Fault(column, absl::StrCat("'", Excerpt(row[column]), "' is not one of ", known));
}

constexpr Word<v1::MembershipRole> kRoles[] = {{"thủ trưởng", v1::MEMBERSHIP_ROLE_HEAD},
                                               {"phó thủ trưởng", v1::MEMBERSHIP_ROLE_DEPUTY_HEAD},
                                               {"văn thư", v1::MEMBERSHIP_ROLE_CLERK},
                                               {"chuyên viên", v1::MEMBERSHIP_ROLE_OFFICER},
                                               {"theo dõi", v1::MEMBERSHIP_ROLE_MONITOR}};

constexpr Word<v1::CalendarDay::Kind> kDayKinds[] = {
    {"holiday", v1::CalendarDay::KIND_HOLIDAY},
    {"compensation_day_off", v1::CalendarDay::KIND_DAY_OFF_IN_LIEU},
    {"make_up_working_day", v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY}};

constexpr Word<v1::CalendarDay::Status> kDayStatuses[] = {{"official", v1::CalendarDay::STATUS_OFFICIAL},
                                                          {"statutory_fixed", v1::CalendarDay::STATUS_STATUTORY},
                                                          {"computed", v1::CalendarDay::STATUS_COMPUTED},
                                                          {"computed_partial", v1::CalendarDay::STATUS_COMPUTED},
                                                          {"proposed_unverified", v1::CalendarDay::STATUS_UNCONFIRMED}};

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

absl::Status ReadCalendarDay(const ReferenceDraft& draft, const ReferenceRow& row, v1::Calendar& calendar) {
  v1::CalendarDay day;
  if (row["date"].empty()) return row.Fault("date", "is missing");
  if (const absl::Status status = CheckDate(row, "date"); !status.ok()) return status;
  const auto kind = Choose(row, "kind", kDayKinds);
  if (!kind.ok()) return kind.status();
  const auto status = Choose(row, "status", kDayStatuses);
  if (!status.ok()) return status.status();
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  day.set_date(row["date"]);
  day.set_kind(*kind);
  day.set_display_name(row["name_vi"]);
  day.set_status(*status);
  *day.mutable_provenance() = *provenance;
  day.mutable_provenance()->set_verification(
      *status == v1::CalendarDay::STATUS_UNCONFIRMED ? v1::VERIFICATION_UNVERIFIED : v1::VERIFICATION_VERIFIED);
  for (absl::string_view part : absl::StrSplit(row["note"], ';')) {
    part = absl::StripAsciiWhitespace(part);
    if (!absl::ConsumePrefix(&part, "swap_of=")) continue;
    if (!ParseDate(part).ok()) return row.Fault("note", "swap_of= must be followed by a date");
    day.set_paired_date(std::string(part));
  }
  *calendar.add_days() = day;
  return absl::OkStatus();
}

absl::Status ReadCalendarHead(const ReferenceDraft& draft, const ReferenceRow& row, v1::Calendar& calendar) {
  calendar.set_name(draft.Name("calendars", row["id"]));
  calendar.set_display_name(row["display_name"]);
  for (const std::string& weekday : row.List("working_weekdays")) {
    int number = 0;
    if (!absl::SimpleAtoi(weekday, &number)) return row.Fault("working_weekdays", "must be numbers 1 to 7");
    calendar.add_working_weekdays(number);
  }
  for (const std::string& session : row.List("sessions")) {
    int from_hour = 0, from_minute = 0, to_hour = 0, to_minute = 0;
    if (std::sscanf(session.c_str(), "%d:%d-%d:%d", &from_hour, &from_minute, &to_hour, &to_minute) != 4) {
      return row.Fault("sessions", "must look like 7:30-11:30|13:30-17:30");
    }
    v1::WorkingSession* entry = calendar.add_sessions();
    entry->set_start_minute(from_hour * 60 + from_minute);
    entry->set_end_minute(to_hour * 60 + to_minute);
  }
  for (const absl::string_view column : {"decided_from", "decided_to", "valid_from", "valid_to"}) {
    if (const absl::Status status = CheckDate(row, column); !status.ok()) return status;
  }
  calendar.set_decided_from(row["decided_from"]);
  calendar.set_decided_to(row["decided_to"]);
  calendar.set_valid_from(row["valid_from"]);
  calendar.set_valid_to(row["valid_to"]);
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  *calendar.mutable_sessions_provenance() = *provenance;
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

absl::Status ReadCalendar(ReferenceDraft& draft) {
  const auto heads = draft.Read("calendars.csv", {"id", "display_name", "working_weekdays", "sessions", "decided_from",
                                                  "decided_to", "valid_from", "valid_to", "verification", "note"});
  if (!heads.ok()) return heads.status();
  for (const ReferenceRow& row : heads->rows()) {
    v1::Calendar calendar;
    if (const absl::Status status = ReadCalendarHead(draft, row, calendar); !status.ok()) return status;
    for (const char* file : {"holidays.csv", "holidays_unconfirmed.csv"}) {
      const auto days = draft.Read(file, {"date", "kind", "name_vi", "status", "note", "source"});
      if (!days.ok()) return days.status();
      for (const ReferenceRow& day : days->rows()) {
        if (const absl::Status status = ReadCalendarDay(draft, day, calendar); !status.ok()) return status;
      }
    }
    std::sort(calendar.mutable_days()->begin(), calendar.mutable_days()->end(),
              [](const v1::CalendarDay& a, const v1::CalendarDay& b) { return a.date() < b.date(); });
    draft.calendars[row["id"]] = calendar;
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
