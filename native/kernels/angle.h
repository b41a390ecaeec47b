#pragma once

#include "../angle.h"
#include "../lanes/arcsine.h"
#include "../lanes/arctangent.h"

namespace geomin {

/// The energy of the angles of a block from `lane` on; see Angles. With a and b the arms and
/// n = a × b, (a·b, |n|) points along (cos θ, sin θ); turned back by the ideal it points along
/// (cos δ, sin δ), and dθ/da = a × n / (a² |n|), dθ/db = n × b / (b² |n|). False where an angle is
/// all but straight or an arm all but of no length.
template <class Real, bool kGradients>
GEOMIN_INLINE bool EvaluateLanes(const Angles::Block& block, int lane, const Point* sites,
                                 Point* gradients, Real& energy) {
  const auto& i_seqs = block.i_seqs;
  const Vec3Of<Real> a = Real::Difference(sites, &i_seqs[0][lane], &i_seqs[1][lane]);
  const Vec3Of<Real> b = Real::Difference(sites, &i_seqs[2][lane], &i_seqs[1][lane]);
  const Vec3Of<Real> n = Cross(a, b);
  const Real a_square = Dot(a, a);
  const Real b_square = Dot(b, b);
  const Real n_square = Dot(n, n);
  const auto has_arms =
      (a_square > kLengthFloor * kLengthFloor) & (b_square > kLengthFloor * kLengthFloor);
  const Real squares = a_square * b_square;
  if (!All(has_arms & (n_square > squares * (kSineFloor * kSineFloor)))) return false;

  const Real x = Dot(a, b);
  const Real y = Sqrt(n_square);
  const Real lengths = Sqrt(squares);
  const Real inverse = 1.0 / (lengths * y);
  const Real per_lengths = inverse * y;
  const Real cos_ideal = Real::Load(&block.cos_ideal[lane]);
  const Real sin_ideal = Real::Load(&block.sin_ideal[lane]);
  const Real up = MulAdd(sin_ideal, x, -(cos_ideal * y));
  const Real along = MulAdd(cos_ideal, x, sin_ideal * y);
  const Real sine = up * per_lengths;
  const auto is_small = (Abs(sine) < kSine15) & (along > 0.0);
  const Real delta = All(is_small) ? ArcSine(sine) : ArcTangent(up, along);
  const Real pull = Real::Load(&block.weight[lane]) * delta;
  energy = pull * delta;
  if constexpr (kGradients) {
    const Real scale = -2.0 * pull * (inverse * per_lengths);
    const Vec3Of<Real> ga = (scale * b_square) * Cross(a, n);
    const Vec3Of<Real> gb = (scale * a_square) * Cross(n, b);
    Real::Accumulate(gradients, &i_seqs[0][lane], ga);
    Real::Accumulate(gradients, &i_seqs[1][lane], -(ga + gb));
    Real::Accumulate(gradients, &i_seqs[2][lane], gb);
  }
  return true;
}

}  // namespace geomin
