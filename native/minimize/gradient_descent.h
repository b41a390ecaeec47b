#pragma once

#include <utility>  // std::move
#include <vector>

#include "first_order.h"

namespace geomin {

/// Gradient descent with momentum: v ← momentum · v + g, x ← x - rate · v.
class GradientDescent final : public FirstOrder {
 public:
  /// @param sites where to start, 3n, Å
  /// @param momentum share of the last step that the next one has, 0 to less than 1
  GradientDescent(std::vector<double> sites, double momentum, int threads)
      : FirstOrder(std::move(sites), threads), momentum_(momentum), velocity_(size()) {}

  Step Tell(double energy, const double* gradients, double learning_rate) override {
    const std::optional<double> longest = Longest(energy, gradients);
    if (!longest) return {false, true};
    const double largest = kMaxShift / learning_rate;
    const double bound = *longest > largest ? largest / *longest : 1.0;
    Advance([&](std::size_t i) {
      velocity_[i] = momentum_ * velocity_[i] + bound * gradients[i];
      return learning_rate * velocity_[i];
    });
    return {true, false};
  }

  std::uint32_t kind() const override { return 4; }
  void Save(StateWriter& writer) const override { Exchange(*this, writer); }
  void Load(StateReader& reader) override { Exchange(*this, reader); }

 private:
  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    FirstOrder::Exchange(self, archive);
    archive.Value(self.momentum_);
    archive.Values(self.velocity_, self.size());
  }

  /// Gradient descent is not scaled by itself: one gradient moves no atom farther than this, Å.
  static constexpr double kMaxShift = 0.5;

  double momentum_;
  std::vector<double> velocity_;
};

}  // namespace geomin
