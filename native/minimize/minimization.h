#pragma once

#include <atomic>
#include <cstdint>  // std::int32_t, std::int64_t
#include <functional>
#include <memory>  // std::shared_ptr
#include <optional>
#include <vector>

#include "../target.h"
#include "optimizer.h"
#include "progress.h"

namespace geomin {

/// What is known after an iteration.
struct IterationRecord {
  Iterate iterate;
  Energies energies;
  double learning_rate;      ///< of the step that led here
  std::int64_t evaluations;  ///< so far
};

/// The loop that drives an optimizer over a target of this process.
class Minimization {
 public:
  using OnIteration = std::function<void(const IterationRecord&)>;

  struct Parts {
    std::shared_ptr<const Target> target;
    int threads = 1;  ///< most for an evaluation; never changes a digit
    std::shared_ptr<Optimizer> optimizer;
    std::shared_ptr<Progress> progress;
  };

  /// Where the loop stands: at the optimizer's current iterate.
  struct Current {
    /// The energy there, where the optimizer is still to be told of it.
    std::optional<double> energy;
    std::vector<double> gradients;
    /// Of the step that the optimizer has taken from there, if it has been told.
    double learning_rate = 0.0;
  };

  /// How large the steps to come are.
  struct Rates {
    /// One for each step, and no more steps than that; none for methods that have no rate.
    std::vector<double> learning_rates;
    /// No progress now means no progress later.
    bool settled = true;
  };

  Minimization(Parts parts, Current current);

  /// Iterates until there is a reason to stop. kNone where the rates are used up, when Run() may be
  /// called with more of them, or where a site is unusable.
  /// @param aborted looked at after each iteration
  StopReason Run(const Rates& rates, const std::atomic<bool>& aborted,
                 const OnIteration& on_iteration);

  /// Sites and gradients of the last iterate, 3n.
  const double* sites() const { return parts_.optimizer->Iterate(); }
  const double* gradients() const { return current_.gradients.data(); }
  std::size_t size() const { return current_.gradients.size(); }
  std::int64_t evaluations() const { return evaluations_; }
  bool exhausted() const { return exhausted_; }
  /// The first atom that the optimizer moved to where there are no energies, or -1.
  std::int32_t unusable() const { return unusable_; }

 private:
  /// The rates that are left.
  class Steps;

  bool Advance(Steps& steps, const OnIteration& on_iteration);
  Step Tell(double energy, const std::vector<double>& gradients, Steps& steps);

  Parts parts_;
  Current current_;
  std::vector<double> trial_gradients_;
  std::int64_t evaluations_ = 0;
  std::int32_t unusable_ = -1;
  bool exhausted_ = false;
};

}  // namespace geomin
