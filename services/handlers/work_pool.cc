#include "services/handlers/work_pool.h"

#include <utility>

#include "services/engine/clock.h"

namespace phoihop::handlers {

WorkPool::WorkPool(int threads, size_t queue_limit) : queue_limit_(queue_limit) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkPool::~WorkPool() { Stop(); }

bool WorkPool::TrySubmit(std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  if (stopping_ || queue_.size() >= queue_limit_) return false;
  queue_.push_back(std::move(work));
  changed_.Signal();
  return true;
}

void WorkPool::Submit(std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  if (stopping_) return;
  queue_.push_back(std::move(work));
  changed_.Signal();
}

void WorkPool::SubmitAfter(absl::Duration delay, std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  if (stopping_) return;
  delayed_.emplace(engine::RealElapsed() + delay, std::move(work));
  changed_.Signal();
}

void WorkPool::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    delayed_.clear();
    changed_.SignalAll();
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkPool::Run() {
  while (true) {
    std::function<void()> work;
    {
      absl::MutexLock lock(&mutex_);
      while (queue_.empty()) {
        if (stopping_) return;
        if (delayed_.empty()) {
          changed_.Wait(&mutex_);
          continue;
        }
        const absl::Duration wait = delayed_.begin()->first - engine::RealElapsed();
        if (wait > absl::ZeroDuration()) {
          changed_.WaitWithTimeout(&mutex_, wait);
          continue;
        }
        queue_.push_back(std::move(delayed_.begin()->second));
        delayed_.erase(delayed_.begin());
      }
      work = std::move(queue_.front());
      queue_.pop_front();
      // Whoever was woken for a delayed piece may have found this one instead.
      if (!queue_.empty() || !delayed_.empty()) changed_.Signal();
    }
    work();
  }
}

}  // namespace phoihop::handlers
