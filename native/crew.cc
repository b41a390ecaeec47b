#include "crew.h"

#include <algorithm>  // std::find, std::min
#include <chrono>
#include <system_error>  // what a refused thread throws

namespace geomin {

namespace {

/// How long a helper looks out for work before it sleeps: the pause between two evaluations of a
/// minimization, while waking up takes as long as evaluating a small protein.
constexpr std::chrono::microseconds kLookOut{50};
constexpr int kPausesPerLook = 32;

}  // namespace

std::shared_ptr<Crew> Crew::Shared() {
  static std::mutex mutex;
  static std::weak_ptr<Crew> shared;
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<Crew> crew = shared.lock();
  if (!crew) shared = crew = std::make_shared<Crew>();
  return crew;
}

Crew::~Crew() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_over_ = true;
  }
  work_came_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Crew::Run(Job& job) {
  std::size_t to_wake = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto helpers = static_cast<std::size_t>(job.helpers_wanted());
    StartThreads(helpers);
    jobs_.push_back(&job);
    job_count_.fetch_add(1, std::memory_order_relaxed);
    to_wake = std::min(asleep_, helpers);
  }
  for (; to_wake > 0; --to_wake) work_came_.notify_one();
  job.Work(0);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto place = std::find(jobs_.begin(), jobs_.end(), &job);
    if (place != jobs_.end()) {
      jobs_.erase(place);
      job_count_.fetch_sub(1, std::memory_order_relaxed);
    }
  }
  job.AwaitHelpers();
}

/// So that there are at least as many, under the lock.
void Crew::StartThreads(std::size_t count) {
  try {
    while (threads_.size() < count) threads_.emplace_back([this] { Help(); });
  } catch (const std::system_error&) {
  }
}

void Crew::Help() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!is_over_) {
    Job* const job = NextJob(lock);
    if (job == nullptr) continue;
    const int worker = job->Join();
    if (!job->WantsHelpers()) {
      jobs_.erase(std::find(jobs_.begin(), jobs_.end(), job));
      job_count_.fetch_sub(1, std::memory_order_relaxed);
    }
    lock.unlock();
    job->Work(worker);
    job->Leave();
    lock.lock();
  }
}

/// A job that wants a helper; waits for one awhile and then asleep, and may return null.
Job* Crew::NextJob(std::unique_lock<std::mutex>& lock) {
  if (!jobs_.empty()) return jobs_.front();
  lock.unlock();
  const auto end = std::chrono::steady_clock::now() + kLookOut;
  while (job_count_.load(std::memory_order_relaxed) == 0 &&
         std::chrono::steady_clock::now() < end) {
    for (int pause = 0; pause < kPausesPerLook; ++pause) Pause();
  }
  lock.lock();
  if (!jobs_.empty()) return jobs_.front();
  if (is_over_) return nullptr;
  ++asleep_;
  work_came_.wait(lock);
  --asleep_;
  return jobs_.empty() ? nullptr : jobs_.front();
}

}  // namespace geomin
