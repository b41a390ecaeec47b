#pragma once

#include <algorithm>  // std::clamp, std::max, std::min
#include <cmath>

namespace geomin {

/// A place along a line: how far from the start, the energy there less that at the start, and
/// dE/dstep.
struct LinePoint {
  double step;
  double change;
  double slope;

  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    archive.Value(self.step);
    archive.Value(self.change);
    archive.Value(self.slope);
  }
};

/// Where a search stands: its best point, the other end of the interval, and whether that encloses
/// a minimum.
struct Interval {
  LinePoint best;
  LinePoint other;
  bool bracketed;

  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    LinePoint::Exchange(self.best, archive);
    LinePoint::Exchange(self.other, archive);
    archive.Value(self.bracketed);
  }
};

namespace trial_step {

/// A bracketed step in case 3 stays this share of the interval away from its far end.
constexpr double kFarEnd = 0.66;

/// Minimizer of the cubic with the values and slopes of a and b; NaN where it has none.
inline double CubicMinimizer(const LinePoint& a, const LinePoint& b) {
  const double width = b.step - a.step;
  const double theta = 3.0 * (a.change - b.change) / width + a.slope + b.slope;
  const double scale = std::max({std::abs(theta), std::abs(a.slope), std::abs(b.slope)});
  const double share = theta / scale;
  const double discriminant = share * share - (a.slope / scale) * (b.slope / scale);
  const double gamma = std::copysign(scale * std::sqrt(discriminant), width);
  return a.step + width * (gamma - a.slope + theta) / (2.0 * gamma - a.slope + b.slope);
}

/// Minimizer of the parabola with both values and the slope of a.
inline double ParabolaMinimizer(const LinePoint& a, const LinePoint& b) {
  const double width = b.step - a.step;
  return a.step + width * a.slope / (2.0 * ((a.change - b.change) / width + a.slope));
}

/// Where the slope, taken as linear between a and b, is zero.
inline double SecantZero(const LinePoint& a, const LinePoint& b) {
  return b.step + b.slope / (b.slope - a.slope) * (a.step - b.step);
}

inline double NearerTo(double step, double a, double b) {
  return std::abs(a - step) < std::abs(b - step) ? a : b;
}

inline double FartherFrom(double step, double a, double b) {
  return std::abs(a - step) > std::abs(b - step) ? a : b;
}

inline bool HasOtherSign(double a, double b) {
  return (a < 0.0 && b > 0.0) || (a > 0.0 && b < 0.0);
}

/// Downhill on the same side, the slope fading: the cubic may have no minimum beyond the trial.
inline double FadingSlopeStep(const Interval& interval, const LinePoint& trial, double low,
                              double high) {
  const bool ahead = trial.step > interval.best.step;
  const double cubic = CubicMinimizer(trial, interval.best);
  const bool beyond = ahead ? cubic > trial.step : cubic < trial.step;
  const double cubic_step = beyond ? cubic : (ahead ? high : low);
  const double secant = SecantZero(interval.best, trial);
  if (!interval.bracketed) {
    return std::clamp(FartherFrom(trial.step, cubic_step, secant), low, high);
  }
  const double limit = trial.step + kFarEnd * (interval.other.step - trial.step);
  const double nearer = NearerTo(trial.step, cubic_step, secant);
  return ahead ? std::min(limit, nearer) : std::max(limit, nearer);
}

}  // namespace trial_step

/// The next step to try: one of the four cases of Moré & Thuente, ACM Trans. Math. Softw. 20 (1994)
/// 286, section 4. An unbracketed step stays within `low` and `high`. NaN where rounding leaves
/// nothing to interpolate.
inline double TrialStep(const Interval& interval, const LinePoint& trial, double low, double high) {
  using namespace trial_step;
  const LinePoint& best = interval.best;
  if (trial.change > best.change) {
    const double cubic = CubicMinimizer(best, trial);
    const double parabola = ParabolaMinimizer(best, trial);
    const bool cubic_is_nearer = std::abs(cubic - best.step) < std::abs(parabola - best.step);
    return cubic_is_nearer ? cubic : (cubic + parabola) / 2.0;
  }
  if (HasOtherSign(trial.slope, best.slope)) {
    return FartherFrom(trial.step, CubicMinimizer(trial, best), SecantZero(best, trial));
  }
  if (std::abs(trial.slope) < std::abs(best.slope)) {
    return FadingSlopeStep(interval, trial, low, high);
  }
  if (interval.bracketed) return CubicMinimizer(trial, interval.other);
  return trial.step > best.step ? high : low;
}

/// The interval that the trial leaves: still around a minimum, or still downhill from its best
/// point.
inline Interval Narrowed(const Interval& interval, const LinePoint& trial) {
  if (trial.change > interval.best.change) return {interval.best, trial, true};
  const bool crossed = trial_step::HasOtherSign(trial.slope, interval.best.slope);
  return {trial, crossed ? interval.best : interval.other, interval.bracketed || crossed};
}

}  // namespace geomin
