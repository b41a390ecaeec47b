#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>  // std::int32_t, std::int64_t
#include <functional>
#include <memory>  // std::shared_ptr
#include <optional>
#include <utility>  // std::move
#include <vector>

#include "../target.h"
#include "optimizer.h"
#include "progress.h"

namespace geomin {

/// What is known after an iteration.
struct IterationRecord {
  Iterate iterate;
  Energies energies;
  double learning_rate;      ///< of the step that led here; NaN where there is none
  std::int64_t evaluations;  ///< so far
};

/// The loop that drives an optimizer over a target of this process.
class Minimization {
 public:
  using OnIteration = std::function<void(const IterationRecord&)>;

  using OnState = std::function<void(std::vector<std::uint8_t>)>;

  /// From one checkpoint to the next; whichever is over first.
  struct Intervals {
    double iterations;
    double seconds;
  };

  struct Parts {
    std::shared_ptr<const Target> target;
    int threads = 1;  ///< most for an evaluation; never changes a digit
    std::shared_ptr<Optimizer> optimizer;
    std::shared_ptr<Progress> progress;
  };

  /// Where the loop begins, if not with an evaluation of the sites that the optimizer starts from.
  struct Start {
    /// Energy of the current iterate, where the optimizer is still to be told of it.
    std::optional<double> untold_energy;
    /// At the current iterate, 3n.
    std::vector<double> gradients;
    /// Of the step that the optimizer has taken from there.
    double learning_rate;
  };

  /// How large the steps to come are.
  struct Rates {
    /// One for each step, and no more steps than that; none for methods that have no rate.
    std::vector<double> learning_rates;
    /// No progress now means no progress later.
    bool settled = true;
  };

  Minimization(Parts parts, std::optional<Start> start);

  /// Has the state saved now and then, each time after the record of an iteration; see
  /// checkpoint.h. Not while it runs.
  void SaveEvery(const Intervals& intervals, OnState on_state) {
    intervals_ = intervals;
    on_state_ = std::move(on_state);
  }

  /// Iterates until there is a reason to stop. kNone where the rates are used up, when Run() may be
  /// called with more of them, and where unusable() or faulty_start() says what is wrong.
  /// @param aborted looked at after each evaluation
  StopReason Run(const Rates& rates, const std::atomic<bool>& aborted,
                 const OnIteration& on_iteration);

  /// Sites and gradients of the last iterate, 3n; no gradients where the start was not evaluated.
  const double* sites() const { return parts_.optimizer->Iterate(); }
  const std::vector<double>& gradients() const { return gradients_; }

  std::int64_t evaluations() const { return evaluations_; }
  bool exhausted() const { return exhausted_; }
  /// The first atom that is where there are no energies, or -1.
  std::int32_t unusable() const { return unusable_; }
  /// The energy of the start, where that is no number to begin with.
  std::optional<double> faulty_start() const { return faulty_start_; }

 private:
  /// The rates that are left.
  class Steps;
  using Clock = std::chrono::steady_clock;

  bool EvaluateStart(const OnIteration& on_iteration);
  bool Advance(Steps& steps, const OnIteration& on_iteration);
  std::optional<Energies> Evaluate(std::vector<double>& gradients);
  Step Tell(double energy, const std::vector<double>& gradients, Steps& steps);
  void Take(const Energies& energies, double learning_rate, const OnIteration& on_iteration);
  bool IsTimeToSave();

  Parts parts_;
  bool is_evaluated_;
  std::optional<double> untold_energy_;
  std::vector<double> gradients_;
  std::vector<double> trial_gradients_;
  double learning_rate_;
  std::int64_t evaluations_ = 0;
  std::int32_t unusable_ = -1;
  std::optional<double> faulty_start_;
  bool exhausted_ = false;
  Intervals intervals_{};
  OnState on_state_;
  std::size_t state_size_ = 0;     // of the last checkpoint
  double iterations_since_ = 0.0;  // the last checkpoint
  Clock::time_point last_checkpoint_ = Clock::now();
};

}  // namespace geomin
