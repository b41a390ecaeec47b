#pragma once

#include <cmath>    // std::sqrt
#include <utility>  // std::move
#include <vector>

#include "first_order.h"

namespace geomin {

/// Adam: Kingma & Ba (2015), algorithm 1, with the constants of TensorFlow.js, rounded as its
/// float32 does, so that both take the same way.
class Adam final : public FirstOrder {
 public:
  /// @param sites where to start, 3n, Å
  Adam(std::vector<double> sites, int threads)
      : FirstOrder(std::move(sites), threads), mean_(size()), square_(size()) {}

  Step Tell(double energy, const double* gradients, double learning_rate) override {
    const std::optional<double> longest = Longest(energy, gradients);
    if (!longest) return {false, true};
    mean_power_ *= kMeanDecay;
    square_power_ *= kSquareDecay;
    const double bound = *longest > kLargestGradient ? kLargestGradient / *longest : 1.0;
    const double rate = learning_rate / (1.0 - mean_power_);
    const double square_share = 1.0 / (1.0 - square_power_);
    Advance([&](std::size_t i) {
      const double g = bound * gradients[i];
      mean_[i] = kMeanDecay * mean_[i] + kMeanShare * g;
      square_[i] = kSquareDecay * square_[i] + kSquareShare * (g * g);
      return rate * mean_[i] / (std::sqrt(square_share * square_[i]) + kEpsilon);
    });
    return {true, false};
  }

  std::uint32_t kind() const override { return 3; }
  void Save(StateWriter& writer) const override { Exchange(*this, writer); }
  void Load(StateReader& reader) override { Exchange(*this, reader); }

 private:
  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    FirstOrder::Exchange(self, archive);
    archive.Values(self.mean_, self.size());
    archive.Values(self.square_, self.size());
    archive.Value(self.mean_power_);
    archive.Value(self.square_power_);
  }

  static constexpr float kMeanDecay = 0.9F;
  static constexpr double kMeanShare = 0.1F;
  static constexpr float kSquareDecay = 0.999F;
  static constexpr double kSquareShare = 0.001F;
  static constexpr double kEpsilon = 1e-7F;
  /// As for TensorFlow.js: squares of larger gradients come near the end of float32.
  static constexpr double kLargestGradient = 1e15;

  std::vector<double> mean_;    // of the gradients
  std::vector<double> square_;  // of their squares
  // The decays to the power of the number of steps, with the rounding errors of TensorFlow.js:
  // these are a thousandth of a percent of what the second falls short of 1 in the first steps.
  float mean_power_ = 1.0F;
  float square_power_ = 1.0F;
};

}  // namespace geomin
