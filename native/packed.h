#pragma once

#include <algorithm>  // std::minmax_element, std::stable_sort
#include <cstddef>    // std::size_t
#include <cstdint>    // std::int32_t
#include <utility>    // std::move
#include <vector>

#include "chunks.h"

/// Restraints laid out for the kernels, once, when the target is made: sorted into the chunks of
/// their atoms, and within each into blocks of eight, column by column, so that a kernel takes as
/// many at a time as it has lanes. Restraints that the kernels have no formula for (slack, top-out,
/// further ideals) stay aside and are evaluated one by one.

namespace geomin {

/// Restraints per block: as many as the widest lanes hold.
constexpr int kBlock = 8;

/// In a lane that only fills up its block: it repeats a restraint's atoms and weighs nothing.
constexpr std::int32_t kNoRestraint = -1;

/// For types that have no kernel (yet): all their restraints stay aside.
struct WithoutKernel {
  struct Block {
    double weight[kBlock];
  };

  bool FitsKernel(std::size_t) const { return false; }
  int KindOf(std::size_t) const { return 0; }
  void Fill(std::size_t, Block&, int) const {}
};

/// The i_seqs of one restraint.
struct Atoms {
  const std::int32_t* first;
  std::size_t count;

  const std::int32_t* begin() const { return first; }
  const std::int32_t* end() const { return first + count; }
};

/// A group is what belongs to one chunk; the last one, after those of all chunks, has the
/// restraints whose atoms are in several.
template <class RestraintsOfOneType>
struct Packed {
  RestraintsOfOneType restraints;
  std::vector<typename RestraintsOfOneType::Block> blocks;  // group by group
  std::vector<std::int32_t> numbers;  // of the restraints in them; apart, as they are rarely needed
  std::vector<std::size_t> first_block{0};  // of each group, and the end
  std::vector<std::int32_t> aside;          // numbers, group by group
  std::vector<std::size_t> first_aside{0};

  Range BlocksOf(int group) const { return {first_block[group], first_block[group + 1]}; }
  Range AsideOf(int group) const { return {first_aside[group], first_aside[group + 1]}; }

  /// Within a factor of two, the restraints themselves too.
  std::size_t Bytes() const { return 2 * blocks.size() * sizeof(blocks[0]); }
};

/// The group of each restraint. @tparam R has `size()` and `Atoms AtomsOf(k)`
template <class R>
int GroupOf(const R& restraints, std::size_t k, const Chunks& chunks) {
  const Atoms atoms = restraints.AtomsOf(k);
  if (atoms.count == 0) return chunks.count();
  const auto [least, most] = std::minmax_element(atoms.begin(), atoms.end());
  const int chunk = chunks.Of(*least);
  return static_cast<std::size_t>(*most) < chunks.AtomsOf(chunk).end ? chunk : chunks.count();
}

/// Adds blocks of the restraints number `which`, all of one kind. Restraints that follow each other
/// share atoms: they go into different blocks, so that lanes don't wait for each other's sums.
template <class R>
void AddBlocks(const R& restraints, const std::vector<std::int32_t>& which, Packed<R>& to) {
  const std::size_t count = (which.size() + kBlock - 1) / kBlock;
  const std::size_t first = to.blocks.size();
  to.blocks.resize(first + count);
  to.numbers.resize(to.blocks.size() * kBlock);
  for (std::size_t s = 0; s < count * kBlock; ++s) {
    const std::size_t b = first + s % count;
    auto& block = to.blocks[b];
    const int lane = static_cast<int>(s / count);
    const bool is_real = s < which.size();
    const std::int32_t k = is_real ? which[s] : which.back();
    restraints.Fill(k, block, lane);
    to.numbers[b * kBlock + lane] = is_real ? k : kNoRestraint;
    if (!is_real) block.weight[lane] = 0.0;
  }
}

/// Adds one group: the restraints number `which`, in their order.
template <class R>
void AddGroup(const R& restraints, std::vector<std::int32_t> which, Packed<R>& to) {
  const auto kind_of = [&](std::int32_t k) { return restraints.KindOf(k); };
  const auto fitting = std::stable_partition(
      which.begin(), which.end(), [&](std::int32_t k) { return restraints.FitsKernel(k); });
  to.aside.insert(to.aside.end(), fitting, which.end());
  which.erase(fitting, which.end());
  std::stable_sort(which.begin(), which.end(),
                   [&](std::int32_t a, std::int32_t b) { return kind_of(a) < kind_of(b); });
  for (auto begin = which.begin(); begin != which.end();) {
    const auto end = std::find_if(begin, which.end(),
                                  [&](std::int32_t k) { return kind_of(k) != kind_of(*begin); });
    AddBlocks(restraints, {begin, end}, to);
    begin = end;
  }
  to.first_block.push_back(to.blocks.size());
  to.first_aside.push_back(to.aside.size());
}

/// Packs restraints whose type has
///   `struct Block` with the column `weight`,
///   `Atoms AtomsOf(k)`, the atoms of restraint k,
///   `bool FitsKernel(k)`, whether the kernel's formula is that of restraint k,
///   `int KindOf(k)`, which all restraints of a block share, and
///   `void Fill(k, block, lane)`, which writes its columns.
template <class R>
Packed<R> Pack(R restraints, const Chunks& chunks) {
  std::vector<std::vector<std::int32_t>> groups(chunks.count() + 1);
  for (std::size_t k = 0; k < restraints.size(); ++k) {
    groups[GroupOf(restraints, k, chunks)].push_back(static_cast<std::int32_t>(k));
  }
  Packed<R> packed;
  for (std::vector<std::int32_t>& group : groups) AddGroup(restraints, std::move(group), packed);
  packed.blocks.shrink_to_fit();
  packed.restraints = std::move(restraints);
  return packed;
}

}  // namespace geomin
