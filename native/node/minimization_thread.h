#pragma once

#include <algorithm>  // std::copy
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>  // std::shared_ptr
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>  // std::move, std::swap
#include <vector>

#include "../minimize/minimization.h"
#include "checkpoint_functions.h"
#include "javascript.h"

namespace geomin {

/// One run of a minimization on a thread of its own, since libuv's few are for shorter work. It
/// tells JavaScript of its iterations in batches; where the environment ends before it, it is
/// stopped and waited for.
class MinimizationThread {
 public:
  /// @param checkpoints when to take them
  /// @param on_records called with a Float64Array of rows, see Append(), and with the state after
  /// the last of these where a checkpoint is due
  /// @return a promise of { reason, evaluations, exhausted, unusable, faultyStart }
  static Napi::Promise Start(Napi::Env env, std::shared_ptr<Minimization> minimization,
                             std::shared_ptr<std::atomic<bool>> aborted, Minimization::Rates rates,
                             std::optional<Minimization::Intervals> checkpoints,
                             const Napi::Function& on_records) {
    auto* const self =
        new MinimizationThread(env, std::move(minimization), std::move(aborted), std::move(rates));
    if (checkpoints) {
      self->minimization_->SaveEvery(
          *checkpoints, [self](std::vector<std::uint8_t> state) { self->Keep(std::move(state)); });
    }
    const Napi::Promise promise = self->deferred_.Promise();
    self->channel_ =
        Channel::New(env, on_records, "geomin.minimize", kUnlimited, 1, self,
                     [](Napi::Env, void*, MinimizationThread* finished) { delete finished; });
    napi_add_env_cleanup_hook(env, StopAndWait, self);
    try {
      self->thread_ = std::thread([self] { self->Work(); });
    } catch (const std::system_error& error) {
      self->deferred_.Reject(Napi::Error::New(env, error.what()).Value());
      self->channel_.Release();
    }
    return promise;
  }

 private:
  static void CallJavaScript(Napi::Env env, Napi::Function on_records, MinimizationThread* self,
                             void*) {
    if (env != nullptr) self->HandOver(env, on_records);
  }

  using Channel = Napi::TypedThreadSafeFunction<MinimizationThread, void, CallJavaScript>;
  using Clock = std::chrono::steady_clock;

  static constexpr std::size_t kUnlimited = 0;
  /// Nobody sees more than 250 reports in a second, and handing one over takes as long as an
  /// iteration of a small model.
  static constexpr std::chrono::milliseconds kBetweenReports{4};

  MinimizationThread(Napi::Env env, std::shared_ptr<Minimization> minimization,
                     std::shared_ptr<std::atomic<bool>> aborted, Minimization::Rates rates)
      : env_(env),
        deferred_(Napi::Promise::Deferred::New(env)),
        minimization_(std::move(minimization)),
        aborted_(std::move(aborted)),
        rates_(std::move(rates)) {}

  ~MinimizationThread() {
    if (thread_.joinable()) thread_.join();
    napi_remove_env_cleanup_hook(env_, StopAndWait, this);
  }

  /// The code itself may be unloaded with the environment.
  static void StopAndWait(void* self_pointer) {
    auto* const self = static_cast<MinimizationThread*>(self_pointer);
    *self->aborted_ = true;
    if (self->thread_.joinable()) self->thread_.join();
  }

  void Work() {
    StopReason reason = StopReason::kNone;
    std::string fault;
    try {
      reason = minimization_->Run(rates_, *aborted_,
                                  [&](const IterationRecord& record) { Report(record); });
    } catch (const std::exception& error) {
      fault = error.what();
    }
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      reason_ = reason;
      fault_ = fault;
      is_over_ = true;
    }
    channel_.NonBlockingCall();
    channel_.Release();
  }

  /// Only the latest: where JavaScript is busy, nobody can use the others any more.
  void Keep(std::vector<std::uint8_t> state) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      state_ = std::move(state);
      rows_before_state_ = rows_.size();
    }
    channel_.NonBlockingCall();
  }

  void Report(const IterationRecord& record) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      Append(record);
    }
    const Clock::time_point now = Clock::now();
    if (now - last_report_ < kBetweenReports) return;
    last_report_ = now;
    channel_.NonBlockingCall();
  }

  /// A row: energy, those of the terms, gradient norm, rms gradient, whether it is the best,
  /// learning rate, evaluations.
  void Append(const IterationRecord& record) {
    const Iterate& iterate = record.iterate;
    rows_.insert(rows_.end(), record.energies.begin(), record.energies.end());
    rows_.insert(rows_.end(),
                 {iterate.gradient_norm, iterate.rms_gradient, iterate.is_best ? 1.0 : 0.0,
                  record.learning_rate, static_cast<double>(record.evaluations)});
  }

  /// In JavaScript's thread: what there is to tell by now.
  void HandOver(Napi::Env env, const Napi::Function& on_records) {
    std::vector<double> rows;
    std::vector<std::uint8_t> state;
    std::size_t rows_before_state = 0;
    bool is_over = false;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      std::swap(rows, rows_);
      std::swap(state, state_);
      rows_before_state = rows_before_state_;
      is_over = is_over_;
    }
    auto begin = rows.cbegin();
    if (!state.empty()) {
      begin += static_cast<std::ptrdiff_t>(rows_before_state);
      CallBack(env, on_records, {rows.cbegin(), begin}, std::move(state));
    }
    if (begin != rows.cend()) CallBack(env, on_records, {begin, rows.cend()}, {});
    if (is_over && !is_settled_) Settle(env);
  }

  /// What the callback throws ends the run.
  void CallBack(Napi::Env env, const Napi::Function& on_records, const std::vector<double>& rows,
                std::vector<std::uint8_t> state) {
    if (!error_.IsEmpty()) return;
    Napi::Float64Array array = Napi::Float64Array::New(env, rows.size());
    std::copy(rows.begin(), rows.end(), array.Data());
    try {
      if (state.empty()) {
        on_records.Call({array});
      } else {
        on_records.Call({array, ToBuffer(env, std::move(state))});
      }
    } catch (const Napi::Error& error) {
      *aborted_ = true;
      error_ = error;
    }
  }

  void Settle(Napi::Env env) {
    is_settled_ = true;
    if (!fault_.empty()) error_ = Napi::Error::New(env, fault_);
    if (!error_.IsEmpty()) return deferred_.Reject(error_.Value());
    Napi::Object outcome = Napi::Object::New(env);
    outcome["reason"] = NameOf(reason_);
    outcome["evaluations"] = static_cast<double>(minimization_->evaluations());
    outcome["exhausted"] = minimization_->exhausted();
    outcome["unusable"] = minimization_->unusable();
    if (minimization_->faulty_start()) outcome["faultyStart"] = *minimization_->faulty_start();
    deferred_.Resolve(outcome);
  }

  napi_env env_;
  Napi::Promise::Deferred deferred_;
  Channel channel_;
  std::thread thread_;
  std::shared_ptr<Minimization> minimization_;
  std::shared_ptr<std::atomic<bool>> aborted_;
  Minimization::Rates rates_;
  Clock::time_point last_report_{};
  Napi::Error error_;  // that the callback threw
  bool is_settled_ = false;

  std::mutex mutex_;  // of what follows
  std::vector<double> rows_;
  std::vector<std::uint8_t> state_;  // of a checkpoint to hand over, or none
  std::size_t rows_before_state_ = 0;
  bool is_over_ = false;
  StopReason reason_ = StopReason::kNone;
  std::string fault_;
};

}  // namespace geomin
