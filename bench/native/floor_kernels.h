#pragma once

#include "floor.h"

namespace bench {

using geomin::kBlock;
using geomin::Point;
using geomin::Range;
using geomin::Vec3Of;

/// Loads the sites of N atoms per lane, each less the first one's, and adds them to their
/// gradients.
template <class Real, int N, class Block>
GEOMIN_INLINE void Touch(const Block& block, int lane, const Point* sites, Point* gradients) {
  Vec3Of<Real> r[N];
  for (int a = 0; a < N; ++a) {
    r[a] = Real::Difference(sites, &block.i_seqs[a][lane], &block.i_seqs[(a + 1) % N][lane]);
  }
  for (int a = 0; a < N; ++a) Real::Accumulate(gradients, &block.i_seqs[a][lane], r[a]);
}

template <class Real>
GEOMIN_INLINE Real FloorOf(const geomin::Bonds::Block& block, int lane, const Point* sites,
                           Point* gradients) {
  Touch<Real, 2>(block, lane, sites, gradients);
  return Real::Load(&block.ideal[lane]) + Real::Load(&block.weight[lane]);
}

template <class Real>
GEOMIN_INLINE Real FloorOf(const geomin::Angles::Block& block, int lane, const Point* sites,
                           Point* gradients) {
  Touch<Real, 3>(block, lane, sites, gradients);
  return Real::Load(&block.cos_ideal[lane]) + Real::Load(&block.sin_ideal[lane]) +
         Real::Load(&block.weight[lane]);
}

template <class Real>
GEOMIN_INLINE Real FloorOf(const geomin::Dihedrals::Block& block, int lane, const Point* sites,
                           Point* gradients) {
  Touch<Real, 4>(block, lane, sites, gradients);
  return Real::Load(&block.cos_ideal[lane]) + Real::Load(&block.sin_ideal[lane]) +
         Real::Load(&block.weight[lane]);
}

template <class Real>
GEOMIN_INLINE Real FloorOf(const geomin::Chiralities::Block& block, int lane, const Point* sites,
                           Point* gradients) {
  Touch<Real, 4>(block, lane, sites, gradients);
  return Real::Load(&block.ideal[lane]) + Real::Load(&block.weight[lane]);
}

template <class Real, class Rows>
GEOMIN_INLINE void TouchRows(const Rows& rows, int lane, const Point* sites, Point* gradients) {
  for (std::size_t a = 0; a < rows.size(); ++a) {
    const std::int32_t* const i = &rows[a].i_seqs[lane];
    Real::Accumulate(gradients, i, Real::Difference(sites, i, &rows[0].i_seqs[lane]));
  }
}

template <class Real>
GEOMIN_INLINE Real FloorOf(const geomin::Planes::Block& block, int lane, const Point* sites,
                           Point* gradients) {
  TouchRows<Real>(block.rows, lane, sites, gradients);
  Real sum = Real::Load(&block.weight[lane]);
  for (const auto& row : block.rows) sum = sum + Real::Load(&row.weight[lane]);
  return sum;
}

template <class Real>
GEOMIN_INLINE Real FloorOf(const geomin::Parallelities::Block& block, int lane, const Point* sites,
                           Point* gradients) {
  TouchRows<Real>(block.rows, lane, sites, gradients);
  return Real::Load(&block.weight[lane]);
}

/// Types without a kernel have no blocks.
template <class Real>
Real FloorOf(const geomin::WithoutKernel::Block&, int, const Point*, Point*) {
  return 0.0;
}

template <class Real, class Columns>
double FloorSum(const geomin::Packed<Columns>& packed, Range blocks, const Point* sites,
                Point* gradients) {
  Real sum = 0.0;
  for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
    for (int lane = 0; lane < kBlock; lane += Real::kWidth) {
      sum = sum + FloorOf<Real>(packed.blocks[b], lane, sites, gradients);
    }
  }
  return Sum(sum);
}

template <class Real>
double LoadPairs(const geomin::Pairs& pairs, Range range, const Point* sites) {
  Vec3Of<Real> sum{0.0, 0.0, 0.0};
  for (std::size_t k = range.begin; k + Real::kWidth <= range.end; k += Real::kWidth) {
    const Vec3Of<Real> r = Real::Difference(sites, &pairs.i[k], &pairs.j[k]);
    sum = sum + r;
    sum.x = sum.x + Real::Load(&pairs.vdw[k]);
  }
  return Sum(sum.x + sum.y + sum.z);
}

template <class Real>
double StorePairs(const geomin::Pairs& pairs, Range range, const Point* sites, Point* gradients) {
  Real sum = 0.0;
  for (std::size_t k = range.begin; k + Real::kWidth <= range.end; k += Real::kWidth) {
    const Vec3Of<Real> r = Real::Difference(sites, &pairs.i[k], &pairs.j[k]);
    sum = sum + Real::Load(&pairs.vdw[k]);
    Real::Accumulate(gradients, &pairs.i[k], r);
    Real::Accumulate(gradients, &pairs.j[k], -r);
  }
  return Sum(sum);
}

template <class Real, class... Types>
constexpr std::tuple<Floor::Sum<Types>...> FloorSums(const std::tuple<Types...>*) {
  return {FloorSum<Real, Types>...};
}

template <class Real>
constexpr Floor kFloorOf{FloorSums<Real>(static_cast<geomin::RestraintColumns*>(nullptr)),
                         LoadPairs<Real>, StorePairs<Real>};

}  // namespace bench
