#pragma once

#include <algorithm>  // std::max

#include "packed.h"
#include "residual.h"
#include "term.h"
#include "vec3.h"

/// Bond angles, the vertex in the middle. E = w δ² in degrees, δ = ideal - θ wrapped to ±180° less
/// the slack. With unit vectors u, v along the arms: dθ/dx0 = (u cos θ - v) / (|x0 - x1| sin θ),
/// and the same for x2 with u and v exchanged; u cos θ - v is sin θ long, so that flooring sin θ
/// makes the gradient fade at 0° and 180° (cctbx cuts it). An arm of no length leaves the angle
/// undefined.

namespace geomin {

struct Angles {
  static constexpr Term kTerm = kAngle;

  std::vector<std::int32_t> i_seqs;  // 3n
  std::vector<double> ideal;         // n, degrees
  std::vector<double> weight;        // n, 1/degree²
  std::vector<double> slack;         // n or none, degrees

  std::size_t size() const { return ideal.size(); }

  Atoms AtomsOf(std::size_t k) const { return {&i_seqs[3 * k], 3}; }

  struct Block {
    std::int32_t i_seqs[3][kBlock];
    double cos_ideal[kBlock];
    double sin_ideal[kBlock];
    double weight[kBlock];  // 1/radian²
  };

  bool FitsKernel(std::size_t k) const { return ValueOr(slack, k, 0.0) == 0.0; }
  int KindOf(std::size_t) const { return 0; }
  void Fill(std::size_t k, Block& block, int lane) const {
    for (int atom = 0; atom < 3; ++atom) block.i_seqs[atom][lane] = i_seqs[3 * k + atom];
    block.cos_ideal[lane] = std::cos(ideal[k] / kDegreesPerRadian);
    block.sin_ideal[lane] = std::sin(ideal[k] / kDegreesPerRadian);
    block.weight[lane] = weight[k] * kDegreesPerRadian * kDegreesPerRadian;
  }

  /// Adds to the gradients where kGradients.
  template <bool kGradients>
  Residual Evaluate(std::size_t k, const Point* sites, Point* gradients) const;
};

template <bool kGradients>
Residual Angles::Evaluate(std::size_t k, const Point* sites, Point* gradients) const {
  const std::int32_t* atoms = &i_seqs[3 * k];
  const Vec3 vertex = Site(sites, atoms[1]);
  const Vec3 arm0 = Site(sites, atoms[0]) - vertex;
  const Vec3 arm2 = Site(sites, atoms[2]) - vertex;
  const double length0 = Length(arm0);
  const double length2 = Length(arm2);
  if (length0 == 0.0 || length2 == 0.0) return UndefinedResidual();

  const Vec3 u = (1.0 / length0) * arm0;
  const Vec3 v = (1.0 / length2) * arm2;
  const double cosine = Dot(u, v);
  const double sine = Length(Cross(u, v));
  const double model = std::atan2(sine, cosine) * kDegreesPerRadian;
  const double delta = WrapDegrees(ideal[k] - model, 1);
  const Well well = HarmonicWell(weight[k], BeyondSlack(delta, ValueOr(slack, k, 0.0)));
  if constexpr (kGradients) {
    const double scale = -well.slope * kDegreesPerRadian / std::max(sine, kSineFloor);
    const Vec3 g0 = (scale / std::max(length0, kLengthFloor)) * (cosine * u - v);
    const Vec3 g2 = (scale / std::max(length2, kLengthFloor)) * (cosine * v - u);
    Accumulate(gradients, atoms[0], g0);
    Accumulate(gradients, atoms[1], -(g0 + g2));
    Accumulate(gradients, atoms[2], g2);
  }
  return {model, delta, well.energy};
}

}  // namespace geomin
