#pragma once

#include <cmath>    // std::isfinite
#include <utility>  // std::move
#include <vector>

#include "optimizer.h"
#include "vectors.h"

namespace geomin {

/// Gradient descent with momentum: v ← momentum · v + g, x ← x - rate · v.
class GradientDescent final : public Optimizer {
 public:
  /// @param sites where to start, 3n, Å
  /// @param momentum share of the last step that the next one has, 0 to less than 1
  GradientDescent(std::vector<double> sites, double momentum, int threads)
      : vectors_(sites.size(), threads), momentum_(momentum), sites_(std::move(sites)) {}

  const double* Ask() const override { return next_.empty() ? sites_.data() : next_.data(); }
  const double* Iterate() const override { return sites_.data(); }

  Step Tell(double energy, const double* gradients, double learning_rate) override {
    const double longest = vectors_.Longest(gradients);
    const bool is_finite = std::isfinite(longest) || vectors_.AllFinite(gradients);
    if (!std::isfinite(energy) || !is_finite) return {false, true};
    velocity_.resize(sites_.size());
    const double largest = kMaxShift / learning_rate;
    const double bound = longest > largest ? largest / longest : 1.0;
    if (next_.empty()) next_ = sites_;
    sites_.swap(next_);
    vectors_.ForEachStretch([&](int, Range range) {
      for (std::size_t i = range.begin; i < range.end; ++i) {
        velocity_[i] = momentum_ * velocity_[i] + bound * gradients[i];
        next_[i] = sites_[i] - learning_rate * velocity_[i];
      }
    });
    return {true, false};
  }

 private:
  /// Gradient descent is not scaled by itself: one gradient moves no atom farther than this, Å.
  static constexpr double kMaxShift = 0.5;

  Vectors vectors_;
  double momentum_;
  std::vector<double> sites_;
  std::vector<double> next_;
  std::vector<double> velocity_;
};

}  // namespace geomin
