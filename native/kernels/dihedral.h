#pragma once

#include "../dihedral.h"
#include "../lanes/arctangent.h"

namespace geomin {

/// (cos α, sin α).
template <class Real>
struct Rotation {
  Real cosine, sine;
};

/// By α + β.
template <class Real>
GEOMIN_INLINE Rotation<Real> operator*(Rotation<Real> a, Rotation<Real> b) {
  return {MulAdd(a.cosine, b.cosine, -(a.sine * b.sine)),
          MulAdd(a.sine, b.cosine, a.cosine * b.sine)};
}

/// The energy of the dihedrals of a block from `lane` on; see Dihedrals. Without trigonometry: from
/// (cos φ, sin φ) by repeated turning to (cos nφ, sin nφ), and turned back from n times the ideal
/// to nδ, whose arctangent only harmonic wells need. False where three atoms are all but on a line.
template <class Real, bool kGradients>
GEOMIN_INLINE bool EvaluateLanes(const Dihedrals::Block& block, int lane, const Point* sites,
                                 Point* gradients, Real& energy) {
  const auto& i_seqs = block.i_seqs;
  const Vec3Of<Real> d01 = Real::Difference(sites, &i_seqs[0][lane], &i_seqs[1][lane]);
  const Vec3Of<Real> axis = Real::Difference(sites, &i_seqs[2][lane], &i_seqs[1][lane]);
  const Vec3Of<Real> d23 = Real::Difference(sites, &i_seqs[2][lane], &i_seqs[3][lane]);
  const Vec3Of<Real> normal0 = Cross(d01, axis);
  const Vec3Of<Real> normal3 = Cross(axis, d23);
  const Real square0 = Dot(normal0, normal0);
  const Real square3 = Dot(normal3, normal3);
  const Real axis_square = Dot(axis, axis);
  const Real nearest = axis_square * (kLengthFloor * kLengthFloor);
  const auto has_axis = axis_square > kLengthFloor * kLengthFloor;
  if (!All(has_axis & (square0 > nearest) & (square3 > nearest))) return false;

  // One division for all that divides.
  const Real squares = square0 * square3;
  const Real inverse = 1.0 / (squares * axis_square);
  const Real axis_length = Sqrt(axis_square);
  const Real unit = Sqrt(inverse * axis_square);
  const Rotation<Real> once{unit * Dot(normal0, normal3), unit * (axis_length * Dot(d01, normal3))};
  const int fold = Dihedrals::FoldOf(block.periodicity);
  Rotation<Real> model = once;
  for (int turns = 1; turns < fold; ++turns) model = model * once;
  const Rotation<Real> delta =
      Rotation<Real>{Real::Load(&block.cos_ideal[lane]), Real::Load(&block.sin_ideal[lane])} *
      Rotation<Real>{model.cosine, -model.sine};

  const Real weight = Real::Load(&block.weight[lane]);
  Real slope;  // by fold * δ
  if (block.periodicity > 0) {
    energy = weight * Max(1.0 - delta.cosine, Real(0.0));
    slope = weight * delta.sine;
  } else {
    const Real angle = ArcTangent(delta.sine, delta.cosine);
    energy = weight * angle * angle;
    slope = 2.0 * weight * angle;
  }
  if constexpr (kGradients) {
    const Real scale = (fold * slope) * (axis_length * inverse);
    const Vec3Of<Real> g0 = -(scale * square3 * axis_square) * normal0;
    const Vec3Of<Real> g3 = (scale * square0 * axis_square) * normal3;
    const Real per_axis_square = squares * inverse;
    const Real along0 = Dot(d01, axis) * per_axis_square;
    const Real along3 = Dot(axis, d23) * per_axis_square;
    const Vec3Of<Real> g_axis = along3 * g3 - along0 * g0;
    Real::Accumulate(gradients, &i_seqs[0][lane], g0);
    Real::Accumulate(gradients, &i_seqs[1][lane], -(g0 + g_axis));
    Real::Accumulate(gradients, &i_seqs[2][lane], g_axis - g3);
    Real::Accumulate(gradients, &i_seqs[3][lane], g3);
  }
  return true;
}

}  // namespace geomin
