#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

constexpr int kMaxFunctions = 50;

class SettingsChecker {
 public:
  explicit SettingsChecker(v1::Plan& plan) : plan_(plan) {}

  std::vector<FieldViolation> Check(const Facts& facts) {
    CheckDate("document_date", plan_.document_date(), /*required=*/true);
    CheckDate("reference_date", plan_.reference_date(), /*required=*/true);
    CheckDate("period_start_date", plan_.period_start_date(), /*required=*/false);
    CheckDate("period_end_date", plan_.period_end_date(), /*required=*/false);
    if (!plan_.period_start_date().empty() && !plan_.period_end_date().empty() &&
        plan_.period_start_date() > plan_.period_end_date()) {
      Add("period_end_date", "must not be before period_start_date");
    }
    CheckLength("display_name", plan_.display_name(), limits::kTitleBytes);
    CheckLength("number", plan_.number(), limits::kNotationBytes);
    CheckLength("basis.instrument_number", plan_.basis().instrument_number(), limits::kNotationBytes);
    CheckLength("basis.text", plan_.basis().text(), limits::kExplanationBytes);
    if (plan_.functions_size() > kMaxFunctions) Add("functions", absl::StrCat("at most ", kMaxFunctions));
    for (const std::string& function : plan_.functions()) CheckLength("functions", function, limits::kNotationBytes);
    if (plan_.issuer_unit().empty()) {
      Add("issuer_unit", "is required: the unit that issues the plan and approves its tasks");
    } else if (facts.directory().FindUnit(plan_.issuer_unit()) == nullptr) {
      Add("issuer_unit", absl::StrCat("'", Excerpt(plan_.issuer_unit()), "' is not a unit of this province"));
    }
    if (!plan_.calendar().empty() && facts.calendars().Find(plan_.calendar()) == nullptr) {
      Add("calendar", absl::StrCat("'", Excerpt(plan_.calendar()), "' is not a calendar of this province"));
    }
    return std::move(violations_);
  }

  bool dates_only() const { return dates_only_; }

 private:
  void Add(absl::string_view field, std::string description) {
    dates_only_ = false;
    violations_.push_back({absl::StrCat("plan.", field), std::move(description)});
  }

  void CheckDate(absl::string_view field, const std::string& text, bool required) {
    if (text.empty()) {
      if (required) Add(field, "is required; write YYYY-MM-DD");
      return;
    }
    const absl::Status status = ParseDate(text).status();
    if (!status.ok()) violations_.push_back({absl::StrCat("plan.", field), std::string(status.message())});
  }

  void CheckLength(absl::string_view field, const std::string& text, size_t limit) {
    if (text.size() > limit) Add(field, absl::StrCat("is longer than ", limit, " bytes"));
  }

  const v1::Plan& plan_;
  std::vector<FieldViolation> violations_;
  bool dates_only_ = true;
};

std::optional<absl::CivilDay> OptionalDate(const std::string& text) {
  const absl::StatusOr<absl::CivilDay> day = ParseDate(text);
  if (!day.ok()) return std::nullopt;
  return *day;
}

}  // namespace

absl::StatusOr<v1::Plan> CheckSettings(const v1::Plan& plan, absl::string_view name, const Facts& facts,
                                       absl::CivilDay today) {
  v1::Plan checked = plan;
  checked.set_name(std::string(name));
  if (checked.reference_date().empty()) checked.set_reference_date(FormatDate(today));
  if (checked.roll() == v1::ROLL_RULE_UNSPECIFIED) checked.set_roll(v1::ROLL_RULE_NEXT_WORKING_DAY);
  if (checked.display_name().empty()) {
    checked.set_display_name(checked.number().empty() ? std::string(LastSegment(name)) : checked.number());
  }
  checked.clear_state();
  checked.clear_items();
  checked.clear_create_time();
  checked.clear_update_time();
  checked.clear_etag();
  SettingsChecker checker(checked);
  const std::vector<FieldViolation> violations = checker.Check(facts);
  if (violations.empty()) return checked;
  return InvalidRequest(checker.dates_only() ? v1::ERROR_REASON_INVALID_DATE : v1::ERROR_REASON_INVALID_FIELD,
                        violations);
}

DeadlineSettings DeadlineSettingsOf(const v1::Plan& plan) {
  DeadlineSettings settings;
  settings.reference = OptionalDate(plan.reference_date()).value_or(absl::CivilDay());
  settings.period_start = OptionalDate(plan.period_start_date());
  settings.period_end = OptionalDate(plan.period_end_date());
  settings.roll = plan.roll();
  settings.strict_before = plan.strict_before();
  return settings;
}

const deadline::WorkingCalendar& CalendarOf(const v1::Plan& plan, const Facts& facts) {
  return facts.calendars().Named(plan.calendar());
}

PartySettings PartySettingsOf(const v1::Plan& plan, absl::CivilDay today) {
  PartySettings settings;
  settings.written_on = OptionalDate(plan.document_date()).value_or(today);
  settings.today = today;
  settings.issuer_unit = plan.issuer_unit();
  settings.functions.assign(plan.functions().begin(), plan.functions().end());
  return settings;
}

}  // namespace phoihop::plan
