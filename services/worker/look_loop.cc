#include "services/worker/look_loop.h"

#include <utility>

namespace phoihop::worker {

LookLoop::LookLoop(engine::Clock& clock, std::function<Looked()> look)
    : look_(std::move(look)),
      last_look_(engine::RealElapsed()),
      moved_(clock.OnMoved([this] { Poke(); })),
      thread_([this] { Run(); }) {}

LookLoop::~LookLoop() { Stop(); }

void LookLoop::Poke() {
  absl::MutexLock lock(&mutex_);
  poked_ = true;
}

void LookLoop::Stop() {
  moved_.reset();
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool LookLoop::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

bool LookLoop::WaitUntilIdle(absl::Duration limit) {
  absl::MutexLock lock(&mutex_);
  poked_ = true;
  const int64_t looks = looks_begun_;
  const auto idle = [this, looks]()
                        ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || (idle_look_ > looks && !poked_); };
  return mutex_.AwaitWithTimeout(absl::Condition(&idle), limit) && !stopping_;
}

absl::Status LookLoop::last_error() const {
  absl::MutexLock lock(&mutex_);
  return last_error_;
}

absl::Duration LookLoop::since_last_look() const {
  absl::MutexLock lock(&mutex_);
  return engine::RealElapsed() - last_look_;
}

void LookLoop::Run() {
  Looked looked;
  for (;;) {
    int64_t look = 0;
    {
      absl::MutexLock lock(&mutex_);
      const bool heed = looked.heed_pokes;
      const auto woken = [this, heed]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || (heed && poked_); };
      mutex_.AwaitWithTimeout(absl::Condition(&woken), looked.wait);
      if (stopping_) return;
      poked_ = false;
      look = ++looks_begun_;
    }
    looked = look_();
    absl::MutexLock lock(&mutex_);
    last_error_ = looked.error;
    if (!looked.error.ok()) continue;
    last_look_ = engine::RealElapsed();
    if (looked.idle) idle_look_ = look;
  }
}

}  // namespace phoihop::worker
