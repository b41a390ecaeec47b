#pragma once

#include "../nonbonded.h"
#include "../one_by_one.h"
#include "../packed.h"

/// Few of the listed pairs repel at a time: a first pass finds those, several at once, and a second
/// one evaluates them in blocks without gaps. Which pairs share a block depends on those that repel
/// alone, and so do the digits.

namespace geomin {

struct PairBlock {
  std::int32_t i[kBlock];
  std::int32_t j[kBlock];
  double vdw[kBlock];

  /// Lanes beyond `count` repeat the first pair and never repel.
  PairBlock(const Pairs& pairs, const std::int32_t* which, int count) {
    for (int lane = 0; lane < kBlock; ++lane) {
      const std::int32_t k = which[lane < count ? lane : 0];
      i[lane] = pairs.i[k];
      j[lane] = pairs.j[k];
      vdw[lane] = lane < count ? pairs.vdw[k] : 0.0;
    }
  }
};

/// Writes the numbers of the repelling pairs among begin <= k < end; returns their count. `found`
/// has room for kBlock more than there are.
template <class Real>
int FindRepelling(const Pairs& pairs, std::int32_t begin, std::int32_t end, const Point* sites,
                  std::int32_t* found) {
  int count = 0;
  std::int32_t k = begin;
  for (; k + Real::kWidth <= end; k += Real::kWidth) {
    const Vec3Of<Real> r = Real::Difference(sites, &pairs.i[k], &pairs.j[k]);
    const Real vdw = Real::Load(&pairs.vdw[k]);
    count += Real::WriteNumbers(Dot(r, r) < vdw * vdw, k, found + count);
  }
  if (k < end) {
    std::int32_t rest[kBlock];
    for (int lane = 0; lane < end - k; ++lane) rest[lane] = k + lane;
    const PairBlock block(pairs, rest, end - k);
    const Vec3Of<Real> r = Real::Difference(sites, block.i, block.j);
    const Real vdw = Real::Load(block.vdw);
    count += Real::WriteNumbers(Dot(r, r) < vdw * vdw, k, found + count);
  }
  return count;
}

/// The energy of the pairs of a block from `lane` on; see nonbonded.h. False where two atoms are
/// all but at one place.
template <class Real, bool kGradients>
bool EvaluateLanes(const PairBlock& block, int lane, const Point* sites, Point* gradients,
                   Real& energy) {
  const Vec3Of<Real> r = Real::Difference(sites, &block.i[lane], &block.j[lane]);
  const Real square = Dot(r, r);
  if (!All(square > kLengthFloor * kLengthFloor)) return false;

  const Real distance = Sqrt(square);
  const Real overlap = Max(Real::Load(&block.vdw[lane]) - distance, Real(0.0));
  const Real pull = kRepulsion * overlap * overlap * overlap;
  energy = pull * overlap;
  if constexpr (kGradients) {
    const Vec3Of<Real> g = (-4.0 * pull / distance) * r;
    Real::Accumulate(gradients, &block.i[lane], g);
    Real::Accumulate(gradients, &block.j[lane], -g);
  }
  return true;
}

/// The energy of up to kBlock repelling pairs.
template <class Real, bool kGradients>
void AddBlock(const Pairs& pairs, const std::int32_t* which, int count, const Point* sites,
              Point* gradients, Real& sum, double& one_by_one) {
  const PairBlock block(pairs, which, count);
  for (int lane = 0; lane < count; lane += Real::kWidth) {
    Real energy;
    if (EvaluateLanes<Real, kGradients>(block, lane, sites, gradients, energy)) {
      sum = sum + energy;
    } else {
      const int width = count - lane < Real::kWidth ? count - lane : Real::kWidth;
      one_by_one += SumOneByOne(pairs, which + lane, width, sites, gradients);
    }
  }
}

template <class Real, bool kGradients>
double SumPairs(const Pairs& pairs, Range range, const Point* sites, Point* gradients) {
  constexpr std::size_t kBatch = 1024;
  Real sum = 0.0;
  double one_by_one = 0.0;
  std::int32_t repelling[kBatch + 2 * kBlock];
  int count = 0;
  for (std::size_t begin = range.begin; begin < range.end; begin += kBatch) {
    const std::size_t end = begin + kBatch < range.end ? begin + kBatch : range.end;
    count += FindRepelling<Real>(pairs, static_cast<std::int32_t>(begin),
                                 static_cast<std::int32_t>(end), sites, repelling + count);
    int done = 0;
    for (; done + kBlock <= count; done += kBlock) {
      AddBlock<Real, kGradients>(pairs, repelling + done, kBlock, sites, gradients, sum,
                                 one_by_one);
    }
    for (int k = done; k < count; ++k) repelling[k - done] = repelling[k];
    count -= done;
  }
  if (count > 0) {
    AddBlock<Real, kGradients>(pairs, repelling, count, sites, gradients, sum, one_by_one);
  }
  return Sum(sum) + one_by_one;
}

}  // namespace geomin
