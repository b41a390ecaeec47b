#pragma once

#include <cmath>    // std::isfinite, std::sqrt
#include <utility>  // std::move
#include <vector>

#include "optimizer.h"
#include "vectors.h"

namespace geomin {

/// Adam: Kingma & Ba (2015), algorithm 1, with the constants of TensorFlow.js, rounded as its
/// float32 does, so that both take the same way.
class Adam final : public Optimizer {
 public:
  /// @param sites where to start, 3n, Å
  Adam(std::vector<double> sites, int threads)
      : vectors_(sites.size(), threads), sites_(std::move(sites)) {}

  const double* Ask() const override { return next_.empty() ? sites_.data() : next_.data(); }
  const double* Iterate() const override { return sites_.data(); }

  Step Tell(double energy, const double* gradients, double learning_rate) override {
    const double longest = vectors_.Longest(gradients);
    const bool is_finite = std::isfinite(longest) || vectors_.AllFinite(gradients);
    if (!std::isfinite(energy) || !is_finite) return {false, true};
    mean_.resize(sites_.size());
    square_.resize(sites_.size());
    mean_power_ *= kMeanDecay;
    square_power_ *= kSquareDecay;
    const double bound = longest > kLargestGradient ? kLargestGradient / longest : 1.0;
    const double rate = learning_rate / (1.0 - mean_power_);
    const double square_share = 1.0 / (1.0 - square_power_);
    if (next_.empty()) next_ = sites_;
    sites_.swap(next_);
    vectors_.ForEachStretch([&](int, Range range) {
      for (std::size_t i = range.begin; i < range.end; ++i) {
        const double g = bound * gradients[i];
        mean_[i] = kMeanDecay * mean_[i] + kMeanShare * g;
        square_[i] = kSquareDecay * square_[i] + kSquareShare * (g * g);
        next_[i] = sites_[i] - rate * mean_[i] / (std::sqrt(square_share * square_[i]) + kEpsilon);
      }
    });
    return {true, false};
  }

 private:
  static constexpr float kMeanDecay = 0.9F;
  static constexpr double kMeanShare = 0.1F;
  static constexpr float kSquareDecay = 0.999F;
  static constexpr double kSquareShare = 0.001F;
  static constexpr double kEpsilon = 1e-7F;
  /// As for TensorFlow.js: squares of larger gradients come near the end of float32.
  static constexpr double kLargestGradient = 1e15;

  Vectors vectors_;
  std::vector<double> sites_;
  std::vector<double> next_;
  std::vector<double> mean_;    // of the gradients
  std::vector<double> square_;  // of their squares
  // The decays to the power of the number of steps, with the rounding errors of TensorFlow.js:
  // these are a thousandth of a percent of what the second falls short of 1 in the first steps.
  float mean_power_ = 1.0F;
  float square_power_ = 1.0F;
};

}  // namespace geomin
