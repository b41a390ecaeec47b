#pragma once

#include "../chunks.h"
#include "../nonbonded.h"
#include "../one_by_one.h"
#include "../packed.h"

/// Few of the listed pairs repel at a time. So pairs are first selected, several at once and into
/// columns without gaps, and what was selected is evaluated then: digits depend on the pairs that
/// repel and on their order alone.

namespace geomin {

/// Writes the pairs that are nearer than vdw + `margin` (Å) to `to`, in their order; returns their
/// count. `to` has room for all of them and kBlock more.
template <class Real>
std::size_t SelectPairs(const Pairs& pairs, Range range, const Point* sites, double margin,
                        PairColumns to) {
  std::size_t count = 0;
  const auto select = [&](const std::int32_t* i, const std::int32_t* j, const double* vdw) {
    const Vec3Of<Real> r = Real::Difference(sites, i, j);
    const Real reach = Real::Load(vdw) + margin;
    const auto is_near = Dot(r, r) < reach * reach;
    if (!Any(is_near)) return;
    Real::Compress(is_near, i, to.i + count);
    Real::Compress(is_near, j, to.j + count);
    count += Real::Compress(is_near, vdw, to.vdw + count);
  };
  std::size_t k = range.begin;
  for (; k + Real::kWidth <= range.end; k += Real::kWidth) {
    select(&pairs.i[k], &pairs.j[k], &pairs.vdw[k]);
  }
  if (k == range.end) return count;
  // Lanes that only fill up have no distance and no reach.
  std::int32_t i[kBlock];
  double vdw[kBlock];
  std::int32_t j[kBlock];
  for (std::size_t lane = 0; lane < kBlock; ++lane) {
    const bool is_real = k + lane < range.end;
    i[lane] = pairs.i[is_real ? k + lane : k];
    j[lane] = is_real ? pairs.j[k + lane] : i[lane];
    vdw[lane] = is_real ? pairs.vdw[k + lane] : -margin;
  }
  select(i, j, vdw);
  return count;
}

/// The energy of one pair per lane; see nonbonded.h. False where two atoms are all but at one
/// place.
template <class Real, bool kGradients>
GEOMIN_INLINE bool EvaluateLanes(const std::int32_t* i, const std::int32_t* j, const double* vdw,
                                 const Point* sites, Point* gradients, Real& energy) {
  const Vec3Of<Real> r = Real::Difference(sites, i, j);
  const Real square = Dot(r, r);
  if (!All(square > kLengthFloor * kLengthFloor)) return false;

  const Real distance = Sqrt(square);
  const Real overlap = Max(Real::Load(vdw) - distance, Real(0.0));
  const Real pull = kRepulsion * overlap * overlap * overlap;
  energy = pull * overlap;
  if constexpr (kGradients) {
    const Vec3Of<Real> g = (-4.0 * pull / distance) * r;
    Real::Accumulate(gradients, i, g);
    Real::Accumulate(gradients, j, -g);
  }
  return true;
}

/// The energy of the first `count` pairs of the columns, which have room for kBlock more.
template <class Real, bool kGradients>
double SumPairs(PairColumns pairs, std::size_t count, const Point* sites, Point* gradients) {
  // Lanes that only fill up repeat the first pair and never repel.
  for (std::size_t k = count; k % kBlock != 0; ++k) {
    pairs.i[k] = pairs.i[0];
    pairs.j[k] = pairs.j[0];
    pairs.vdw[k] = 0.0;
  }
  Real sum = 0.0;
  double one_by_one = 0.0;
  for (std::size_t k = 0; k < count; k += Real::kWidth) {
    Real energy;
    if (EvaluateLanes<Real, kGradients>(pairs.i + k, pairs.j + k, pairs.vdw + k, sites, gradients,
                                        energy)) {
      sum = sum + energy;
    } else {
      const PairColumns rest{pairs.i + k, pairs.j + k, pairs.vdw + k};
      one_by_one += SumPairsOneByOne(rest, Real::kWidth, sites, gradients);
    }
  }
  return Sum(sum) + one_by_one;
}

}  // namespace geomin
