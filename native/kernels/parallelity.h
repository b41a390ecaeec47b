#pragma once

#include "../parallelity.h"
#include "planarity.h"

namespace geomin {

/// Sets r to the sites of some rows less their centroid; returns their Σ r rᵀ.
template <class Real>
GEOMIN_INLINE Symmetric<Real> CentredInertia(const Parallelities::Block::Row* rows,
                                             std::size_t count, int lane, const Point* sites,
                                             Vec3Of<Real>* r) {
  Vec3Of<Real> sum{0.0, 0.0, 0.0};
  for (std::size_t a = 0; a < count; ++a) {
    r[a] = Real::Difference(sites, &rows[a].i_seqs[lane], &rows[0].i_seqs[lane]);
    sum = sum + r[a];
  }
  const Vec3Of<Real> centroid = Real(1.0 / static_cast<double>(count)) * sum;
  Symmetric<Real> inertia{0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  for (std::size_t a = 0; a < count; ++a) {
    r[a] = r[a] - centroid;
    AddOuter(r[a], r[a], inertia);
  }
  return inertia;
}

/// The energy of the parallelities of a block from `lane` on; see Parallelities. Without
/// trigonometry: cos θ and sin θ are the product of the normals and the length of their cross
/// product, and 1 - cos δ = sin² δ / (1 + cos δ) loses no digits. False where a plane is all but
/// undecided.
template <class Real, bool kGradients>
GEOMIN_INLINE bool EvaluateLanes(const Parallelities::Block& block, int lane, const Point* sites,
                                 Point* gradients, Real& energy) {
  const std::size_t begin[] = {0, block.first_of_second, block.rows.size()};
  Vec3Of<Real> r[Parallelities::kMostRows];
  Symmetric<Real> inertia[2];
  Vec3Of<Real> normals[2];
  for (int p = 0; p < 2; ++p) {
    inertia[p] =
        CentredInertia(&block.rows[begin[p]], begin[p + 1] - begin[p], lane, sites, &r[begin[p]]);
    if (!FindNormal(inertia[p], normals[p])) return false;
  }
  const Real product = Dot(normals[0], normals[1]);
  const auto is_opposite = product < 0.0;
  const Vec3Of<Real> cross = Cross(normals[0], normals[1]);
  const Real cosine = Abs(product);
  const Real sine = Sqrt(Dot(cross, cross));

  const Real cos_ideal = Real::Load(&block.cos_ideal[lane]);
  const Real sin_ideal = Real::Load(&block.sin_ideal[lane]);
  const Real cos_delta = MulAdd(cosine, cos_ideal, sine * sin_ideal);
  const Real sin_delta = MulAdd(sine, cos_ideal, -(cosine * sin_ideal));
  const Real nearby = sin_delta * sin_delta / Max(1.0 + cos_delta, Real(1.0));
  const Real less = Select(cos_delta > 0.0, nearby, 1.0 - cos_delta);
  const Real weight = Real::Load(&block.weight[lane]);
  energy = weight * less;
  if constexpr (kGradients) {
    const Real slope = -weight * CosineSlope(cosine, sine, cos_ideal, sin_ideal);
    const Real pull = Select(is_opposite, -slope, slope);
    for (int p = 0; p < 2; ++p) {
      const TurningNormal<Real> plane(inertia[p], normals[p]);
      const Vec3Of<Real> turn = plane.Turn(pull * normals[1 - p]);
      for (std::size_t a = begin[p]; a < begin[p + 1]; ++a) {
        Real::Accumulate(gradients, block.rows[a].i_seqs + lane, plane.Gradient(r[a], turn));
      }
    }
  }
  return true;
}

}  // namespace geomin
