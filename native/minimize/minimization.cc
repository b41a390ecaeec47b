#include "minimization.h"

#include <cmath>  // std::isfinite
#include <limits>
#include <numeric>  // std::accumulate
#include <utility>  // std::move

#include "checkpoint.h"

namespace geomin {

namespace {

constexpr double kNoRate = std::numeric_limits<double>::quiet_NaN();

double Total(const Energies& energies) {
  return std::accumulate(energies.begin(), energies.end(), 0.0);
}

}  // namespace

class Minimization::Steps {
 public:
  explicit Steps(const std::vector<double>& rates) : rates_(rates) {}

  bool HaveLeft(std::size_t count) const {
    return rates_.empty() || rates_.size() - next_ >= count;
  }
  double Take() { return rates_.empty() ? kNoRate : rates_[next_++]; }

 private:
  const std::vector<double>& rates_;
  std::size_t next_ = 0;
};

Minimization::Minimization(Parts parts, std::optional<Start> start)
    : parts_(std::move(parts)),
      is_evaluated_(start.has_value()),
      learning_rate_(start ? start->learning_rate : kNoRate) {
  if (!start) return;
  untold_energy_ = start->untold_energy;
  gradients_ = std::move(start->gradients);
}

StopReason Minimization::Run(const Rates& rates, const std::atomic<bool>& aborted,
                             const OnIteration& on_iteration) {
  Steps steps(rates.learning_rates);
  if (!is_evaluated_ && !EvaluateStart(on_iteration)) return StopReason::kNone;
  for (;;) {
    const StopReason reason = parts_.progress->ReasonToStop(rates.settled, exhausted_, aborted);
    if (reason != StopReason::kNone || !steps.HaveLeft(untold_energy_ ? 2 : 1)) return reason;
    if (!Advance(steps, on_iteration)) return StopReason::kNone;
  }
}

bool Minimization::EvaluateStart(const OnIteration& on_iteration) {
  const std::optional<Energies> energies = Evaluate(gradients_);
  if (!energies) return false;
  const double energy = Total(*energies);
  if (!std::isfinite(energy)) {
    faulty_start_ = energy;
    return false;
  }
  is_evaluated_ = true;
  untold_energy_ = energy;
  Take(*energies, kNoRate, on_iteration);
  return true;
}

/// One evaluation, of a trial or of the next iterate; false where a site is unusable.
bool Minimization::Advance(Steps& steps, const OnIteration& on_iteration) {
  if (untold_energy_) Tell(*untold_energy_, gradients_, steps);
  untold_energy_.reset();
  if (exhausted_) return true;
  const std::optional<Energies> energies = Evaluate(trial_gradients_);
  if (!energies) return false;
  const double learning_rate = learning_rate_;
  if (!Tell(Total(*energies), trial_gradients_, steps).accepted) return true;
  gradients_.swap(trial_gradients_);
  Take(*energies, learning_rate, on_iteration);
  if (on_state_ && IsTimeToSave()) {
    std::vector<std::uint8_t> state =
        SaveCheckpoint(*parts_.optimizer, *parts_.progress, gradients_, state_size_);
    state_size_ = state.size();
    on_state_(std::move(state));
  }
  return true;
}

bool Minimization::IsTimeToSave() {
  const std::chrono::duration<double> since = Clock::now() - last_checkpoint_;
  const bool is_time =
      ++iterations_since_ >= intervals_.iterations || since.count() >= intervals_.seconds;
  if (!is_time || exhausted_) return false;
  iterations_since_ = 0.0;
  last_checkpoint_ = Clock::now();
  return true;
}

/// At the sites that the optimizer asks for; none where one of these is unusable.
std::optional<Energies> Minimization::Evaluate(std::vector<double>& gradients) {
  const Target& target = *parts_.target;
  const double* const sites = parts_.optimizer->Ask();
  gradients.resize(3 * static_cast<std::size_t>(target.atom_count()));
  ++evaluations_;
  const auto energies = target.Evaluate(sites, gradients.data(), parts_.threads);
  if (!energies) unusable_ = FirstUnusableSite(sites, target.atom_count());
  return energies;
}

Step Minimization::Tell(double energy, const std::vector<double>& gradients, Steps& steps) {
  learning_rate_ = steps.Take();
  const Step step = parts_.optimizer->Tell(energy, gradients.data(), learning_rate_);
  exhausted_ = step.stalled;
  return step;
}

void Minimization::Take(const Energies& energies, double learning_rate,
                        const OnIteration& on_iteration) {
  const Iterate iterate = parts_.progress->Take(Total(energies), gradients_.data(), sites());
  on_iteration({iterate, energies, learning_rate, evaluations_});
}

}  // namespace geomin
