#pragma once

#include <atomic>
#include <thread>  // std::this_thread::yield

namespace geomin {

/// Tells the CPU that this thread only waits.
inline void Pause() {
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
  __builtin_ia32_pause();
#elif defined(__aarch64__) && (defined(__GNUC__) || defined(__clang__))
  asm volatile("yield");
#endif
}

/// Tasks that workers take one after the other. The one who shares it is worker 0.
class Job {
 public:
  using Call = void (*)(const void* context, int task, int worker);

  Job(Call call, const void* context, int tasks, int helpers)
      : call_(call), context_(context), tasks_(tasks), helpers_wanted_(helpers) {}

  /// A helper joins and gets its number; under the crew's lock.
  int Join() {
    --helpers_wanted_;
    helping_.fetch_add(1, std::memory_order_relaxed);
    return ++workers_;
  }

  bool WantsHelpers() const { return helpers_wanted_ > 0; }
  int helpers_wanted() const { return helpers_wanted_; }

  void Work(int worker) {
    for (int task = Take(); task < tasks_; task = Take()) call_(context_, task, worker);
  }

  /// The last thing a helper does with a job.
  void Leave() { helping_.fetch_sub(1, std::memory_order_release); }

  /// Once nobody can join any more. Helpers are in their last task, so it is not worth sleeping.
  void AwaitHelpers() const {
    constexpr int kPausesPerYield = 4096;
    for (int pauses = 0; helping_.load(std::memory_order_acquire) > 0;) {
      Pause();
      if (++pauses % kPausesPerYield == 0) std::this_thread::yield();
    }
  }

 private:
  int Take() { return next_.fetch_add(1, std::memory_order_relaxed); }

  Call call_;
  const void* context_;
  int tasks_;
  int helpers_wanted_;
  int workers_ = 0;
  std::atomic<int> next_{0};
  std::atomic<int> helping_{0};
};

}  // namespace geomin
