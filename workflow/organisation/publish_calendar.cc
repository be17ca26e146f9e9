#include "workflow/organisation/publish_calendar.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/basis.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/errors.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

absl::Status CheckDefinition(const v1::Calendar& calendar) {
  const absl::Status status = deadline::WorkingCalendar::Create(calendar).status();
  if (status.ok()) return status;
  std::vector<FieldViolation> violations = ViolationsOf(status);
  for (FieldViolation& violation : violations) violation.field = absl::StrCat("calendar.", violation.field);
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

absl::Status Stale(absl::string_view what) {
  return Error(v1::ERROR_REASON_PREVIEW_STALE,
               absl::StrCat(what, "; preview the change again, and publish with the token that it gives"));
}

absl::Status CheckToken(const internal::v1::PublishCalendar& command, int64_t known_version) {
  CalendarPreviewToken caller, seen;
  if (!CalendarPreviewToken::Parse(command.preview_token(), caller)) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"preview_token", "is none that a preview gave; preview the change first"}});
  }
  if (!CalendarPreviewToken::Parse(command.seen_token(), seen))
    return Error(v1::ERROR_REASON_INTERNAL, "A calendar was to be published that nobody had looked at.");
  if (caller.base_version != known_version || seen.base_version != known_version) {
    return Stale(absl::StrCat("The calendar was at version ", caller.base_version, " when it was previewed and is at ",
                              known_version, " now"));
  }
  if (caller.moved_deadlines != seen.moved_deadlines) {
    return Stale(absl::StrCat(caller.moved_deadlines, " deadlines would have moved when it was previewed, and ",
                              seen.moved_deadlines, " would now"));
  }
  if (caller.digest != seen.digest)
    return Stale("The calendar, or the deadlines that would move, are not those that were previewed");
  return absl::OkStatus();
}

}  // namespace

std::string CalendarPreviewToken::Text() const { return absl::StrCat(base_version, "-", moved_deadlines, "-", digest); }

bool CalendarPreviewToken::Parse(absl::string_view text, CalendarPreviewToken& token) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  if (parts.size() != 3 || parts[2].empty()) return false;
  token.digest = std::string(parts[2]);
  return absl::SimpleAtoi(parts[0], &token.base_version) && absl::SimpleAtoi(parts[1], &token.moved_deadlines);
}

absl::StatusOr<v1::Calendar> NextVersion(const internal::v1::ReferenceData& state, const v1::Calendar& calendar) {
  const auto id = IdOf(calendar.name(), "calendars");
  if (!id.ok() || calendar.name() != ChildName(ProvinceName(state.province()), "calendars", *id)) {
    return InvalidRequest(
        v1::ERROR_REASON_INVALID_NAME,
        {{"calendar.name", absl::StrCat("has to be of the form ",
                                        ChildName(ProvinceName(state.province()), "calendars", "{calendar}"))}});
  }
  if (absl::Status status = CheckDefinition(calendar); !status.ok()) return status;
  const v1::Calendar* known = FindByName(state.calendars(), calendar.name());
  v1::Calendar next = calendar;
  if (known == nullptr) {
    next.set_version(1);
    return next;
  }
  next.set_version(known->version());
  if (google::protobuf::util::MessageDifferencer::Equals(next, *known)) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"calendar", absl::StrCat("is what version ", known->version(), " says already")}});
  }
  next.set_version(known->version() + 1);
  return next;
}

absl::StatusOr<Decision> DecidePublication(const internal::v1::ReferenceData& state,
                                           const internal::v1::PublishCalendar& command) {
  const auto next = NextVersion(state, command.calendar());
  if (!next.ok()) return next.status();
  Findings findings;
  findings.Basis("basis", command.basis());
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  if (!HasBasis(command.basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED,
                 "a calendar is published on the decision that it rests on; name it in `basis`");
  }
  const v1::Calendar* known = FindByName(state.calendars(), next->name());
  if (absl::Status status = CheckToken(command, known == nullptr ? 0 : known->version()); !status.ok()) return status;

  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(next->name());
  event.set_type("calendar.published");
  *event.mutable_basis() = command.basis();
  *event.mutable_calendar_published()->mutable_calendar() = *next;
  for (const std::string& task : command.tasks()) {
    internal::v1::AdoptCalendar& adopt = *decision.follow_ups.emplace_back().mutable_adopt_calendar();
    adopt.set_name(task);
    adopt.set_calendar(next->name());
    adopt.set_calendar_version(next->version());
  }
  return decision;
}

}  // namespace phoihop::organisation
