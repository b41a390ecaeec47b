#pragma once

#include <algorithm>  // std::max, std::min
#include <cmath>      // std::sqrt
#include <memory>     // std::shared_ptr
#include <vector>

#include "../chunks.h"
#include "../crew.h"
#include "../kernels.h"

namespace geomin {

/// The longest of the vectors (x y z) in a stretch, squared: of shifts, how far the atom moves that
/// moves farthest. A component that is not a number makes it infinite.
inline double LongestSquare(const double* a, std::size_t size) {
  double longest[2] = {0.0, 0.0};
  bool is_number = true;
  for (std::size_t i = 0; i + 3 <= size; i += 3) {
    const double square = a[i] * a[i] + a[i + 1] * a[i + 1] + a[i + 2] * a[i + 2];
    longest[i % 2] = std::max(longest[i % 2], square);
    is_number &= square == square;
  }
  return is_number ? std::max(longest[0], longest[1]) : HUGE_VAL;
}

/// Arithmetic on vectors of 3n coordinates or gradients, stretch by stretch: a stretch of several
/// vectors fits into a core's own cache, and stretches are what threads share. The cut depends on
/// the size alone and sums are taken in the stretches' order: so threads never change a digit.
class Vectors {
 public:
  Vectors(std::size_t size, int threads)
      : size_(size), threads_(size < kSharedSize ? 1 : threads), sums_(stretches()) {}

  std::size_t size() const { return size_; }
  int stretches() const { return static_cast<int>((size_ + kStretch - 1) / kStretch); }

  /// Calls work(stretch, range) for each stretch; whole atoms are in each.
  template <class Work>
  void ForEachStretch(const Work& work) const {
    crew_->Share(stretches(), threads_, [&](int stretch, int) {
      const std::size_t begin = stretch * kStretch;
      work(stretch, Range{begin, std::min(begin + kStretch, size_)});
    });
  }

  /// Σ of value(range) over all stretches, in their order.
  template <class Value>
  double Sum(const Value& value) {
    ForEachStretch([&](int stretch, Range range) { sums_[stretch] = value(range); });
    double sum = 0.0;
    for (const double part : sums_) sum += part;
    return sum;
  }

  /// Σ aᵢbᵢ
  double Dot(const double* a, const double* b) {
    return Sum(
        [&](Range range) { return kernels_.dot(a + range.begin, b + range.begin, range.size()); });
  }

  /// Length of the longest of the vectors (x y z), infinite where it or a component is beyond
  /// numbers.
  double Longest(const double* a) {
    ForEachStretch([&](int stretch, Range range) {
      sums_[stretch] = LongestSquare(a + range.begin, range.size());
    });
    double longest = 0.0;
    for (const double square : sums_) longest = std::max(longest, square);
    return std::sqrt(longest);
  }

  bool AllFinite(const double* a) {
    const double off = Sum([&](Range range) {
      double sum = 0.0;
      for (std::size_t i = range.begin; i < range.end; ++i) sum += 0.0 * a[i];
      return sum;
    });
    return off == 0.0;
  }

  double Norm(const double* a) { return std::sqrt(Dot(a, a)); }

  const VectorKernels& kernels() const { return kernels_; }

 private:
  static constexpr std::size_t kStretch = 1536;
  /// Smaller vectors are done before another thread has begun.
  static constexpr std::size_t kSharedSize = 100'000;

  std::size_t size_;
  int threads_;
  std::vector<double> sums_;
  std::shared_ptr<Crew> crew_ = Crew::Shared();
  const VectorKernels& kernels_ = ChosenKernels().vectors;
};

}  // namespace geomin
