#pragma once

#include "../bond.h"

namespace geomin {

/// The energy of the bonds of a block from `lane` on; see Bonds. False where two atoms are all but
/// at one place.
template <class Real, bool kGradients>
GEOMIN_INLINE bool EvaluateLanes(const Bonds::Block& block, int lane, const Point* sites,
                                 Point* gradients, Real& energy) {
  const std::int32_t* const i = &block.i_seqs[0][lane];
  const std::int32_t* const j = &block.i_seqs[1][lane];
  const Vec3Of<Real> r = Real::Difference(sites, i, j);
  const Real square = Dot(r, r);
  if (!All(square > kLengthFloor * kLengthFloor)) return false;

  const Real length = Sqrt(square);
  const Real delta = Real::Load(&block.ideal[lane]) - length;
  const Real pull = Real::Load(&block.weight[lane]) * delta;
  energy = pull * delta;
  if constexpr (kGradients) {
    const Vec3Of<Real> g = (-2.0 * pull / length) * r;
    Real::Accumulate(gradients, i, g);
    Real::Accumulate(gradients, j, -g);
  }
  return true;
}

}  // namespace geomin
