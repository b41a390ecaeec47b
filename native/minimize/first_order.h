#pragma once

#include <cmath>  // std::isfinite
#include <optional>
#include <utility>  // std::move
#include <vector>

#include "optimizer.h"
#include "state.h"
#include "vectors.h"

namespace geomin {

/// What Adam and gradient descent share: every gradient makes a step, which leads from one
/// iterate to the next.
class FirstOrder : public Optimizer {
 public:
  const double* Ask() const override { return next_.empty() ? sites_.data() : next_.data(); }
  const double* Iterate() const override { return sites_.data(); }

 protected:
  /// @param sites where to start, 3n, Å
  FirstOrder(std::vector<double> sites, int threads)
      : vectors_(sites.size(), threads), sites_(std::move(sites)) {}

  std::size_t size() const { return vectors_.size(); }

  template <class Self, class Archive>
  static void Exchange(Self& self, Archive& archive) {
    archive.Values(self.sites_, self.size());
    archive.ValuesOrNone(self.next_, self.size());
  }

  /// The length of the longest gradient of an atom, 1/Å; nothing where a figure is not finite.
  std::optional<double> Longest(double energy, const double* gradients) {
    const double longest = vectors_.Longest(gradients);
    const bool is_finite = std::isfinite(longest) || vectors_.AllFinite(gradients);
    if (!std::isfinite(energy) || !is_finite) return std::nullopt;
    return longest;
  }

  /// Makes the sites that were asked for the iterate, and goes on from there by -step(i).
  template <class Step>
  void Advance(const Step& step) {
    if (next_.empty()) next_ = sites_;
    sites_.swap(next_);
    vectors_.ForEachStretch([&](int, Range range) {
      for (std::size_t i = range.begin; i < range.end; ++i) next_[i] = sites_[i] - step(i);
    });
  }

 private:
  Vectors vectors_;
  std::vector<double> sites_;
  std::vector<double> next_;
};

}  // namespace geomin
