// Duties as regulations of the past laid them down (former_duties.csv), each holder with its days and its territory.
#include "absl/strings/str_cat.h"
#include "services/import/reference_draft.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/citation.h"

namespace phoihop::import {
namespace {

struct RoleWord {
  absl::string_view word;
  v1::DutyRole role;
};

constexpr RoleWord kRoles[] = {
    {"chủ trì", v1::DUTY_ROLE_LEAD},     {"phối hợp", v1::DUTY_ROLE_COORDINATE},
    {"tham mưu", v1::DUTY_ROLE_ADVISE},  {"phê duyệt", v1::DUTY_ROLE_APPROVE},
    {"giám sát", v1::DUTY_ROLE_MONITOR}, {"nhận báo cáo", v1::DUTY_ROLE_RECEIVE_REPORT},
    {"để biết", v1::DUTY_ROLE_INFORMED},
};

absl::StatusOr<v1::DutyRole> RoleOf(const ReferenceRow& row) {
  std::string known;
  for (const RoleWord& entry : kRoles) {
    if (entry.word == row["role"]) return entry.role;
    absl::StrAppend(&known, known.empty() ? "" : ", ", entry.word);
  }
  return row.Fault("role", absl::StrCat("'", Excerpt(row["role"]), "' is not one of ", known));
}

// One of responsibilities.csv, or one that only the past had: its first row says what it is.
absl::StatusOr<const v1::Function*> FunctionOf(ReferenceDraft& draft, const ReferenceRow& row) {
  const std::string& id = row["function"];
  const auto known = draft.functions.find(id);
  if (known != draft.functions.end()) return &known->second;
  if (!IsId(id)) return row.Fault("function", absl::StrCat("'", Excerpt(id), "' is not an id"));
  if (row["work"].empty()) return row.Fault("work", "is missing: responsibilities.csv does not know the function");
  const auto branch = draft.functions.find(IdFromText(row["category"]));
  if (branch == draft.functions.end()) {
    return row.Fault("category", absl::StrCat("responsibilities.csv has no category '", Excerpt(row["category"]), "'"));
  }
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  v1::Function function;
  function.set_name(draft.Name("functions", id));
  function.set_parent(branch->second.name());
  function.set_display_name(row["work"]);
  *function.mutable_provenance() = *provenance;
  return &draft.functions.emplace(id, std::move(function)).first->second;
}

absl::StatusOr<v1::Duty*> DutyOf(ReferenceDraft& draft, const ReferenceRow& row) {
  const std::string& id = row["id"];
  if (!IsId(id)) return row.Fault("id", absl::StrCat("'", Excerpt(id), "' is not an id"));
  const auto function = FunctionOf(draft, row);
  if (!function.ok()) return function.status();
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  const auto [entry, fresh] = draft.duties.try_emplace(id);
  v1::Duty& duty = entry->second;
  if (!fresh) {
    if (duty.function_name() == (*function)->name() && duty.basis().text() == row["basis"]) return &duty;
    return row.Fault("id", absl::StrCat("'", id, "' stands above with another function or basis"));
  }
  duty.set_name(draft.Name("duties", id));
  duty.set_function((*function)->display_name());
  duty.set_function_name((*function)->name());
  const auto branch = draft.functions.find(std::string(LastSegment((*function)->parent())));
  if (branch != draft.functions.end()) duty.set_category(branch->second.display_name());
  *duty.mutable_basis() = responsibility::CitationOfText(row["basis"]);
  duty.set_cadence(row["cadence"]);
  *duty.mutable_provenance() = *provenance;
  return &duty;
}

absl::Status ReadFormerDuty(ReferenceDraft& draft, const ReferenceRow& row) {
  const auto duty = DutyOf(draft, row);
  if (!duty.ok()) return duty.status();
  const auto role = RoleOf(row);
  if (!role.ok()) return role.status();
  const auto status = DutyStatusOf(row, "status");
  if (!status.ok()) return status.status();
  for (const absl::string_view column : {"valid_from", "valid_to"}) {
    if (const absl::Status dated = CheckDate(row, column); !dated.ok()) return dated;
  }
  v1::Duty::Holder& holder = *(*duty)->add_holders();
  holder.set_role(*role);
  holder.set_status(*status);
  holder.set_valid_from(row["valid_from"]);
  holder.set_valid_to(row["valid_to"]);
  if (absl::Status named = NamePlace(draft, row, "holder", row["holder"], *holder.mutable_holder()); !named.ok()) {
    return named;
  }
  if (row["territory"].empty()) return absl::OkStatus();
  return NamePlace(draft, row, "territory", row["territory"], *holder.mutable_territory());
}

}  // namespace

absl::Status ReadFormerDuties(ReferenceDraft& draft) {
  const auto table = draft.Read("former_duties.csv",
                                {"id", "function", "work", "category", "basis", "holder", "role", "status", "territory",
                                 "valid_from", "valid_to", "cadence", "verification", "note", "source"});
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) {
    if (const absl::Status status = ReadFormerDuty(draft, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace phoihop::import
