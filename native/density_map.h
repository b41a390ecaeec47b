#pragma once

#include <array>
#include <cmath>    // std::floor
#include <cstddef>  // std::size_t
#include <cstdint>  // std::int32_t, std::int64_t, std::uint8_t
#include <utility>  // std::move
#include <vector>

#include "crystal.h"

/// Density on a grid, interpolated by the cubic convolution of Keys (IEEE Trans. Acoust. Speech
/// Signal Process. 29, 1153, 1981) with a = -1/2, the spline of Catmull and Rom, along each axis in
/// turn: it goes through the values on the grid, and it and its derivatives are continuous. Along
/// an axis the grid repeats, or all is 0 outside, which the density fades to over two steps.

namespace geomin {

/// Of the four grid points around a place between the middle two, t of the way from one to the
/// other.
struct CubicWeights {
  double value[4];
  double slope[4];  // d value / dt
};

inline CubicWeights CubicWeightsAt(double t) {
  return {{((-0.5 * t + 1.0) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1.0,
           ((-1.5 * t + 2.0) * t + 0.5) * t, (0.5 * t - 0.5) * t * t},
          {(-1.5 * t + 2.0) * t - 0.5, (4.5 * t - 5.0) * t, (-4.5 * t + 4.0) * t + 0.5,
           (1.5 * t - 1.0) * t}};
}

class DensityMap {
 public:
  /// Density, and its derivatives by x, y and z (1/Å).
  struct Density {
    double value;
    Vec3 gradient;
  };

  DensityMap() = default;
  /// @param values size[0] * size[1] * size[2], the first axis fastest; none is empty
  /// @param repeats of each axis
  /// @param to_grid makes grid coordinates of sites, in steps from the first point
  DensityMap(std::vector<float> values, std::array<std::int32_t, 3> size,
             std::array<bool, 3> repeats, const Affine& to_grid)
      : values_(std::move(values)), size_(size), repeats_(repeats), to_grid_(to_grid) {}

  std::size_t Bytes() const { return values_.size() * sizeof(float); }

  Density At(Vec3 site) const {
    const Vec3 place = to_grid_(site);
    const Axis x = Along(0, place.x);
    const Axis y = Along(1, place.y);
    const Axis z = Along(2, place.z);
    Density sum{0.0, {0.0, 0.0, 0.0}};
    for (int k = 0; k < 4; ++k) {
      if (z.points[k] == kOutside) continue;
      for (int j = 0; j < 4; ++j) {
        if (y.points[j] != kOutside) AddRow(x, y, z, j, k, sum);
      }
    }
    sum.gradient = to_grid_.TurnBack(sum.gradient);
    return sum;
  }

 private:
  static constexpr std::int32_t kOutside = -1;

  /// The four points along an axis that a place lies between, and what each counts.
  struct Axis {
    std::int32_t points[4];
    CubicWeights weights;
  };

  Axis Along(int axis, double place) const {
    const std::int32_t size = size_[axis];
    if (repeats_[axis]) place -= size * std::floor(place / size);
    const double below = std::floor(place);
    Axis along{{kOutside, kOutside, kOutside, kOutside}, CubicWeightsAt(place - below)};
    if (!(below >= -2.0 && below <= size)) return along;
    for (int p = 0; p < 4; ++p) {
      const std::int64_t point = static_cast<std::int64_t>(below) + p - 1;
      if (repeats_[axis]) {
        along.points[p] = static_cast<std::int32_t>((point + size) % size);
      } else if (point >= 0 && point < size) {
        along.points[p] = static_cast<std::int32_t>(point);
      }
    }
    return along;
  }

  /// Adds four points along x; the gradient is by grid coordinates.
  void AddRow(const Axis& x, const Axis& y, const Axis& z, int j, int k, Density& sum) const {
    const std::size_t line = static_cast<std::size_t>(z.points[k]) * size_[1] + y.points[j];
    const float* const row = values_.data() + line * size_[0];
    double value = 0.0;
    double slope = 0.0;
    for (int i = 0; i < 4; ++i) {
      if (x.points[i] == kOutside) continue;
      const double at = row[x.points[i]];
      value += x.weights.value[i] * at;
      slope += x.weights.slope[i] * at;
    }
    const double by = y.weights.value[j];
    const double bz = z.weights.value[k];
    sum.value += by * bz * value;
    sum.gradient.x += by * bz * slope;
    sum.gradient.y += y.weights.slope[j] * bz * value;
    sum.gradient.z += by * z.weights.slope[k] * value;
  }

  std::vector<float> values_;
  std::array<std::int32_t, 3> size_{};
  std::array<bool, 3> repeats_{};
  Affine to_grid_{};
};

}  // namespace geomin
