#pragma once

#include "../kernels.h"
#include "../one_by_one.h"
#include "angle.h"
#include "bond.h"
#include "chirality.h"
#include "dihedral.h"
#include "neighbors.h"
#include "nonbonded.h"
#include "parallelity.h"
#include "planarity.h"
#include "vectors.h"

namespace geomin {

/// There are no such blocks.
template <class Real, bool kGradients>
bool EvaluateLanes(const WithoutKernel::Block&, int, const Point*, Point*, Real&) {
  return false;
}

template <class Real, bool kGradients, class RestraintsOfOneType>
double SumBlocks(const Packed<RestraintsOfOneType>& packed, Range blocks, const Point* sites,
                 Point* gradients) {
  Real sum = 0.0;
  double one_by_one = 0.0;
  for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
    const auto& block = packed.blocks[b];
    for (int lane = 0; lane < kBlock; lane += Real::kWidth) {
      Real energy;
      if (EvaluateLanes<Real, kGradients>(block, lane, sites, gradients, energy)) {
        sum = sum + energy;
      } else {
        one_by_one += SumOneByOne(packed.restraints, &packed.numbers[b * kBlock + lane],
                                  Real::kWidth, sites, gradients);
      }
    }
  }
  return Sum(sum) + one_by_one;
}

template <class Real, class RestraintsOfOneType>
double SumBlocksOf(const Packed<RestraintsOfOneType>& packed, Range blocks, const Point* sites,
                   Point* gradients) {
  return gradients == nullptr ? SumBlocks<Real, false>(packed, blocks, sites, gradients)
                              : SumBlocks<Real, true>(packed, blocks, sites, gradients);
}

template <class Real>
double SumPairsOf(PairColumns pairs, std::size_t count, const Point* sites, Point* gradients) {
  return gradients == nullptr ? SumPairs<Real, false>(pairs, count, sites, gradients)
                              : SumPairs<Real, true>(pairs, count, sites, gradients);
}

template <class Real, class... Types>
constexpr std::tuple<Kernels::Sum<Types>...> SumsOf(const std::tuple<Types...>*) {
  return {SumBlocksOf<Real, Types>...};
}

/// All kernels for lanes of one width.
template <class Real>
constexpr Kernels kKernelsOf{SumsOf<Real>(static_cast<RestraintColumns*>(nullptr)),
                             SelectPairs<Real>, SumPairsOf<Real>, FindBehind<Real>,
                             kVectorKernelsOf<Real>};

}  // namespace geomin
