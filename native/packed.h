#pragma once

#include <algorithm>  // std::min, std::stable_sort
#include <cstddef>    // std::size_t
#include <cstdint>    // std::int32_t
#include <utility>    // std::move
#include <vector>

/// Restraints laid out for the kernels: blocks of eight, column by column, so that a kernel takes
/// as many of them at a time as it has lanes. Restraints that the kernels have no formula for
/// (slack, top-out, further ideals) stay aside and are evaluated one by one.

namespace geomin {

/// Restraints per block: as many as the widest lanes hold.
constexpr int kBlock = 8;

/// In a lane that only fills up its block: it repeats a restraint's atoms and weighs nothing.
constexpr std::int32_t kNoRestraint = -1;

template <class RestraintsOfOneType>
struct Packed {
  RestraintsOfOneType restraints;
  std::vector<typename RestraintsOfOneType::Block> blocks;
  std::vector<std::int32_t> aside;

  std::size_t Bytes() const {
    return blocks.size() * sizeof(blocks[0]) + aside.size() * sizeof(aside[0]);
  }
};

/// Packs restraints whose type has
///   `struct Block` with the columns `restraint` (numbers) and `weight`,
///   `bool FitsKernel(k)`, whether the kernel's formula is that of restraint k,
///   `int KindOf(k)`, which all restraints of a block share, and
///   `void Fill(k, block, lane)`, which writes its columns.
/// Kinds are sorted within stretches of the restraints' own order, which follows the chain: so the
/// atoms that a kernel asks for are still in the cache.
template <class RestraintsOfOneType>
Packed<RestraintsOfOneType> Pack(RestraintsOfOneType restraints) {
  constexpr std::size_t kStretch = 1024;
  Packed<RestraintsOfOneType> packed;
  const auto kind_of = [&](std::int32_t k) { return restraints.KindOf(k); };
  std::vector<std::int32_t> stretch;
  for (std::size_t begin = 0; begin < restraints.size(); begin += kStretch) {
    stretch.clear();
    for (std::size_t k = begin; k < std::min(begin + kStretch, restraints.size()); ++k) {
      auto& list = restraints.FitsKernel(k) ? stretch : packed.aside;
      list.push_back(static_cast<std::int32_t>(k));
    }
    std::stable_sort(stretch.begin(), stretch.end(),
                     [&](std::int32_t a, std::int32_t b) { return kind_of(a) < kind_of(b); });
    int lane = kBlock;
    for (std::size_t s = 0; s < stretch.size(); ++s) {
      if (lane == kBlock || kind_of(stretch[s]) != kind_of(stretch[s - 1])) {
        auto& block = packed.blocks.emplace_back();
        for (lane = 0; lane < kBlock; ++lane) {
          restraints.Fill(stretch[s], block, lane);
          block.restraint[lane] = kNoRestraint;
          block.weight[lane] = 0.0;
        }
        lane = 0;
      }
      restraints.Fill(stretch[s], packed.blocks.back(), lane);
      packed.blocks.back().restraint[lane++] = stretch[s];
    }
  }
  packed.restraints = std::move(restraints);
  return packed;
}

}  // namespace geomin
