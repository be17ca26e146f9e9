#include "workflow/decision.h"

#include <utility>

namespace phoihop {

absl::StatusOr<std::shared_ptr<const Facts>> Facts::Create(internal::v1::ReferenceData data, const Facts* previous) {
  auto calendars = Calendars::Make(data, previous == nullptr ? nullptr : &previous->calendars_);
  if (!calendars.ok()) return calendars.status();
  return std::shared_ptr<const Facts>(new Facts(std::move(data), *std::move(calendars), previous));
}

Facts::Facts(internal::v1::ReferenceData data, Calendars::Made calendars, const Facts* previous)
    : data_(std::move(data)),
      directory_(data_),
      matcher_(directory_, previous == nullptr ? nullptr : &previous->matcher_),
      instruments_(data_),
      calendars_(std::move(calendars), data_, directory_),
      policies_(data_),
      access_(data_) {}

}  // namespace phoihop
