#pragma once

#include <cmath>  // std::abs
#include <optional>
#include <type_traits>  // std::is_const

namespace geomin {

/// Notices that the energy no longer falls: the mean over 50 iterations is hardly below that over
/// the 50 before. Means, because single energies of Adam and gradient descent go up and down; the
/// first steps of a large rate raise the energy far above the start, which is no lack of progress.
/// What no step can change is none of that energy: the more atoms are fixed, the more it would be.
/// In a map energies may be negative, and their size counts; near 0 the test asks for less, so that
/// it ends a minimization later, never earlier.
class StallTest {
 public:
  /// @param min_progress share of the energy that a block must win; 0 turns the test off
  /// @param fixed_energy that no step changes
  StallTest(double min_progress, double fixed_energy)
      : min_progress_(min_progress), fixed_energy_(fixed_energy) {}

  /// True where the iterate's energy ends a block that won too little.
  bool IsStalled(double energy) {
    sum_ += energy - fixed_energy_;
    if (++count_ < kBlock) return false;
    const double mean = sum_ / kBlock;
    const std::optional<double> before = mean_before_;
    mean_before_ = mean;
    sum_ = 0.0;
    count_ = 0;
    return before && *before - mean < min_progress_ * std::abs(*before);
  }

  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    archive.Value(self.min_progress_);
    archive.Value(self.fixed_energy_);
    archive.Value(self.sum_);
    archive.Bounded(self.count_, 0, kBlock - 1);
    bool has_before = self.mean_before_.has_value();
    double before = self.mean_before_.value_or(0.0);
    archive.Value(has_before);
    archive.Value(before);
    if constexpr (!std::is_const<Self>::value) {
      self.mean_before_ = has_before ? std::optional<double>(before) : std::nullopt;
    }
  }

 private:
  /// Iterations whose mean energies are compared.
  static constexpr int kBlock = 50;

  double min_progress_;
  double fixed_energy_;
  double sum_ = 0.0;
  int count_ = 0;
  std::optional<double> mean_before_;
};

}  // namespace geomin
