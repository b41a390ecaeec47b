#pragma once

#include <limits>

#include "trial_step.h"

namespace geomin {

/// A line search in ask/tell form that ends on the strong Wolfe conditions: Moré & Thuente, ACM
/// Trans. Math. Softw. 20 (1994) 286.
///
/// Where the energies of start and trial differ by no more than their rounding, their difference is
/// taken from the slopes, as step · (slope₀ + slope) / 2. The test for sufficient decrease then is
/// the approximate Wolfe condition of Hager & Zhang, SIAM J. Optim. 16 (2005) 170, so the search
/// goes on to where the gradient itself is rounding.
class LineSearch {
 public:
  enum class State { kSearching, kAccepted, kFailed };

  /// @param energy at the start
  /// @param slope dE/dstep at the start, below 0
  /// @param first_step to try
  /// @param max_step no step is longer
  LineSearch(double energy, double slope, double first_step, double max_step);

  /// Step to evaluate next, or the accepted one.
  double step() const { return trial_; }

  /// Energy and dE/dstep at step().
  State Tell(double energy, double slope);

  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    archive.Value(self.energy_);
    archive.Value(self.max_step_);
    LinePoint::Exchange(self.start_, archive);
    Interval::Exchange(self.interval_, archive);
    archive.Value(self.trial_);
    archive.Value(self.high_);
    archive.Bounded(self.evaluations_, 0, kMaxEvaluations);
    archive.Value(self.modified_);
    archive.Value(self.width_);
    archive.Value(self.width_before_);
  }

 private:
  static constexpr int kMaxEvaluations = 20;

  double ChangeTo(double energy, double slope) const;
  bool IsAcceptable(const LinePoint& point) const;
  State Retreat();
  State Advance(const LinePoint& point);
  double Safeguarded(double proposal);
  bool IsExhausted() const;

  double energy_;
  double max_step_;
  LinePoint start_;
  Interval interval_;
  double trial_;
  double high_;
  int evaluations_ = 0;
  bool modified_ = true;
  double width_ = std::numeric_limits<double>::infinity();         // of the last trial's interval
  double width_before_ = std::numeric_limits<double>::infinity();  // of the one before
};

}  // namespace geomin
