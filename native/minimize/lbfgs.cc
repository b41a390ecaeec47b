#include "lbfgs.h"

#include <cmath>    // std::isfinite
#include <utility>  // std::move

namespace geomin {

namespace {

constexpr Step kAccepted{true, false};
constexpr Step kTrial{false, false};
constexpr Step kStalled{false, true};

}  // namespace

Lbfgs::Lbfgs(std::vector<double> sites, LbfgsOptions options)
    : options_(std::move(options)),
      vectors_(sites.size(), options_.threads),
      inverse_hessian_(vectors_, options_.memory),
      sites_(std::move(sites)) {}

Step Lbfgs::Tell(double energy, const double* gradients, double) {
  if (!search_) return Begin(energy, gradients);
  const double slope = vectors_.Dot(gradients, direction_.data());
  switch (search_->Tell(energy, slope)) {
    case LineSearch::State::kAccepted:
      return Accept(energy, gradients);
    case LineSearch::State::kFailed:
      return Restart();
    case LineSearch::State::kSearching:
      break;
  }
  Propose(search_->step());
  return kTrial;
}

void Lbfgs::Load(StateReader& reader) {
  Exchange(*this, reader);
  const bool is_whole = !search_ || (!gradients_.empty() && !direction_.empty());
  if (!is_whole || (preconditioned_ && (surroundings_.empty() || !options_.preconditioner))) {
    throw StateError("it lacks what L-BFGS goes on from");
  }
  to_be_made_again_ = preconditioned_;
  trial_sites_.resize(direction_.size());
  if (search_) Propose(search_->step());
}

Step Lbfgs::Begin(double energy, const double* gradients) {
  if (!std::isfinite(energy) || !std::isfinite(vectors_.Norm(gradients))) return kStalled;
  energy_ = energy;
  gradients_.assign(gradients, gradients + sites_.size());
  direction_.resize(sites_.size());
  trial_sites_.resize(sites_.size());
  Precondition();
  return StartSearch() ? kAccepted : Stall(true);
}

Step Lbfgs::Accept(double energy, const double* gradients) {
  inverse_hessian_.Update(search_->step(), direction_.data(), gradients, gradients_.data());
  sites_.swap(trial_sites_);
  energy_ = energy;
  ++iteration_;
  Precondition();
  return StartSearch() ? kAccepted : Stall(true);
}

/// A direction along which no step helps is given up for that of H₀ alone, and that for steepest
/// descent; where that fails, nothing is left.
Step Lbfgs::Restart() {
  if (inverse_hessian_.empty()) {
    if (!preconditioned_) return Stall(false);
    preconditioned_ = false;
  }
  inverse_hessian_.Forget();
  return StartSearch() ? kTrial : Stall(false);
}

Step Lbfgs::Stall(bool accepted) {
  search_.reset();
  return {accepted, true};
}

/// Makes H₀ where it is time to.
void Lbfgs::Precondition() {
  const int since = iteration_ - options_.opening;
  if (!options_.preconditioner || since < 0 || since % options_.refresh_every != 0) return;
  if (since == 0) inverse_hessian_.Forget();
  surroundings_ = sites_;
  preconditioned_ = options_.preconditioner->Prepare(sites_.data());
  to_be_made_again_ = false;
}

/// The same sites make the same preconditioner, to the last digit.
void Lbfgs::PreconditionAgain() {
  preconditioned_ = options_.preconditioner->Prepare(surroundings_.data());
  to_be_made_again_ = false;
}

/// False where there is no way down.
bool Lbfgs::StartSearch() {
  if (StartAlongDirection()) return true;
  if (inverse_hessian_.empty() && !preconditioned_) return false;
  inverse_hessian_.Forget();
  preconditioned_ = false;
  return StartAlongDirection();
}

bool Lbfgs::StartAlongDirection() {
  if (preconditioned_ && to_be_made_again_) PreconditionAgain();
  const bool is_steepest = inverse_hessian_.empty() && !preconditioned_;
  const Descent descent = inverse_hessian_.Direct(
      gradients_.data(), preconditioned_ ? options_.preconditioner.get() : nullptr,
      direction_.data());
  const bool is_downhill = descent.slope < 0.0 && std::isfinite(descent.slope);
  if (!is_downhill || !std::isfinite(descent.longest)) return false;
  // The gradient's length says nothing about the distance: steepest descent starts with 1 Å over
  // all atoms.
  const double first = is_steepest ? std::min(1.0, 1.0 / std::sqrt(-descent.slope)) : 1.0;
  search_.emplace(energy_, descent.slope, first, options_.max_shift / descent.longest);
  Propose(search_->step());
  return true;
}

void Lbfgs::Propose(double step) {
  vectors_.ForEachStretch([&](int, Range range) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      trial_sites_[i] = sites_[i] + step * direction_[i];
    }
  });
}

}  // namespace geomin
