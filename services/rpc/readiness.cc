#include "services/rpc/readiness.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/handlers/log.h"
#include "services/rpc/limits.h"

namespace phoihop::rpc {

Readiness::Readiness(std::vector<ReadinessCheck> checks, std::function<std::vector<ProvinceHealth>()> provinces,
                     Changed changed)
    : checks_(std::move(checks)),
      look_at_provinces_(std::move(provinces)),
      changed_(std::move(changed)),
      thread_([this] { Run(); }) {}

Readiness::~Readiness() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

absl::Status Readiness::status() const {
  absl::MutexLock lock(&mutex_);
  if (draining_) return absl::UnavailableError("server: it is stopping");
  return status_;
}

std::vector<ProvinceHealth> Readiness::provinces() const {
  absl::MutexLock lock(&mutex_);
  return provinces_;
}

void Readiness::Drain() {
  std::vector<ProvinceHealth> provinces;
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    provinces = provinces_;
  }
  changed_(false, provinces);
}

absl::Status Readiness::Look() const {
  std::vector<std::string> wrong;
  for (const ReadinessCheck& check : checks_) {
    const absl::Status status = check.check();
    if (!status.ok()) wrong.push_back(absl::StrCat(check.name, ": ", status.message()));
  }
  return wrong.empty() ? absl::OkStatus() : absl::UnavailableError(absl::StrJoin(wrong, "; "));
}

void Readiness::Run() {
  absl::Status before = absl::UnavailableError("starting");
  std::vector<ProvinceHealth> provinces_before;
  while (true) {
    const absl::Status now = Look();
    const std::vector<ProvinceHealth> provinces =
        look_at_provinces_ ? look_at_provinces_() : std::vector<ProvinceHealth>();
    bool draining = false;
    {
      absl::MutexLock lock(&mutex_);
      status_ = now;
      provinces_ = provinces;
      draining = draining_;
    }
    if (now != before && !draining) {
      handlers::LogLine(now.ok() ? "ready" : absl::StrCat("not ready: ", now.message()));
    }
    if ((now != before || provinces != provinces_before) && !draining) changed_(now.ok(), provinces);
    before = now;
    provinces_before = provinces;
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kReadinessInterval)) return;
  }
}

}  // namespace phoihop::rpc
