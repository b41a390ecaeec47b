#include "line_search.h"

#include <algorithm>  // std::clamp, std::minmax
#include <cmath>

namespace geomin {

namespace {

/// Sufficient decrease (Armijo) and curvature (strong Wolfe) constants; with 0.9 a good first step
/// is taken as it is.
constexpr double kDecrease = 1e-4;
constexpr double kCurvature = 0.9;
/// Beyond this share of the energy a difference of two energies is more than the rounding of their
/// sums.
constexpr double kRounding = 1e-10;
/// Unbracketed, the next step goes this much beyond the trial, as multiples of the last advance.
constexpr double kLeastExtrapolation = 1.1;
constexpr double kMostExtrapolation = 4.0;
/// The interval must shrink to this share of its width in two trials, else it is halved.
constexpr double kShrinkage = 0.66;
/// An interval narrower than this, relative to its ends, holds nothing more.
constexpr double kMinWidth = 1e-15;
/// Back from a trial where the energy was not a number.
constexpr double kRetreat = 0.1;

/// The same point with the line `gradient · step` added to its energy.
LinePoint Tilted(const LinePoint& point, double gradient) {
  return {point.step, point.change + gradient * point.step, point.slope + gradient};
}

Interval Tilted(const Interval& interval, double gradient) {
  return {Tilted(interval.best, gradient), Tilted(interval.other, gradient), interval.bracketed};
}

}  // namespace

LineSearch::LineSearch(double energy, double slope, double first_step, double max_step)
    : energy_(energy),
      max_step_(max_step),
      start_{0.0, 0.0, slope},
      interval_{start_, start_, false},
      trial_(std::min(first_step, max_step)),
      high_(max_step) {}

LineSearch::State LineSearch::Tell(double energy, double slope) {
  ++evaluations_;
  if (!std::isfinite(energy) || !std::isfinite(slope)) return Retreat();
  const LinePoint point{trial_, ChangeTo(energy, slope), slope};
  return IsAcceptable(point) ? State::kAccepted : Advance(point);
}

double LineSearch::ChangeTo(double energy, double slope) const {
  const double change = energy - energy_;
  const bool is_rounding = std::abs(change) <= kRounding * std::abs(energy_);
  return is_rounding ? trial_ * (start_.slope + slope) / 2.0 : change;
}

bool LineSearch::IsAcceptable(const LinePoint& point) const {
  if (point.change > kDecrease * point.step * start_.slope) return false;
  const double slope = point.step == max_step_ ? point.slope : std::abs(point.slope);
  return slope <= kCurvature * -start_.slope;
}

/// A step so long that the energy there is not a number bounds all later ones.
LineSearch::State LineSearch::Retreat() {
  const double best = interval_.best.step;
  high_ = trial_;
  trial_ = best + kRetreat * (trial_ - best);
  return evaluations_ < kMaxEvaluations ? State::kSearching : State::kFailed;
}

LineSearch::State LineSearch::Advance(const LinePoint& point) {
  const double decrease = kDecrease * start_.slope;
  if (point.change <= decrease * point.step && point.slope >= 0) modified_ = false;
  // Until a point with sufficient decrease and rising energy is known, the search minimizes the
  // energy less the decrease asked for, so that it finds one (stage 1 of the method).
  const bool is_too_high =
      point.change > decrease * point.step && point.change <= interval_.best.change;
  const double offset = modified_ && is_too_high ? decrease : 0.0;
  const Interval interval = Tilted(interval_, -offset);
  const LinePoint trial = Tilted(point, -offset);
  const double ahead = point.step - interval_.best.step;
  const auto [low, high] = std::minmax(
      {point.step + kLeastExtrapolation * ahead, point.step + kMostExtrapolation * ahead});
  const double proposal = TrialStep(interval, trial, low, high);
  interval_ = Tilted(Narrowed(interval, trial), offset);
  trial_ = Safeguarded(proposal);
  return IsExhausted() ? State::kFailed : State::kSearching;
}

double LineSearch::Safeguarded(double proposal) {
  const double best = interval_.best.step;
  const double other = interval_.other.step;
  if (!interval_.bracketed) return std::clamp(proposal, 0.0, high_);
  const double width = std::abs(other - best);
  const bool stuck = width >= kShrinkage * width_before_;
  width_before_ = width_;
  width_ = width;
  const bool is_usable = !stuck && std::isfinite(proposal);
  return is_usable ? std::min(proposal, high_) : (best + other) / 2.0;
}

bool LineSearch::IsExhausted() const {
  const auto [low, high] = std::minmax({interval_.best.step, interval_.other.step});
  const bool nothing_left = interval_.bracketed && high - low <= kMinWidth * high;
  return nothing_left || evaluations_ >= kMaxEvaluations || !(trial_ > 0.0);
}

}  // namespace geomin
