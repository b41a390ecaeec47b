#include "progress.h"

#include <algorithm>  // std::copy, std::max
#include <cmath>      // std::abs, std::sqrt

namespace geomin {

namespace {

/// Energies that differ by no more than this share are the same but for the rounding of their sums.
constexpr double kEnergyRounding = 1e-12;

}  // namespace

const char* NameOf(StopReason reason) {
  switch (reason) {
    case StopReason::kConverged:
      return "converged";
    case StopReason::kStalled:
      return "stalled";
    case StopReason::kAborted:
      return "aborted";
    case StopReason::kTimeLimit:
      return "time-limit";
    case StopReason::kMaxIterations:
      return "max-iterations";
    case StopReason::kNone:
      break;
  }
  return "";
}

void Progress::Begin(double iterations, double seconds) {
  first_iteration_ = std::max<std::int64_t>(iterations_, 0);
  stalled_ = false;
  GoOn(iterations, seconds);
}

void Progress::GoOn(double iterations, double seconds) {
  last_iteration_ = static_cast<double>(first_iteration_) + iterations;
  begin_ = Clock::now();
  seconds_ = seconds;
}

Iterate Progress::Take(double energy, const double* gradients, const double* sites) {
  const double norm = vectors_.Norm(gradients);
  const std::size_t components = std::max<std::size_t>(1, components_);
  current_ = {energy, norm, norm / std::sqrt(static_cast<double>(components)), false};
  current_.is_best = iterations_ < 0 || IsBetter(current_);
  if (current_.is_best) {
    best_ = current_;
    const std::lock_guard<std::mutex> lock(best_mutex_);
    best_sites_.assign(sites, sites + vectors_.size());
  }
  ++iterations_;
  stalled_ = stall_test_.IsStalled(energy);
  return current_;
}

/// Where energies are the same, the gradient decides.
bool Progress::IsBetter(const Iterate& iterate) const {
  const bool is_same =
      std::abs(iterate.energy - best_.energy) <= kEnergyRounding * std::abs(best_.energy);
  return is_same ? iterate.gradient_norm < best_.gradient_norm : iterate.energy < best_.energy;
}

/// Restraints that are far from their ideals but do not know which way is better, such as those of
/// atoms at one place, have no gradient; neither has the top of a barrier, or a plateau. That is no
/// minimum to have converged to.
bool Progress::IsWithoutDirection() const {
  return current_.gradient_norm == 0.0 && current_.energy > 0.0;
}

StopReason Progress::ReasonToStop(bool settled, bool exhausted, bool aborted) const {
  if (IsWithoutDirection()) return StopReason::kStalled;
  if (current_.rms_gradient <= rules_.convergence) return StopReason::kConverged;
  if (exhausted) return StopReason::kStalled;
  if (aborted) return StopReason::kAborted;
  if (static_cast<double>(iterations_) >= last_iteration_) return StopReason::kMaxIterations;
  const std::chrono::duration<double> elapsed = Clock::now() - begin_;
  if (elapsed.count() >= seconds_) return StopReason::kTimeLimit;
  return stalled_ && settled ? StopReason::kStalled : StopReason::kNone;
}

void Progress::CopyBest(double* sites_out) const {
  const std::lock_guard<std::mutex> lock(best_mutex_);
  std::copy(best_sites_.begin(), best_sites_.end(), sites_out);
}

}  // namespace geomin
