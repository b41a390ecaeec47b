#pragma once

#include "../planarity.h"
#include "../symmetric.h"

namespace geomin {

/// The unit eigenvector of the smallest eigenvalue λ of a positive semidefinite matrix. λ is the
/// smallest root of λ³ - tλ² + mλ - d, t the trace, m that of the adjugate, d the determinant. All
/// roots being real, Newton's steps from 0 approach it from below; flat planes need two. Each
/// column of the adjugate of a - λ is the eigenvector times one of its components: the longest one
/// serves. False where there are no digits left: λ is not found, or nearly a double root.
template <class Real>
GEOMIN_INLINE bool FindNormal(const Symmetric<Real>& a, Vec3Of<Real>& normal) {
  constexpr int kMostSteps = 8;
  constexpr double kConverged = 1e-15;
  constexpr double kDistinct = 1e-5;
  const Symmetric<Real> minors = Adjugate(a);
  const Real t = Trace(a);
  const Real m = Trace(minors);
  const Real d = MulAdd(a.xx, minors.xx, MulAdd(a.xy, minors.xy, a.xz * minors.xz));
  const Real distinct = t * t * kDistinct;
  if (!All((t > 0.0) & (m > distinct))) return false;

  Real root = d / m;
  bool is_found = false;
  for (int step = 0; step < kMostSteps && !is_found; ++step) {
    const Real value = MulAdd(MulAdd(root - t, root, m), root, -d);
    const Real slope = MulAdd(3.0 * root - 2.0 * t, root, m);
    if (!All(slope > distinct)) return false;
    const Real change = value / slope;
    root = root - change;
    is_found = All(Abs(change) < t * kConverged);
  }
  if (!is_found) return false;

  const Symmetric<Real> columns = Adjugate(Shifted(a, root));
  const auto y_longer = columns.yy > columns.xx;
  const Real longer = Select(y_longer, columns.yy, columns.xx);
  const auto z_longest = columns.zz > longer;
  const Real x = Select(z_longest, columns.xz, Select(y_longer, columns.xy, columns.xx));
  const Real y = Select(z_longest, columns.yz, Select(y_longer, columns.yy, columns.xy));
  const Real z = Select(z_longest, columns.zz, Select(y_longer, columns.yz, columns.xz));
  const Vec3Of<Real> column{x, y, z};
  normal = (1.0 / Sqrt(Dot(column, column))) * column;
  return true;
}

/// Moves the sites of a block's planes to their weighted centroids.
template <class Real>
GEOMIN_INLINE void Centre(const Planes::Block& block, int lane, Vec3Of<Real>* r) {
  const int atoms = static_cast<int>(block.rows.size());
  Vec3Of<Real> sum{0.0, 0.0, 0.0};
  Real total_weight = 0.0;
  for (int a = 0; a < atoms; ++a) {
    const Real weight = Real::Load(&block.rows[a].weight[lane]);
    sum = sum + weight * r[a];
    total_weight = total_weight + weight;
  }
  const Vec3Of<Real> centre = (1.0 / Select(total_weight > 0.0, total_weight, Real(1.0))) * sum;
  for (int a = 0; a < atoms; ++a) r[a] = r[a] - centre;
}

/// Σ w r rᵀ.
template <class Real>
GEOMIN_INLINE Symmetric<Real> Inertia(const Planes::Block& block, int lane, const Vec3Of<Real>* r) {
  Symmetric<Real> sum{0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  for (std::size_t a = 0; a < block.rows.size(); ++a) {
    const Vec3Of<Real> wr = Real::Load(&block.rows[a].weight[lane]) * r[a];
    AddOuter(wr, r[a], sum);
  }
  return sum;
}

/// The energy of the planes of a block from `lane` on; see Planes. False where a best plane is all
/// but undecided.
template <class Real, bool kGradients>
GEOMIN_INLINE bool EvaluateLanes(const Planes::Block& block, int lane, const Point* sites,
                                 Point* gradients, Real& energy) {
  const int atoms = static_cast<int>(block.rows.size());
  Vec3Of<Real> r[Planes::kMostRows];
  for (int a = 0; a < atoms; ++a) {
    r[a] = Real::Difference(sites, &block.rows[a].i_seqs[lane], &block.rows[0].i_seqs[lane]);
  }
  Centre(block, lane, r);
  Vec3Of<Real> normal;
  if (!FindNormal(Inertia(block, lane, r), normal)) return false;

  energy = 0.0;
  for (int a = 0; a < atoms; ++a) {
    const Real distance = Dot(normal, r[a]);
    const Real weight = Real::Load(&block.weight[lane]) * Real::Load(&block.rows[a].weight[lane]);
    const Real pull = weight * distance;
    energy = MulAdd(pull, distance, energy);
    if constexpr (kGradients) {
      Real::Accumulate(gradients, &block.rows[a].i_seqs[lane], (2.0 * pull) * normal);
    }
  }
  return true;
}

}  // namespace geomin
