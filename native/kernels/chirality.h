#pragma once

#include "../chirality.h"

namespace geomin {

/// The energy of the chiral volumes of a block from `lane` on; see Chiralities. Always true: a
/// volume is defined wherever its atoms are.
template <class Real, bool kGradients>
GEOMIN_INLINE bool EvaluateLanes(const Chiralities::Block& block, int lane, const Point* sites,
                                 Point* gradients, Real& energy) {
  const auto& i_seqs = block.i_seqs;
  const Vec3Of<Real> d01 = Real::Difference(sites, &i_seqs[1][lane], &i_seqs[0][lane]);
  const Vec3Of<Real> d02 = Real::Difference(sites, &i_seqs[2][lane], &i_seqs[0][lane]);
  const Vec3Of<Real> d03 = Real::Difference(sites, &i_seqs[3][lane], &i_seqs[0][lane]);
  const Vec3Of<Real> normal1 = Cross(d02, d03);
  const Real delta = Real::Load(&block.ideal[lane]) - Dot(d01, normal1);
  const Real pull = Real::Load(&block.weight[lane]) * delta;
  energy = pull * delta;
  if constexpr (kGradients) {
    const Real scale = -2.0 * pull;
    const Vec3Of<Real> g1 = scale * normal1;
    const Vec3Of<Real> g2 = scale * Cross(d03, d01);
    const Vec3Of<Real> g3 = scale * Cross(d01, d02);
    Real::Accumulate(gradients, &i_seqs[0][lane], -(g1 + g2 + g3));
    Real::Accumulate(gradients, &i_seqs[1][lane], g1);
    Real::Accumulate(gradients, &i_seqs[2][lane], g2);
    Real::Accumulate(gradients, &i_seqs[3][lane], g3);
  }
  return true;
}

}  // namespace geomin
