#pragma once

#include <condition_variable>
#include <memory>  // std::shared_ptr
#include <mutex>
#include <thread>
#include <vector>

#include "job.h"

/// Helper threads that wait for work, so that sharing a tenth of a millisecond of it pays. Whoever
/// shares work does its part, and several threads may share at the same time.

namespace geomin {

class Crew {
 public:
  /// The process's one crew. It starts threads when they are first asked for, and its last owner
  /// sends them home.
  static std::shared_ptr<Crew> Shared();

  Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew();

  /// Calls work(task, worker) for each task in this thread and up to threads - 1 others, and
  /// returns when all are done. Workers are numbered from 0 and below `threads`; each has one task
  /// at a time. `work` must not throw. Where the system refuses a thread, those that there are do
  /// it all.
  template <class Work>
  void Share(int tasks, int threads, const Work& work) {
    const int helpers = (threads < tasks ? threads : tasks) - 1;
    if (helpers <= 0) {
      for (int task = 0; task < tasks; ++task) work(task, 0);
      return;
    }
    const auto call = [](const void* context, int task, int worker) {
      (*static_cast<const Work*>(context))(task, worker);
    };
    Job job(call, &work, tasks, helpers);
    Run(job);
  }

 private:
  void Run(Job& job);
  void StartThreads(std::size_t count);
  void Help();
  Job* NextJob(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable work_came_;
  std::vector<Job*> jobs_;         // that want more helpers
  std::atomic<int> job_count_{0};  // of these, for who looks without the lock
  std::size_t asleep_ = 0;
  bool is_over_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace geomin
