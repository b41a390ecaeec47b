#include "minimization.h"

#include <numeric>  // std::accumulate
#include <utility>  // std::move

namespace geomin {

class Minimization::Steps {
 public:
  explicit Steps(const std::vector<double>& rates) : rates_(rates) {}

  bool HaveLeft(std::size_t count) const {
    return rates_.empty() || rates_.size() - next_ >= count;
  }
  double Take() { return rates_.empty() ? 0.0 : rates_[next_++]; }

 private:
  const std::vector<double>& rates_;
  std::size_t next_ = 0;
};

Minimization::Minimization(Parts parts, Current current)
    : parts_(std::move(parts)),
      current_(std::move(current)),
      trial_gradients_(current_.gradients.size()) {}

StopReason Minimization::Run(const Rates& rates, const std::atomic<bool>& aborted,
                             const OnIteration& on_iteration) {
  Steps steps(rates.learning_rates);
  for (;;) {
    const StopReason reason = parts_.progress->ReasonToStop(rates.settled, exhausted_, aborted);
    if (reason != StopReason::kNone || !steps.HaveLeft(current_.energy ? 2 : 1)) return reason;
    if (!Advance(steps, on_iteration)) return StopReason::kNone;
  }
}

/// On to the next iterate; false where a site is unusable.
bool Minimization::Advance(Steps& steps, const OnIteration& on_iteration) {
  const Target& target = *parts_.target;
  if (current_.energy) Tell(*current_.energy, current_.gradients, steps);
  current_.energy.reset();
  while (!exhausted_) {
    const double* const sites = parts_.optimizer->Ask();
    const std::optional<Energies> energies =
        target.Evaluate(sites, trial_gradients_.data(), parts_.threads);
    if (!energies) {
      unusable_ = FirstUnusableSite(sites, target.atom_count());
      return false;
    }
    ++evaluations_;
    const double rate = current_.learning_rate;
    const double energy = std::accumulate(energies->begin(), energies->end(), 0.0);
    if (!Tell(energy, trial_gradients_, steps).accepted) continue;
    current_.gradients.swap(trial_gradients_);
    const Iterate iterate = parts_.progress->Take(energy, gradients(), this->sites());
    on_iteration({iterate, *energies, rate, evaluations_});
    break;
  }
  return true;
}

Step Minimization::Tell(double energy, const std::vector<double>& gradients, Steps& steps) {
  current_.learning_rate = steps.Take();
  const Step step = parts_.optimizer->Tell(energy, gradients.data(), current_.learning_rate);
  exhausted_ = step.stalled;
  return step;
}

}  // namespace geomin
